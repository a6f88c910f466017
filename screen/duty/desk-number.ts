import type { NumberAddress } from '../../streams/live/number-address.ts';
import type { DeskRow } from '../model/desk-list.ts';

/** Quantities that an alarm and an exceedance without an alarm both have. */
export type DeskQuantity = 'multiple' | 'value' | 'limit';

/** The address of a number in a row of the desk: the ledger's where there is an alarm, else the exceedance's. */
export const deskNumber = ({ alarm, stationId, factor, factorId }: Pick<DeskRow, 'alarm' | 'stationId' | 'factor' | 'factorId'>, quantity: DeskQuantity): NumberAddress =>
  (alarm !== null ? { subject: 'alarm', id: String(alarm), quantity: `alarm.${quantity}` } : { subject: 'series', id: `${stationId}.${factor?.code ?? factorId}`, quantity: `exceedance.${quantity}` });
