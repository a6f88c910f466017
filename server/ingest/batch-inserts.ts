import { factorById } from '../../streams/contracts/factors.ts';
import type { Store } from '../platform/store/mod.ts';
import type { Batch } from './batch.ts';
import type { TableRows } from './table-rows.ts';
import type { RefusedIndex } from './bisect-insert.ts';
import { READING_COLUMNS, READING_WIDTH, readingAt } from './reading-rows.ts';
import type { RefusedRow } from './refused-rows.ts';
import { TOUCHED_WIDTH, type DirtyPeriods } from '../rollups/mod.ts';

/** Inserts `count` rows of a table by ranges; gives back those that the store will never take. */
export type BisectingInsert = (
  table: string,
  count: number,
  insert: (from: number, to: number) => Promise<void>,
) => Promise<readonly RefusedIndex[]>;

/** @param rows of table `readings`, RowBinary */
export async function insertReadings(
  store: Pick<Store, 'insertBinary'>,
  rows: Uint8Array,
  bisecting: BisectingInsert,
  deviceOf: (station: number) => string,
): Promise<RefusedRow[]> {
  const refused = await bisecting('readings', rows.length / READING_WIDTH, (from, to) =>
    store.insertBinary('readings', READING_COLUMNS, rows.subarray(from * READING_WIDTH, to * READING_WIDTH)),
  );
  return refused.map(({ at, error }) => {
    const { factor, sequence, station } = readingAt(rows, at);
    const item = factorById(factor)?.code ?? String(factor);
    return { table: 'readings', item, ordinal: sequence, device: deviceOf(station), error };
  });
}

/** Rows of a small table; each has its frame's ordinal and a device. */
export async function insertRows(
  store: Pick<Store, 'insert'>,
  { table, columns, values }: TableRows,
  bisecting: BisectingInsert,
): Promise<RefusedRow[]> {
  const refused = await bisecting(table, values.length, (from, to) =>
    store.insert(table, columns, values.slice(from, to)),
  );
  return refused.map(({ at, error }) => {
    const cell = (column: string): string => String(values[at]?.[columns.indexOf(column)] ?? '');
    return { table, item: '', ordinal: Number(cell('ordinal')), device: cell('device'), error };
  });
}

/**
 * The periods that the batch's readings made dirty. Many frames may have changed the same: the newest stands for a row
 * that is refused.
 */
export async function insertDirtyPeriods(
  store: Pick<Store, 'insertBinary'>,
  batch: Pick<Batch, 'dirtyPeriods' | 'last'>,
  dirtyPeriods: DirtyPeriods,
  now: number,
  bisecting: BisectingInsert,
): Promise<RefusedRow[]> {
  let refused: readonly RefusedIndex[] = [];
  const dividing: Pick<Store, 'insertBinary'> = {
    async insertBinary(table, columns, rows) {
      refused = await bisecting(table, rows.length / TOUCHED_WIDTH, (from, to) =>
        store.insertBinary(table, columns, rows.subarray(from * TOUCHED_WIDTH, to * TOUCHED_WIDTH)),
      );
    },
  };
  await batch.dirtyPeriods.write(dividing, dirtyPeriods, batch.last, now);
  return refused.map(({ error }) => ({ table: 'touched', item: '', ordinal: batch.last, device: '', error }));
}
