import type { RowOf } from '../../streams/live/mod.ts';
import type { CityIndex, CityRegion } from './city.ts';
import type { CountyRow } from './counties.ts';
import type { Names } from '../../streams/contracts/pack.ts';

interface TownshipDot {
  readonly id: number;
  readonly names: Names;
  /** Rolling-hour PM2.5, µg/m³. */
  readonly value: number;
  readonly level: number | null;
  readonly isOld: boolean;
  /** One of the highest of the city: it is named. */
  readonly named: boolean;
}

export interface TownshipStrip {
  readonly lines: readonly { readonly id: number; readonly names: Names; readonly dots: readonly TownshipDot[] }[];
  readonly townships: number;
  /** Without a valid mean. */
  readonly silent: number;
  /** Right end of the axis and its marks, µg/m³. */
  readonly most: number;
  readonly marks: readonly number[];
  /** Newest of the times that the values stand for, ms UTC. */
  readonly newest: number | null;
}

/** A mean older than this stands at half strength, ms. */
const STANDS = 600_000;
const NAMED = 4;
const STEPS = [10, 25, 50, 100, 200];

/** Every township of each county on one axis, the counties in the order of their ranking. */
export function townshipStrip(
  city: CityIndex,
  counties: readonly CountyRow[],
  regions: readonly RowOf<'regions'>[],
  now: number,
): TownshipStrip {
  const rows = new Map(regions.map((row) => [row.key, row]));
  const townships = city.regions.filter((region) => region.level === 'township');
  const of = (region: CityRegion): Omit<TownshipDot, 'named'>[] => {
    const row = rows.get(region.id);
    return row?.nowPm25 == null
      ? []
      : [
          {
            id: region.id,
            names: region.names,
            value: row.nowPm25,
            level: row.nowLevel ?? null,
            isOld: row.time == null || now - row.time > STANDS,
          },
        ];
  };
  const all = townships.flatMap((region) => of(region).map((dot) => ({ county: region.parent, ...dot })));
  // One a county at most: two names on one line would lie on each other.
  const worst = [...all].filter(({ level }) => (level ?? 0) >= 3).sort((a, b) => b.value - a.value || a.id - b.id);
  const named = new Set(
    worst
      .filter(({ id, county }) => worst.find((other) => other.county === county)?.id === id)
      .slice(0, NAMED)
      .map(({ id }) => id),
  );
  const highest = Math.max(50, ...all.map(({ value }) => value));
  const step = STEPS.find((candidate) => highest / candidate <= 4) ?? 200;
  const most = Math.ceil((highest * 1.04) / step) * step;
  return {
    lines: counties.map(({ id, names }) => ({
      id,
      names,
      dots: all
        .filter(({ county }) => county === id)
        .sort((a, b) => a.value - b.value)
        .map((dot) => ({ ...dot, named: named.has(dot.id) })),
    })),
    townships: townships.length,
    silent: townships.length - all.length,
    most,
    marks: Array.from({ length: Math.round(most / step) }, (_, i) => (i + 1) * step),
    newest: all.reduce<number | null>((newest, { id }) => {
      const time = rows.get(id)?.time ?? null;
      return time !== null && (newest === null || time > newest) ? time : newest;
    }, null),
  };
}
