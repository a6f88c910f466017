import type { RowOf } from '../../streams/live/mod.ts';
import { airNow } from './air-now.ts';
import type { CityIndex } from './city.ts';
import type { Names } from '../../streams/contracts/pack.ts';

export interface CountyRow {
  readonly id: number;
  readonly names: Names;
  readonly rank: number | null;
  readonly move: number | null;
  readonly aqi: number | null;
  readonly level: number | null;
  readonly index: number | null;
  readonly at: number | null;
  readonly insufficient: boolean;
  readonly valid: number | null;
  readonly total: number | null;
}

/**
 * The county ranking: ranked ones by rank, the others last in the city's own order. Equal ranks keep that order too.
 */
export function countyRows(city: CityIndex, regions: readonly RowOf<'regions'>[], now: number): CountyRow[] {
  const byKey = new Map(regions.map((r) => [r.key, r]));
  const kind = countyKind(city, regions, now);
  const rows = city.counties.map((county): CountyRow => {
    const row = byKey.get(county.id);
    const air = airNow(row, now, kind);
    return {
      id: county.id,
      names: county.names,
      rank: row?.rank ?? null,
      move: row?.move ?? null,
      aqi: air.aqi,
      level: air.level,
      index: row?.index ?? null,
      at: air.at,
      insufficient: air.aqi === null,
      valid: air.valid,
      total: air.total,
    };
  });
  return rows.sort(
    (a, b) =>
      (a.rank ?? Infinity) - (b.rank ?? Infinity) || Number(a.insufficient) - Number(b.insufficient) || a.id - b.id,
  );
}

/** What the counties are compared by: closed hours, or rolling ones while no county has a current closed hour. */
export function countyKind(city: CityIndex, regions: readonly RowOf<'regions'>[], now: number): 'hour' | 'rolling' {
  const ids = new Set(city.counties.map((c) => c.id));
  return regions.some((r) => ids.has(r.key) && airNow(r, now).kind === 'hour') ? 'hour' : 'rolling';
}

/** The newest hour that any county stands on; what the panel's note says once for all. */
export const newestHour = (rows: readonly CountyRow[]): number | null =>
  rows.reduce<number | null>(
    (newest, r) => (r.at !== null && (newest === null || r.at > newest) ? r.at : newest),
    null,
  );
