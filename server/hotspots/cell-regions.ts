import { setImmediate as breathe } from 'node:timers/promises';
import { REGION_LEVELS } from '../../streams/contracts/codes.ts';
import type { Store } from '../platform/store/mod.ts';
import type { Registry } from '../registry/mod.ts';
import { sharesOf } from './polygon-shares.ts';

/** Rows of one insert. */
const ROWS_AT_ONCE = 20_000;
const COLUMNS = ['size', 'generation', 'cell', 'level', 'region', 'share'];

/** Writes which regions each cell of a grid lies in, and with how much of its area. @param size metres */
export async function fillCellRegions(
  store: Store,
  registry: Registry,
  cells: ReadonlySet<number>,
  size: number,
  generation: string,
): Promise<void> {
  let rows: unknown[][] = [];
  const flush = async (): Promise<void> => {
    await store.insert('cell_regions', COLUMNS, rows);
    rows = [];
  };
  for (const { id, level, ring } of registry.regions().values()) {
    if (level === 'city') continue;
    sharesOf(
      ring.map((position) => registry.plane.toMetres(position)),
      size,
      (cell, share) => {
        if (cells.has(cell)) rows.push([size, generation, cell, REGION_LEVELS[level], id, share]);
      },
    );
    if (rows.length >= ROWS_AT_ONCE) {
      await flush();
      await breathe();
    }
  }
  await flush();
}
