import { DateTime } from 'luxon';

/** Civil date of the day that starts at an instant. @param start seconds UTC */
export const civilDay = (start: number, zone: string): string =>
  DateTime.fromSeconds(start, { zone }).toISODate() ?? '';
