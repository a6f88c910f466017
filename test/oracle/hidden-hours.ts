import { divideHalfEven } from '../../server/standards/mod.ts';
import { Tally } from './lines.ts';
import { BLANK, HOURS_OF_YEAR, type Column, type Year } from './year.ts';

/**
 * One published mean whose window lacks exactly one hour in the file: the mean and the sum of the 23 hours that are
 * there.
 */
interface Witness {
  readonly theirs: number;
  readonly sum: number;
}

/** Fewer windows than these prove nothing about an hour. */
const MINIMUM_WITNESSES = 8;

const absentIn = ({ theirs, sum }: Witness): boolean => divideHalfEven(sum, 23) === theirs;

/** Is there one value, zero or more, with which every witness's mean rounds to what was published? */
function oneValueFits(witnesses: readonly Witness[]): boolean {
  const least = Math.max(0, ...witnesses.map(({ theirs, sum }) => 24 * (theirs - 0.5) - sum));
  const most = Math.min(...witnesses.map(({ theirs, sum }) => 24 * (theirs + 0.5) - sum));
  return least <= most;
}

/**
 * What the centre had of hours that the file lacks. Each such hour stands in up to 24 published means; if the centre
 * had a value the file lost, one and the same value must satisfy all of them, to half a unit in 24: an explanation that
 * a wrong mean cannot pass by luck.
 * @param leftOut hours whose published means are explained otherwise
 */
export function hiddenHours(year: Year, hourColumn: Column, meanColumn: Column, leftOut: ReadonlySet<number>): Tally {
  const tally = new Tally();
  for (const [id, station] of year.stations) {
    const [values, published] = [station[hourColumn], station[meanColumn]];
    const witnesses = new Map<number, Witness[]>();
    for (let hour = 23; hour < HOURS_OF_YEAR; hour += 1) {
      if (published[hour]! === BLANK || leftOut.has(hour)) continue;
      let [sum, missing, at] = [0, 0, -1];
      for (let h = hour - 23; h <= hour; h += 1) {
        if (values[h]! === BLANK) {
          missing += 1;
          at = h;
        } else sum += values[h]!;
      }
      if (missing === 1) (witnesses.get(at) ?? witnesses.set(at, []).get(at)!).push({ theirs: published[hour]!, sum });
    }
    for (const [hour, seen] of witnesses) {
      if (seen.length < MINIMUM_WITNESSES) continue;
      const where = year.kept[hour] ? 'blank' : 'lost by the mirror';
      // In order of time: absent at first and then there.
      const splits = Array.from(
        { length: seen.length - 1 },
        (_, i) => [seen.slice(0, i + 1), seen.slice(i + 1)] as const,
      );
      if (seen.every(absentIn)) tally.add(`${where}: the centre had none either`);
      else if (oneValueFits(seen)) tally.add(`${where}: one hidden value fits all its windows`);
      else if (splits.some(([early, late]) => early.every(absentIn) && oneValueFits(late)))
        tally.add(`${where}: came late, then one value`);
      else tally.leave(`${id} hour ${hour}: ${JSON.stringify(seen)}`);
    }
  }
  return tally;
}
