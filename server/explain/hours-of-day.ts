import type { Micro } from '../../streams/contracts/reading.ts';
import type { AddressedDay } from './addressed-period.ts';
import type { PeriodRow } from './period-row.ts';

const HOUR = 3600;

/** Hour values of a day by their place in it, millionths; `null` where missing or invalid. */
export const hoursOfDay = (rows: readonly PeriodRow[], { from, until }: AddressedDay): (Micro | null)[] =>
  Array.from({ length: Math.round((until - from) / HOUR) }, (_, i) => {
    const row = rows.find(({ start }) => start === from + i * HOUR);
    return row?.isValid ? row.micro : null;
  });
