import type { NumberAddress } from '../../streams/live/mod.ts';
import type { DeskRow } from '../model/desk-row.ts';

/** What a row of the desk shows; of an alarm `since` is when it was raised, and only an alarm has a deadline. */
export type DeskQuantity = 'multiple' | 'value' | 'limit' | 'since' | 'due' | 'priority';

/**
 * The address of a number in a row of the desk: the ledger's where there is an alarm, a finding's hour, else the
 * exceedance's.
 */
export function deskNumber(
  {
    alarm,
    stationId,
    factor,
    factorId,
    finding,
  }: Pick<DeskRow, 'alarm' | 'stationId' | 'factor' | 'factorId' | 'finding'>,
  quantity: DeskQuantity,
): NumberAddress {
  const code = factor?.code ?? String(factorId);
  if (alarm !== null)
    return { subject: 'alarm', id: String(alarm), quantity: `alarm.${quantity === 'since' ? 'raised' : quantity}` };
  if (finding) return { subject: 'station', id: String(stationId), quantity: `hour.${code}`, at: finding.newest };
  return { subject: 'series', id: `${stationId}.${code}`, quantity: `exceedance.${quantity}` };
}
