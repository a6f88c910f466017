import type { TopicName } from '../../streams/live/topics.ts';
import { TOPICS, fromLiveTime } from '../../streams/live/topics.ts';

/** A topic's keyed table as the wire gives it: columns of fixed-point integers, missing as a bit. */
export interface LiveTable {
  readonly size: number;
  readonly keys: ArrayLike<number>;
  /** In the order of the topic's definition; valid for rows 0..size-1. */
  readonly columns: readonly ArrayLike<number>[];
  isMissing(column: number, row: number): boolean;
}

/** live: ticks arrive; stale: the link stands but the topic's producer is silent; lost: no link. */
export interface LinkState { readonly phase: 'connecting' | 'live' | 'stale' | 'lost'; readonly since: number }

/** What a screen needs of the live link; `screen/live` gives it, and so can a replay with another clock. */
export interface LiveSource {
  table(topic: TopicName): LiveTable | undefined;
  /** `changed` is called once per topic and delta; returns the way to stop. */
  subscribe(topics: readonly TopicName[], changed: (topic: TopicName) => void): () => void;
  readonly link: LinkState;
  onLink(changed: (link: LinkState) => void): () => void;
}

/** A row as shown: fixed point undone, times in ms UTC, missing as null. */
export type Row = { readonly key: number } & Readonly<Record<string, number | null>>;

/** Reads a table into rows in key order. Meant for small topics; the map reads columns as they are. */
export function readRows(topic: TopicName, table: LiveTable | undefined): Row[] {
  if (!table) return [];
  const { columns } = TOPICS[topic];
  const rows: Row[] = [];
  for (let r = 0; r < table.size; r += 1) {
    const row: Record<string, number | null> = { key: table.keys[r] ?? 0 };
    columns.forEach((column, c) => {
      const raw = table.columns[c]?.[r];
      row[column.name] = raw === undefined || table.isMissing(c, r) ? null
        : column.kind === 'time' ? fromLiveTime(raw) : column.decimals ? raw / 10 ** column.decimals : raw;
    });
    rows.push(row as Row);
  }
  return rows;
}
