import { fromLiveTime } from '../../streams/live/mod.ts';
import type { Store } from '../platform/store/mod.ts';
import type { CELL_SIZES } from './grid.ts';
import { CELL_COLUMNS, cellsOfColumns, type AnalysedCell } from './analysed-cell.ts';
import { analyse } from './analysis-question.ts';

const NEWEST = `SELECT max(tick) AS tick FROM hotspot_cells WHERE size = {size:UInt16}`;
const CELLS = `SELECT ${CELL_COLUMNS} FROM hotspot_cells
  WHERE tick = {tick:UInt32} AND size = {size:UInt16} ORDER BY cell`;
const NEWEST_ROLLING = 'SELECT max(tick) AS tick FROM rolling';
const GENERATION = 'SELECT toString(generation) AS generation FROM grid_generations FINAL ORDER BY built DESC LIMIT 1';

/** A grid as it was analysed. `at`: the tick, ms UTC; `null` where none was yet. */
export interface AnalysedGrid {
  readonly at: number | null;
  readonly cells: readonly AnalysedCell[];
}
const NOTHING: AnalysedGrid = Object.freeze({ at: null, cells: Object.freeze([]) });

/** PM2.5 as the analysis after the newest tick left it. */
export async function askAnalysedGrid(store: Store, size: (typeof CELL_SIZES)[number]): Promise<AnalysedGrid> {
  const [newest] = await store.rows<{ tick: number }>('history', NEWEST, { size });
  if (!newest || newest.tick === 0) return NOTHING;
  return {
    at: fromLiveTime(newest.tick),
    cells: cellsOfColumns(await store.columns('history', CELLS, { tick: newest.tick, size })),
  };
}

/** Any factor of the air stations, analysed on request: some 200 ms of the engine at 500 m. */
export async function askAnalysisOf(
  store: Store,
  { factor, size }: { readonly factor: number; readonly size: (typeof CELL_SIZES)[number] },
): Promise<AnalysedGrid> {
  const [newest] = await store.rows<{ tick: number }>('history', NEWEST_ROLLING);
  const [known] = await store.rows<{ generation: string }>('history', GENERATION);
  if (!newest || newest.tick === 0 || !known) return NOTHING;
  const at = fromLiveTime(newest.tick);
  return {
    at,
    cells: await analyse(store, 'history', {
      source: { tick: newest.tick },
      at: at / 1000,
      factor,
      size,
      generation: known.generation,
    }),
  };
}
