import { fromLiveTime } from './live-time.ts';
import type { ColumnName, RowOf } from './rows.ts';
import type { LiveColumn } from './topic-definition.ts';
import { TOPICS, type TopicName } from './topics.ts';

/** What is read from: a table of the hub, of a screen or of a kept snapshot. */
export interface RowSource {
  readonly size: number;
  readonly keys: Uint32Array;
  /** Row index of a key, -1 where there is none. */
  indexOf(key: number): number;
  /** Cell at a row index, `null` where missing. */
  at(row: number, column: number): number | null;
}

const shown = ({ kind, decimals }: LiveColumn, cell: number | null): number | null =>
  cell === null ? null : kind === 'time' ? fromLiveTime(cell) : decimals === 0 ? cell : cell / 10 ** decimals;

/**
 * The row at an index by its column names: the one place where cells become values. API, explanations and screens read
 * through it; only the map, which draws ten thousand cells a tick, reads columns as they are (`columnOf`).
 */
function readRow<T extends TopicName>(topic: T, table: RowSource, index: number): RowOf<T> {
  const row: Record<string, number | null> = { key: table.keys[index] ?? 0 };
  const columns: readonly LiveColumn[] = TOPICS[topic].columns;
  columns.forEach((column, c) => {
    row[column.name] = shown(column, table.at(index, c));
  });
  return row as RowOf<T>;
}

/** All rows in key order; none where the topic's first state has not come yet. */
export function readRows<T extends TopicName>(topic: T, table: RowSource | null | undefined): RowOf<T>[] {
  return Array.from({ length: table?.size ?? 0 }, (_, index) => readRow(topic, table as RowSource, index));
}

/** The row of a key, `null` where the topic or the row is not there. */
export function readRowOf<T extends TopicName>(
  topic: T,
  table: RowSource | null | undefined,
  key: number,
): RowOf<T> | null {
  const index = table?.indexOf(key) ?? -1;
  return table && index >= 0 ? readRow(topic, table, index) : null;
}

/** Whether a name that came from outside is one of the topic's columns. */
export const isColumnOf = <T extends TopicName>(topic: T, name: string): name is ColumnName<T> =>
  TOPICS[topic].columns.some((column) => column.name === name);

/** Index of a column in its topic, for those who read many cells of one column. */
export const columnOf = <T extends TopicName>(topic: T, name: ColumnName<T>): number =>
  (TOPICS[topic].columns as readonly LiveColumn[]).findIndex((column) => column.name === name);
