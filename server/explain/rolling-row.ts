import { orNull, type RawRow, whole } from './raw-row.ts';

/** A row of `rolling`: a series at a tick. Millionths, seconds UTC. */
export interface RollingRow {
  readonly station: number;
  readonly factor: number;
  /** 1: its folded values. */
  readonly folded: number;
  /** Of sound levels the sum of their energies. */
  readonly sum: bigint;
  readonly count: number;
  readonly mean: number | null;
  readonly end: number;
  /** The last closed hour stands in for too few samples. */
  readonly closed: boolean;
  readonly mean8: number | null;
  readonly mean24: number | null;
  readonly lastAt: number;
  readonly last: number | null;
  readonly lastFlag: number;
}

export const rollingRow = (r: RawRow): RollingRow => ({
  station: whole(r['station']),
  factor: whole(r['factor']),
  folded: whole(r['folded']),
  sum: BigInt(r['sum'] ?? 0),
  count: whole(r['count']),
  mean: orNull(r['mean']),
  end: whole(r['end']),
  closed: whole(r['closed']) === 1,
  mean8: orNull(r['mean_8']),
  mean24: orNull(r['mean_24']),
  lastAt: whole(r['last_at']),
  last: orNull(r['last_micro']),
  lastFlag: whole(r['last_flag']),
});

/** The row of a series among rows of one tick. */
export const rollingOf = (
  rows: readonly RollingRow[],
  station: number,
  factor: number,
  folded = 0,
): RollingRow | undefined =>
  rows.find((row) => row.station === station && row.factor === factor && row.folded === folded);
