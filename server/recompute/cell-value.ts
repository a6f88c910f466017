import { breakpointsAt, columnOf, iaqiOfColumn } from '../standards/mod.ts';
import { halfEven } from './half-even.ts';
import type { StationShare } from './station-shares.ts';

/** Stations with a value that interpolation needs. */
const LEAST_FAR = 3;

/** What a cell shows. */
export interface CellValue<S extends StationShare = StationShare> {
  /** Millionths. */
  readonly mean: bigint;
  /** 0..500; `null` where the edition has no column for the factor. */
  readonly iaqi: number | null;
  /** A station stands in the cell; else it is interpolated. */
  readonly isMeasured: boolean;
  /** The shares that made it. */
  readonly used: readonly S[];
}

/** The index a grid shows: 1 and more, so that a cell with a value is never taken for an empty one. */
export const shownCellIndex = (iaqi: number | null): number | null => (iaqi === null ? null : Math.max(1, iaqi));

/**
 * Mean of the stations in a cell, else the inverse-distance mean of its nearest ones, of which at least three have a
 * value. The index rests on the exact mean, rounded once; a mean below zero counts as zero.
 * @param means rolling hour of each station that has one, millionths
 * @param at ms UTC, chooses the edition of the breakpoints
 * @returns `null`: the cell has no support
 */
export function cellValue<S extends StationShare>(
  shares: readonly S[],
  means: ReadonlyMap<number, bigint>,
  factor: number,
  at: number,
): CellValue<S> | null {
  const valued = shares.filter(({ station }) => means.has(station));
  const inside = valued.filter(({ isInside }) => isInside);
  const isMeasured = inside.length > 0;
  if (!isMeasured && valued.length < LEAST_FAR) return null;
  const used = isMeasured ? inside : valued;
  let total = 0n,
    weight = 0n;
  for (const { station, weight: own } of used) {
    const share = isMeasured ? 1n : own;
    total += (means.get(station) ?? 0n) * share;
    weight += share;
  }
  const column = columnOf(breakpointsAt(at), factor, 'hour');
  const input = column ? halfEven(total < 0n ? 0n : total, weight * 10n ** BigInt(6 - column.decimals)) : 0n;
  return { mean: halfEven(total, weight), iaqi: column ? iaqiOfColumn(column, Number(input)) : null, isMeasured, used };
}
