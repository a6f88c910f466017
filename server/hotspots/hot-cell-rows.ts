import type { PublishedRow } from '../../streams/live/mod.ts';
import { loadQuery, type Store } from '../platform/store/mod.ts';
import { fixedPoint } from '../standards/mod.ts';
import { SHOWN_SIZE } from './grid.ts';

const HOT_CELLS = loadQuery('hotspots/hot-cells');

/**
 * Rows of topic `hotCells`: the shown grid as a tick's analysis left it.
 * @param emerging cell -> number of its emerging kind, for cells that are hot
 */
export async function hotCellRows(
  store: Store,
  tick: number,
  generation: string,
  emerging: ReadonlyMap<number, number>,
): Promise<PublishedRow<'hotCells'>[]> {
  const columns = await store.columns('grid', HOT_CELLS, { tick, size: SHOWN_SIZE, generation });
  const [cells = [], scores = [], classes = [], zs = [], excesses = [], villages = [], townships = []] = columns;
  return cells.map((cell, i): PublishedRow<'hotCells'> => {
    const [key, confidence] = [Number(cell), classes[i] as number];
    const z = zs[i] as number | null;
    return {
      key,
      score: scores[i] as number,
      class: confidence,
      z: z === null ? null : Math.round(z * 10),
      excess: fixedPoint(excesses[i] as string | null, 0),
      village: villages[i] as number | null,
      township: townships[i] as number | null,
      emerging: confidence > 0 ? (emerging.get(key) ?? 0) : null,
    };
  });
}
