import type { RowSource, TopicName } from '../../streams/live/mod.ts';

/** What questions about the present are answered from: no question to the database. */
export interface LiveTables {
  /** Null until the topic's first state has arrived. `time`: when its producer closed the tick, ms UTC. */
  table(topic: TopicName): { readonly table: RowSource; readonly time: number } | null;
}

/** An instant of a live row as the API gives it: ISO 8601, null where missing. */
export const isoTime = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

/** ISO 8601 of a topic's tick, null where there was none. */
export const asOf = (live: LiveTables, topic: TopicName): string | null => isoTime(live.table(topic)?.time || null);
