import type { RowOf } from '../../streams/live/mod.ts';
import { seriesFactor, seriesStation } from '../../streams/contracts/factors.ts';
import type { CityIndex, CityStation } from './city.ts';

export interface ExceedanceRow {
  readonly key: number;
  readonly rank: number | null;
  readonly multiple: number | null;
  readonly station: CityStation | undefined;
  readonly county: number;
  readonly township: number;
  readonly factor: CityIndex['factors'][number] | undefined;
  readonly value: number | null;
  readonly limit: number | null;
  readonly source: CityIndex['limitSources'][number] | undefined;
  readonly window: number | null;
  readonly since: number | null;
  readonly time: number | null;
  readonly count: number | null;
  readonly trend: number | null;
}

/**
 * The ranking in its own order with its names; a series whose station the page does not know yet keeps its row, without
 * a name.
 */
export function exceedanceRows(city: CityIndex, rows: readonly RowOf<'exceedances'>[]): ExceedanceRow[] {
  return rows
    .map((r): ExceedanceRow => {
      const station = city.station(seriesStation(r.key));
      return {
        key: r.key,
        rank: r.rank ?? null,
        multiple: r.multiple ?? null,
        station,
        county: station?.county ?? 0,
        township: station?.township ?? 0,
        factor: city.factor(seriesFactor(r.key)),
        value: r.value ?? null,
        limit: r.limit ?? null,
        source: r.limitSource == null ? undefined : city.limitSource(r.limitSource),
        window: r.window ?? null,
        since: r.since ?? null,
        time: r.time ?? null,
        count: r.count ?? null,
        trend: r.trend ?? null,
      };
    })
    .sort((a, b) => (a.rank ?? Infinity) - (b.rank ?? Infinity) || a.key - b.key);
}
