/** What only tests, oracles and benches use of the live wire. */
import { batchOf } from './batch-of.ts';
import { KeyedTable } from './keyed-table.ts';
import type { PublishedRow, RowOf } from './rows.ts';
import { TOPICS, type TopicName } from './topics.ts';

/** A row with every column missing, to be filled in by name. */
export function emptyRow<T extends TopicName>(topic: T, key: number): PublishedRow<T> & RowOf<T> {
  const cells = TOPICS[topic].columns.map(({ name }): [string, null] => [name, null]);
  return { key, ...Object.fromEntries(cells) } as PublishedRow<T> & RowOf<T>;
}

/** A table that holds these rows. */
export function tableOf<T extends TopicName>(topic: T, rows: readonly PublishedRow<T>[]): KeyedTable {
  const names = TOPICS[topic].columns.map(({ name }) => name);
  const table = new KeyedTable(names.length);
  table.load(batchOf(rows, names).batch, 1);
  return table;
}
