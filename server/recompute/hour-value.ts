import { STATISTICS } from '../../streams/contracts/reading.ts';
import { hourIsValid } from '../standards/mod.ts';
import { isOverRange } from './flags.ts';
import type { MarkedSpan } from './marked-span.ts';
import type { Observation } from './observation.ts';
import { partCause } from './part-cause.ts';
import { partsOf, type Part } from './part.ts';
import { periodValue, type PeriodPart, type PeriodValue } from './period-value.ts';
import { secondsPerValue, type SeriesPlace } from './series-place.ts';

const HOUR = 3600;
const NO_MARKS: readonly MarkedSpan[] = Object.freeze([]);

/** An hour with the parts it was made of, those that were left out too. */
export interface RecomputedHour {
  readonly parts: readonly Part[];
  readonly hour: PeriodValue;
}

/** A part as its period sees it. */
export const periodPart = ({ valid, counts }: Part): PeriodPart => ({
  micro: valid.micro,
  counts,
  isOver: isOverRange(valid),
});

/**
 * The hour (docs/notes/021): exact mean of the valid versions of the station's basis statistic; where there is not
 * one of them, what the device reported (CN 2061); without the parts that quality control or a mark takes out.
 * @param observations of one series and one hour, any statistics
 * @returns `null`: nothing was observed of this hour
 */
export function recomputedHour(
  factor: number,
  observations: readonly Observation[],
  place: SeriesPlace,
  marks: readonly MarkedSpan[] = NO_MARKS,
): RecomputedHour | null {
  const { basis, kindId = 0 } = place;
  const own = basis === STATISTICS.hour ? [] : observations.filter(({ statistic }) => statistic === basis);
  const chosen = own.length > 0 ? own : observations.filter(({ statistic }) => statistic === STATISTICS.hour);
  const [first] = chosen;
  if (first === undefined) return null;
  const isReported = own.length === 0;
  const expected = isReported ? 1 : Math.max(1, Math.floor(HOUR / secondsPerValue(place)));
  const start = Math.floor(first.time / HOUR) * HOUR;
  const causeOf = partCause(kindId, factor, start, isReported ? STATISTICS.hour : basis, marks);
  const parts = partsOf(chosen).map((part) => {
    const cause = part.counts ? causeOf(part.valid) : null;
    return cause === null ? part : { ...part, counts: false, cause };
  });
  const isEnough = (count: number): boolean => hourIsValid(count, expected);
  return { parts, hour: periodValue(factor, parts.map(periodPart), expected, isReported ? 2 : 1, isEnough) };
}

/** The hour alone, without its parts. */
export const hourValue = (...given: Parameters<typeof recomputedHour>): PeriodValue | null =>
  recomputedHour(...given)?.hour ?? null;
