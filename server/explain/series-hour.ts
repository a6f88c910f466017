import { type Micro, STATISTICS } from '../../streams/contracts/reading.ts';
import { type Observation, type Part, recomputedHour } from '../recompute/mod.ts';
import type { RegistryStation } from '../registry/mod.ts';
import type { ExplainContext } from './explain-context.ts';

const HOUR = 3600;

/** A closed hour of a series computed again from its readings. */
export interface SeriesHour {
  readonly parts: readonly Part[];
  /** Millionths. */
  readonly recomputed: Micro | null;
  readonly expected: number;
  /** What the device made of its parts itself (CN 2061), for want of them. */
  readonly isReported: boolean;
}
const NOTHING: SeriesHour = Object.freeze({ parts: [], recomputed: null, expected: 1, isReported: true });

/** The hour of a series computed again from the readings. @param start seconds UTC */
export async function seriesHour(
  context: ExplainContext,
  station: RegistryStation,
  factor: number,
  start: number,
): Promise<SeriesHour> {
  const read = (statistic: number): Promise<readonly Observation[]> =>
    context.ask.readings({ station: station.id, factor, statistic }, start, start + HOUR);
  const own = await read(station.basis);
  const observations = own.length > 0 || station.basis === STATISTICS.hour ? own : await read(STATISTICS.hour);
  if (observations.length === 0) return NOTHING;
  const found = recomputedHour(factor, observations, station, await context.ask.marks(station.id, start));
  if (found === null) return NOTHING;
  const { value, expected, origin } = found.hour;
  return { parts: found.parts, recomputed: value === null ? null : Number(value), expected, isReported: origin === 2 };
}
