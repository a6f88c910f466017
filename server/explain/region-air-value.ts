import type { Explanation, Words } from '../../streams/contracts/explanation.ts';
import type { Micro } from '../../streams/contracts/reading.ts';
import { dailyIndex, realTimeIndex, regionMeans } from '../recompute/mod.ts';
import type { RegistryStation } from '../registry/mod.ts';
import type { AirQuality } from '../standards/mod.ts';
import { stationFactor } from './day-values.ts';
import type { RegionSpan } from './region-span.ts';

/** A region's air in a span, computed again. */
export interface RegionAir {
  readonly stations: readonly RegistryStation[];
  /** Values of its stations, millionths. */
  readonly valuesOf: (factor: number) => readonly Micro[];
  /** In AQI_FACTORS order, millionths. */
  readonly means: readonly (Micro | null)[];
  readonly quality: AirQuality;
}

/** A region's six means and what index they give. */
export function regionAir(span: RegionSpan, stations: readonly RegistryStation[]): RegionAir {
  const valuesOf = (factor: number): Micro[] =>
    stations.flatMap(({ id }) => span.values.get(stationFactor(id, factor)) ?? []);
  const means = regionMeans(valuesOf);
  return { stations, valuesOf, means, quality: (span.kind === 'day' ? dailyIndex : realTimeIndex)(means, span.at) };
}

/** What differs between an index and a concentration of a region. */
export interface ExplainedAir extends Pick<
  Explanation,
  'value' | 'grade' | 'standards' | 'formula' | 'steps' | 'rounding' | 'check'
> {
  readonly name: Words;
  readonly isSufficient: boolean;
  /** Factor whose stations are listed. */
  readonly listed: number;
}
