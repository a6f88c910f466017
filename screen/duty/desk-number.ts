import type { NumberAddress } from '../../streams/live/number-address.ts';
import type { DeskRow } from '../model/desk-row.ts';

/** Quantities that an alarm and an exceedance without an alarm both have. */
export type DeskQuantity = 'multiple' | 'value' | 'limit';

/** The address of a number in a row of the desk: the ledger's where there is an alarm, a finding's hour, else the exceedance's. */
export function deskNumber({ alarm, stationId, factor, factorId, finding }: Pick<DeskRow, 'alarm' | 'stationId' | 'factor' | 'factorId' | 'finding'>, quantity: DeskQuantity): NumberAddress {
  const code = factor?.code ?? String(factorId);
  if (alarm !== null) return { subject: 'alarm', id: String(alarm), quantity: `alarm.${quantity}` };
  if (finding) return { subject: 'station', id: String(stationId), quantity: `hour.${code}`, at: finding.newest };
  return { subject: 'series', id: `${stationId}.${code}`, quantity: `exceedance.${quantity}` };
}
