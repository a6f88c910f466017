import { DateTime } from 'luxon';

const KEPT = 4096;
const known = new Map<string, number>();

/**
 * Start of the civil day of an instant, both whole seconds UTC. Hours repeat and zone arithmetic is slow: a small
 * memory.
 */
export function civilDayStart(instant: number, zone: string): number {
  const key = `${zone} ${Math.floor(instant / 3600)}`;
  let start = known.get(key);
  if (start === undefined) {
    start = DateTime.fromSeconds(instant, { zone }).startOf('day').toSeconds();
    if (known.size >= KEPT) known.clear();
    known.set(key, start);
  }
  return start;
}

/** End of the civil day that starts at `start`, both seconds UTC. */
export const civilDayEnd = (start: number, zone: string): number =>
  DateTime.fromSeconds(start, { zone }).plus({ days: 1 }).startOf('day').toSeconds();
