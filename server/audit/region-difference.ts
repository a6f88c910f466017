import { AQI_FACTORS, seriesKey } from '../../streams/contracts/factors.ts';
import type { LiveRow } from '../../streams/live/mod.ts';
import { hourValue, realTimeIndex, regionMeans, type Observation } from '../recompute/mod.ts';
import type { RegistryStation } from '../registry/mod.ts';
import { fixedPoint, primaryMask } from '../standards/mod.ts';
import type { Disagreement } from './check.ts';

const CO = 6;
/** Columns of live topic `regions`. */
const [FIRST_MEAN, FIRST_IAQI, VALID] = [4, 10, 16];
const SUMMARY = ['aqi', 'level', 'primary'];

/** Readings of one hour, and series that quality control takes out of it; by series key. `start`: seconds UTC. */
export interface RegionHour {
  readonly start: number;
  readonly raw: ReadonlyMap<number, readonly Observation[]>;
  readonly out: ReadonlySet<number>;
}

/** A mean as live topic `regions` shows it: tenths, of CO hundredths. */
const shownMean = (micro: number | null, i: number): number | null => fixedPoint(micro, AQI_FACTORS[i] === CO ? 2 : 1);

/** Valid hour values of a region's stations by factor, and the stations that have any. */
function hourValues(
  stations: readonly RegistryStation[],
  { raw, out }: RegionHour,
): { readonly valuesOf: (factor: number) => number[]; readonly reporting: ReadonlySet<number> } {
  const reporting = new Set<number>();
  const valuesOf = (factor: number): number[] =>
    stations.flatMap((station) => {
      const key = seriesKey(station.id, factor);
      const found = hourValue(factor, raw.get(key) ?? [], station);
      if (!found?.isValid || found.value === null || out.has(key)) return [];
      reporting.add(station.id);
      return [Number(found.value)];
    });
  return { valuesOf, reporting };
}

/** The hour of a region as shown against the one that follows from the readings of its stations; `null`: it agrees. */
export function regionDisagreement(
  region: number,
  values: LiveRow['values'],
  stations: readonly RegistryStation[],
  hour: RegionHour,
): Disagreement | null {
  const { valuesOf, reporting } = hourValues(stations, hour);
  const means = regionMeans(valuesOf);
  const { aqi, iaqis, primary, level } = realTimeIndex(means, hour.start * 1000);
  const differs = (first: number) => (value: number | null, i: number) => value !== (values[first + i] ?? null);
  const summary = [aqi, level?.level ?? null, primaryMask(primary)].findIndex(differs(1));
  const mean = means.map(shownMean).findIndex(differs(FIRST_MEAN));
  const index = iaqis.findIndex(differs(FIRST_IAQI));
  const field =
    SUMMARY[summary] ??
    (mean >= 0
      ? `mean ${AQI_FACTORS[mean]}`
      : index >= 0
        ? `iaqi ${AQI_FACTORS[index]}`
        : reporting.size !== values[VALID]
          ? 'valid'
          : null);
  if (field === null) return null;
  return {
    kind: 'region',
    subject: String(region),
    station: 0,
    factor: 0,
    start: hour.start,
    field,
    shown: textOf(values.slice(FIRST_MEAN, FIRST_IAQI), values[1], values[VALID]),
    recomputed: textOf(means.map(shownMean), aqi, reporting.size),
  };
}

const textOf = (
  six: readonly (number | null)[],
  aqi: number | null | undefined,
  count: number | null | undefined,
): string => `AQI ${aqi ?? '-'}; ${six.map((value) => value ?? '-').join(' ')}; ${count ?? 0}`;
