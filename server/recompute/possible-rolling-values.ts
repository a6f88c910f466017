import type { Observation } from './observation.ts';
import type { RollingHour } from './rolling-hour.ts';
import { rollingValue, type RollingValue } from './rolling-value.ts';
import { validVersions } from './valid-version.ts';

const identityOf = ({ time, micro, flag }: Observation): string => `${time} ${micro} ${flag}`;

/**
 * Every value that a tick may rightly have shown. Readings were read before the tick and after it: those read before
 * it has seen; of those that came in between it saw some first ones in the order in which they are written, and of
 * closed minutes no more than of what is not closed.
 * @param before, after observations of the series and one statistic, read before and after the tick
 * @param mostUncertain with more than so many in between it cannot be told, and `null` is returned
 */
export function possibleRollingValues(
  factor: number,
  before: readonly Observation[],
  after: readonly Observation[],
  secondsPerValue: number,
  hour: RollingHour,
  mostUncertain: number,
): RollingValue[] | null {
  const known = new Set(before.map(identityOf));
  const inside = after.filter(({ time }) => time >= hour.since && time < hour.now);
  const certain = inside.filter((one) => known.has(identityOf(one)));
  const between = inside.filter((one) => !known.has(identityOf(one))).sort((a, b) => a.ordinal - b.ordinal);
  if (between.length > mostUncertain) return null;
  const early = between.filter(({ time }) => time < hour.until);
  const late = between.filter(({ time }) => time >= hour.until);
  const values: RollingValue[] = [];
  for (let i = early.length; i >= 0; i -= 1) {
    for (let j = late.length; j >= 0; j -= 1) {
      const versions = validVersions([...certain, ...early.slice(0, i), ...late.slice(0, j)]);
      values.push(rollingValue(factor, versions, secondsPerValue, hour));
    }
  }
  return values;
}
