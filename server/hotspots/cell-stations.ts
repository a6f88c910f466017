import { loadQuery, type Store } from '../platform/store/mod.ts';

const EVIDENCE = loadQuery('hotspots/cell-evidence');

/** A station that speaks for a cell. Values in millionths. */
export interface CellStation {
  readonly station: number;
  readonly isInside: boolean;
  readonly metres: number;
  /** Its part of the cell's value; 0 where it has none. The parts sum to 1. */
  readonly part: number;
  readonly value: number | null;
  /** What the others give at its place. */
  readonly leftOut: number | null;
}

interface CellStationRow {
  station: number;
  in_cell: number;
  metres: number;
  weight: string;
  value: string | null;
  left_out: string | null;
}

/** Stations that speak for a cell at a tick, the nearest first; none where the grid has no such cell. */
export async function cellStationsOf(
  store: Store,
  of: {
    readonly tick: number;
    readonly factor: number;
    readonly size: number;
    readonly generation: string;
    readonly cell: number;
  },
): Promise<CellStation[]> {
  return partsOf(await store.rows<CellStationRow>('history', EVIDENCE, of));
}

/** Each station's part of the cell's value: alike within the cell, by weight around it. */
function partsOf(rows: readonly CellStationRow[]): CellStation[] {
  const isMeasured = rows.some((row) => row.in_cell === 1 && row.value !== null);
  const weightOf = (row: (typeof rows)[number]): number =>
    row.value === null ? 0 : isMeasured ? row.in_cell : Number(row.weight);
  const total = rows.reduce((sum, row) => sum + weightOf(row), 0);
  return rows.map((row) => ({
    station: row.station,
    isInside: row.in_cell === 1,
    metres: row.metres,
    part: total === 0 ? 0 : weightOf(row) / total,
    value: row.value === null ? null : Number(row.value),
    leftOut: row.left_out === null ? null : Number(row.left_out),
  }));
}
