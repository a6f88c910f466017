import { loadQuery, type Store } from '../platform/store/mod.ts';
import type { StationShare } from '../recompute/mod.ts';
import { ExplainBounds } from './bounds.ts';
import type { FieldCell } from './field-cell.ts';
import { type AskRows, whole } from './raw-row.ts';

const QUERIES = Object.freeze({
  regionDays: loadQuery('history/explain-region-days'),
  water: loadQuery('history/explain-water'),
  cell: loadQuery('history/explain-cell'),
  slices: loadQuery('history/explain-slices'),
});
const FIELD = 'SELECT cell, mean FROM hotspot_cells WHERE tick = {tick:UInt32} AND size = {size:UInt16} ORDER BY cell';

/** A region's value of one factor on one civil day, millionths. */
interface RegionDayRow {
  readonly civil: string;
  readonly region: number;
  readonly factor: number;
  readonly micro: number;
  readonly reporting: number;
}
/** The newest valid sample of an item of a section; millionths, `sampled` seconds UTC. */
export interface WaterItemRow {
  readonly factor: number;
  readonly micro: number;
  readonly sampled: number;
  readonly class: number;
  readonly target: number;
}
/** A cell's statistic of one civil day. */
interface SliceDay {
  readonly day: number;
  readonly z: number;
  readonly class: number;
}

/** Queries about regions, water sections and cells of the hotspot grid. */
export interface PlaceAsk {
  /** Civil dates `[from, until)`. */
  regionDays(regions: readonly number[], from: string, until: string): Promise<readonly RegionDayRow[]>;
  waterItems(station: number): Promise<readonly WaterItemRow[]>;
  /** Stations a cell is made of, nearest first. */
  cell(size: number, cell: number): Promise<readonly StationShare[]>;
  /** Every cell's value at one tick, millionths. */
  field(tick: number, size: number): Promise<readonly FieldCell[]>;
  /** Daily slices of a cell, oldest first, and the last day that any cell has; labels of civil days, seconds UTC. */
  slices(
    size: number,
    cell: number,
    from: number,
    until: number,
  ): Promise<{ readonly days: readonly SliceDay[]; readonly latest: number }>;
}

export function openPlaceAsk(rows: AskRows, store: Pick<Store, 'columns'>): PlaceAsk {
  const { mostRows: most } = ExplainBounds;
  return {
    regionDays: async (regions, from, until) =>
      (await rows(QUERIES.regionDays, { regions, from, until, most })).map((r) => ({
        civil: String(r['civil']),
        region: whole(r['region']),
        factor: whole(r['factor']),
        micro: whole(r['micro']),
        reporting: whole(r['reporting']),
      })),
    waterItems: async (station) =>
      (await rows(QUERIES.water, { station })).map((r) => ({
        factor: whole(r['factor']),
        micro: whole(r['micro']),
        sampled: whole(r['sampled']),
        class: whole(r['class']),
        target: whole(r['target']),
      })),
    cell: async (size, cell) =>
      (await rows(QUERIES.cell, { size, cell, most: 2 * ExplainBounds.versions })).map((r) => ({
        station: whole(r['station']),
        weight: BigInt(r['share'] ?? 0),
        isInside: whole(r['inside']) === 1,
      })),
    field: async (tick, size) => {
      const [cells = [], means = []] = await store.columns('history', FIELD, { tick, size });
      return cells.map((cell, i) => ({ cell: Number(cell), mean: Number(means[i]) }));
    },
    slices: async (size, cell, from, until) => {
      const found = await rows(QUERIES.slices, { size, cell, from, until });
      return {
        days: found.map((r) => ({ day: whole(r['day']), z: whole(r['z']), class: whole(r['class']) })),
        latest: whole(found[0]?.['latest']),
      };
    },
  };
}
