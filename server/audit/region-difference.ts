import { AQI_FACTORS, seriesKey } from '../../streams/contracts/factors.ts';
import type { PublishedRow } from '../../streams/live/mod.ts';
import { hourValue, realTimeIndex, regionMeans, type Observation } from '../recompute/mod.ts';
import type { RegistryStation } from '../registry/mod.ts';
import { fixedPoint, primaryMask } from '../standards/mod.ts';
import type { Disagreement } from './check.ts';

const CO = 6;
/** Columns of live topic `regions`: the summary, and means and indices in the order of `AQI_FACTORS`. */
const SUMMARY = ['aqi', 'level', 'primary'] as const;
const MEANS = ['pm25', 'pm10', 'o3', 'no2', 'so2', 'co'] as const;
const IAQIS = ['iaqiPm25', 'iaqiPm10', 'iaqiO3', 'iaqiNo2', 'iaqiSo2', 'iaqiCo'] as const;
type Column = (typeof SUMMARY | typeof MEANS | typeof IAQIS)[number];

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
  row: PublishedRow<'regions'>,
  stations: readonly RegistryStation[],
  hour: RegionHour,
): Disagreement | null {
  const { valuesOf, reporting } = hourValues(stations, hour);
  const means = regionMeans(valuesOf);
  const { aqi, iaqis, primary, level } = realTimeIndex(means, hour.start * 1000);
  const differing = (columns: readonly Column[], values: readonly (number | null)[]): number =>
    columns.findIndex((column, i) => values[i] !== row[column]);
  const summary = differing(SUMMARY, [aqi, level?.level ?? null, primaryMask(primary)]);
  const mean = differing(MEANS, means.map(shownMean));
  const index = differing(IAQIS, iaqis);
  const field =
    SUMMARY[summary] ??
    (mean >= 0
      ? `mean ${AQI_FACTORS[mean]}`
      : index >= 0
        ? `iaqi ${AQI_FACTORS[index]}`
        : reporting.size !== row.valid
          ? 'valid'
          : null);
  if (field === null) return null;
  return {
    kind: 'region',
    subject: String(row.key),
    station: 0,
    factor: 0,
    start: hour.start,
    field,
    shown: textOf(
      MEANS.map((column) => row[column]),
      row.aqi,
      row.valid,
    ),
    recomputed: textOf(means.map(shownMean), aqi, reporting.size),
  };
}

const textOf = (six: readonly (number | null)[], aqi: number | null, count: number | null): string =>
  `AQI ${aqi ?? '-'}; ${six.map((value) => value ?? '-').join(' ')}; ${count ?? 0}`;
