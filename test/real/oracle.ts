import { DateTime } from 'luxon';
import { AQI_FACTORS } from '../../streams/contracts/factors.ts';
import type { Micro } from '../../streams/contracts/reading.ts';
import {
  areaMean,
  compositeThousandths,
  compositeVariantAt,
  dailyAqi,
  hourIsValid,
  percentile,
  realTimeAqi,
  VALIDITY,
  type AirQuality,
} from '../../server/standards/mod.ts';
import type { Sample } from './month.ts';

/**
 * What the system must say of a network's samples, recomputed from the file alone: no SQL, no shared code with ingest
 * and windows but the standards' tables.
 */
export interface OracleStation {
  readonly id: number;
  readonly county: number;
  readonly national: boolean;
  readonly partsPerHour: number;
}

export interface OracleHour {
  readonly sum: bigint;
  readonly count: number;
  readonly expected: number;
  readonly valid: boolean;
  readonly value: Micro;
}

const HOUR = 3_600_000;
const ZONE = 'Asia/Shanghai';
const O3 = 3;

const mean = (values: readonly Micro[]): Micro => areaMean(values)!;
const push = <K>(map: Map<K, Micro[]>, key: K, value: Micro): void => {
  (map.get(key) ?? map.set(key, []).get(key)!).push(value);
};
const civilDay = (time: number): string => DateTime.fromMillis(time, { zone: ZONE }).toISODate()!;
const keyOf = (station: number, factor: number, time: number): string => `${station} ${factor} ${time}`;

export interface Standing {
  readonly county: number;
  readonly thousandths: number;
  readonly rank: number;
}

export class MonthTwin {
  readonly hours = new Map<string, OracleHour>();
  readonly #stations: ReadonlyMap<number, OracleStation>;
  /** station factor -> civil day -> hour of day -> value, valid ones only. */
  readonly #days = new Map<string, Map<string, Map<number, Micro>>>();

  constructor(stations: readonly OracleStation[], samples: readonly (Sample & { readonly id: number })[]) {
    this.#stations = new Map(stations.map((station) => [station.id, station]));
    const parts = new Map<string, Micro[]>();
    for (const { id, factor, time, value } of samples)
      push(parts, keyOf(id, factor, Math.floor(time / HOUR) * HOUR), value);
    for (const [key, values] of parts) {
      const [id, factor, hour] = key.split(' ').map(Number) as [number, number, number];
      const expected = this.#stations.get(id)!.partsPerHour;
      const entry = {
        sum: values.reduce((sum, v) => sum + BigInt(v), 0n),
        count: values.length,
        expected,
        valid: hourIsValid(values.length, expected),
        value: mean(values),
      };
      this.hours.set(key, entry);
      if (!entry.valid) continue;
      const series = `${id} ${factor}`;
      const days = this.#days.get(series) ?? this.#days.set(series, new Map()).get(series)!;
      const day = civilDay(hour);
      const hoursOfDay = days.get(day) ?? days.set(day, new Map()).get(day)!;
      hoursOfDay.set(DateTime.fromMillis(hour, { zone: ZONE }).hour, entry.value);
    }
  }

  hour(station: number, factor: number, start: number): OracleHour | undefined {
    return this.hours.get(keyOf(station, factor, start));
  }

  /** Six means of the national stations of a county (or of all) in one hour, and their real-time AQI. */
  area(start: number, county: number | null): AirQuality & { readonly means: readonly (Micro | null)[] } {
    const means = AQI_FACTORS.map((factor) => {
      const values = this.#national(county)
        .map(({ id }) => this.hour(id, factor, start))
        .filter((hour) => hour?.valid)
        .map((hour) => hour!.value);
      return areaMean(values);
    });
    return { ...realTimeAqi(means, start), means };
  }

  /** Day means of a station (O3: MDA8) by civil day, valid ones only. */
  #stationDay(station: number, factor: number, day: string): Micro | null {
    const hours = this.#days.get(`${station} ${factor}`)?.get(day);
    if (!hours) return null;
    if (factor !== O3) return hours.size >= VALIDITY.day.minimum ? mean([...hours.values()]) : null;
    const eight = Array.from({ length: 17 }, (_, k) =>
      Array.from({ length: 8 }, (_, i) => hours.get(k + i)).filter((v) => v !== undefined),
    )
      .filter((values) => values.length >= VALIDITY.eightHours.minimum)
      .map(mean);
    const largest = Math.max(...eight);
    return eight.length >= VALIDITY.mda8.minimum || (eight.length > 0 && largest > 160_000_000) ? largest : null;
  }

  areaDay(day: string, county: number | null): AirQuality & { readonly means: readonly (Micro | null)[] } {
    const means = AQI_FACTORS.map((factor) =>
      areaMean(
        this.#national(county)
          .map(({ id }) => this.#stationDay(id, factor, day))
          .filter((v) => v !== null),
      ),
    );
    return { ...dailyAqi(means, DateTime.fromISO(day, { zone: ZONE }).toMillis()), means };
  }

  /**
   * Counties by the composite index, by the variant of its first day, of the month that ends with `until` (exclusive).
   * Ties 1, 1, 3.
   */
  standings(counties: readonly number[], until: string): readonly Standing[] {
    const end = DateTime.fromISO(until, { zone: ZONE });
    const first = end.minus({ days: 1 }).startOf('month');
    const days = Array.from({ length: Math.round(end.diff(first, 'days').days) }, (_, i) =>
      first.plus({ days: i }).toISODate()!,
    );
    const indexed = counties.flatMap((county) => {
      const concentrations = AQI_FACTORS.map((factor, i) => {
        const values = days.map((day) => this.areaDay(day, county).means[i]!).filter((v) => v !== null);
        if (values.length * 4 < days.length * 3) return null;
        return factor === 6 ? percentile(values, 95) : factor === O3 ? percentile(values, 90) : mean(values);
      });
      const thousandths = compositeThousandths(concentrations, compositeVariantAt(days[0]!));
      return thousandths === null ? [] : [{ county, thousandths }];
    });
    return indexed.map((row) => ({
      ...row,
      rank: 1 + indexed.filter(({ thousandths }) => thousandths < row.thousandths).length,
    }));
  }

  #national(county: number | null): OracleStation[] {
    return [...this.#stations.values()].filter(
      (station) => station.national && (county === null || station.county === county),
    );
  }
}
