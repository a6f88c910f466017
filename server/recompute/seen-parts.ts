import type { Observation } from './observation.ts';
import { countedValues, partsOf, type Part } from './part.ts';
import { additiveSum } from './period-mean.ts';

/** The parts that a tick had seen, and how many observations arrived too late for it. */
export interface SeenParts {
  readonly parts: readonly Part[];
  readonly later: number;
}

/**
 * The parts of a rolling hour that a tick had seen. Ingest writes frames in order, so what a tick saw is everything
 * up to some frame: of what arrived shortly before it as much is taken as gives the count and the sum that the tick
 * had; all of it where nothing does.
 * @param observations of one series and statistic in the rolling hour
 * @param tick what the tick counted; sum in millionths, of sound levels energies
 * @param certain what arrived before this the tick has seen, seconds UTC
 */
export function seenParts(
  factor: number,
  observations: readonly Observation[],
  tick: { readonly count: number; readonly sum: bigint },
  certain: number,
): SeenParts {
  const ordered = [...observations].sort((a, b) => a.ordinal - b.ordinal);
  const matches = (values: readonly number[]): boolean =>
    values.length === tick.count && additiveSum(factor, values) === tick.sum;
  for (let end = ordered.length; end > 0; end -= 1) {
    const parts = partsOf(ordered.slice(0, end));
    if (matches(countedValues(parts))) return { parts, later: ordered.length - end };
    const newest = ordered[end - 1];
    if (newest === undefined || newest.arrived < certain) break;
  }
  return { parts: partsOf(ordered), later: 0 };
}
