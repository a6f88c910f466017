import { fromLiveTime, TOPICS, type LiveColumn, type TopicName } from '../../streams/live/mod.ts';

/** One live topic as the hub of this process keeps it. */
export interface LiveTable {
  readonly size: number;
  readonly keys: Uint32Array;
  /** Row index of a key, -1 where there is none. */
  indexOf(key: number): number;
  /** Cell at a row index, null where missing. */
  at(row: number, column: number): number | null;
}

/** What questions about the present are answered from: no question to the database. */
export interface LiveTables {
  /** Null until the topic's first state has arrived. `time`: when its producer closed the tick, ms UTC. */
  table(topic: TopicName): { readonly table: LiveTable; readonly time: number } | null;
}

type Cell = number | string | null;
export type LiveRecord = { readonly key: number } & Readonly<Record<string, Cell>>;

const shown = (column: LiveColumn, cell: number | null): Cell => {
  if (cell === null) return null;
  if (column.kind === 'time') return new Date(fromLiveTime(cell)).toISOString();
  return column.decimals === 0 ? cell : cell / 10 ** column.decimals;
};

/** A row of a topic by its column names: fixed point as decimals, times as ISO 8601, missing as null. */
function recordAt(topic: TopicName, table: LiveTable, row: number): LiveRecord {
  const record: Record<string, Cell> & { key: number } = { key: table.keys[row] ?? 0 };
  TOPICS[topic].columns.forEach((column, index) => {
    record[column.name] = shown(column, table.at(row, index));
  });
  return record;
}

export function* recordsOf(topic: TopicName, table: LiveTable): Generator<LiveRecord> {
  for (let row = 0; row < table.size; row += 1) yield recordAt(topic, table, row);
}

/** The record of a key, null where the topic or the row is not there. */
export function recordOf(live: LiveTables, topic: TopicName, key: number): LiveRecord | null {
  const present = live.table(topic);
  const row = present?.table.indexOf(key) ?? -1;
  return present && row >= 0 ? recordAt(topic, present.table, row) : null;
}

/** ISO 8601 of a topic's tick, null where there was none. */
export const asOf = (live: LiveTables, topic: TopicName): string | null => {
  const time = live.table(topic)?.time ?? 0;
  return time > 0 ? new Date(time).toISOString() : null;
};

/** A cell of a number column. */
export const numberOf = (record: LiveRecord, column: string): number | null => {
  const cell = record[column];
  return typeof cell === 'number' ? cell : null;
};
/** A cell of a time column, ISO 8601. */
export const instantCell = (record: LiveRecord, column: string): string | null => {
  const cell = record[column];
  return typeof cell === 'string' ? cell : null;
};
