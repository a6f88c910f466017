import { loadQuery, type Store } from '../platform/store/mod.ts';

const FOLDING = loadQuery('windows/folding-findings');

/** An hour of a stack whose device folds otherwise than its measured values and oxygen say; mg/m³, `hour` ms UTC. */
export interface FoldingFinding {
  readonly hour: number;
  readonly station: number;
  readonly factor: number;
  readonly device: number;
  readonly recomputed: number;
  readonly compared: number;
  readonly expected: number;
}

/** Findings of the last 24 closed hours, newest first, the largest difference first within an hour; on lane history. */
export async function askFolding(store: Store, nowMs: number, most: number): Promise<readonly FoldingFinding[]> {
  const rows = await store.rows<{
    start: number;
    station: number;
    factor: number;
    device: number;
    ours: number;
    compared: number;
    expected: number;
  }>('history', FOLDING, { now: Math.floor(nowMs / 1000), most });
  return rows.map(({ start, station, factor, device, ours, compared, expected }) =>
    Object.freeze({ hour: start * 1000, station, factor, device, recomputed: ours, compared, expected }),
  );
}
