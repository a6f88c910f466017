import { TOPICS, fromLiveTime, type TopicName, type ReadonlyTable } from '../../streams/live/mod.ts';
import type { ErrorCode } from '../../streams/contracts/errors.ts';

/** live: ticks arrive; stale: the link stands but the producers are silent; lost: no link. */
export interface LinkState {
  readonly phase: 'connecting' | 'live' | 'stale' | 'lost';
  /** ms UTC */ readonly since: number;
  /** What else is wrong, by code of the catalogue. */
  readonly notices?: readonly { readonly code: ErrorCode; readonly since: number }[];
}

/** What a screen needs of the live link; `screen/live` gives it, and so can a replay with another clock. */
export interface LiveSource {
  table(topic: TopicName): ReadonlyTable | undefined;
  /** `changed` is called once per topic and delta; returns the way to stop. */
  subscribe(topics: readonly TopicName[], changed: (topic: TopicName) => void): () => void;
  readonly link: LinkState;
  onLink(changed: (link: LinkState) => void): () => void;
  /** ms UTC by the server's clock: what ages are counted from. */
  now(): number;
}

/** A row as shown: fixed point undone, times in ms UTC, missing as null. */
export type Row = { readonly key: number } & Readonly<Record<string, number | null>>;

/** Reads a table into rows in key order. Meant for small topics; the map reads columns as they are. */
export function readRows(topic: TopicName, table: ReadonlyTable | undefined): Row[] {
  if (!table) return [];
  const { columns } = TOPICS[topic];
  const rows: Row[] = [];
  for (let r = 0; r < table.size; r += 1) {
    const row: Record<string, number | null> = { key: table.keys[r] ?? 0 };
    columns.forEach((column, c) => {
      row[column.name] = shown(table.at(r, c), column.kind, column.decimals);
    });
    rows.push(row as Row);
  }
  return rows;
}

const shown = (raw: number | null, kind: string, decimals: number): number | null =>
  raw === null ? null : kind === 'time' ? fromLiveTime(raw) : decimals ? raw / 10 ** decimals : raw;

/** Index of a column in its topic; throws on a name the topic does not have, at start and not at the wall. */
export function columnOf(topic: TopicName, name: string): number {
  const index = TOPICS[topic].columns.findIndex((c) => c.name === name);
  if (index < 0) throw new RangeError(`${topic} has no column ${name}`);
  return index;
}
