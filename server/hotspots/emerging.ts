import { EMERGING as CODES } from '../../streams/contracts/codes.ts';
import { loadQuery, type Lane, type Store } from '../platform/store/mod.ts';
import { daysBefore } from './slice-days.ts';
import type { SliceSize } from './slice-size.ts';

const EMERGING = loadQuery('hotspots/emerging');

export type EmergingKind = keyof typeof CODES;
/** By the number that sql/hotspots/emerging.sql answers and topic `hotCells` carries. */
export const EMERGING_KINDS = Object.freeze(Object.keys(CODES) as EmergingKind[]);

/** How a cell came to be hot, over the daily slices. */
export interface Emerging {
  readonly cell: number;
  readonly kind: EmergingKind;
  /** Days in the series, hot ones, and those of the uninterrupted run up to the last. */
  readonly days: number;
  readonly hotDays: number;
  readonly run: number;
  /** Mann-Kendall: S, its variance, and the continuity-corrected z. */
  readonly s: number;
  readonly variance: number;
  readonly trend: number;
}

interface EmergingRow {
  cell: number;
  n: string;
  hot_days: string;
  run: string;
  s: string;
  variance: number;
  trend: number;
  kind: number;
}

/** Emerging classes of the cells named, or of all that were hot on any day where none is named. @param nowMs ms UTC */
export async function emergingOf(
  store: Store,
  lane: Lane,
  size: SliceSize,
  nowMs: number,
  zone: string,
  cells: readonly number[] = [],
): Promise<Emerging[]> {
  const rows = await store.rows<EmergingRow>(lane, EMERGING, { size, cells, ...daysBefore(nowMs, zone) });
  return rows.map((row) =>
    Object.freeze({
      cell: row.cell,
      kind: EMERGING_KINDS[row.kind] ?? 'none',
      days: Number(row.n),
      hotDays: Number(row.hot_days),
      run: Number(row.run),
      s: Number(row.s),
      variance: Number(row.variance),
      trend: Number(row.trend),
    }),
  );
}
