import { type TopicName, TOPICS } from '../../streams/live/mod.ts';
import type { ExplainContext } from './explain-context.ts';

/** A cell of a topic as screens hold it: fixed-point integer; `null` where it is missing or nothing has come yet. */
export function shownCell({ shown }: ExplainContext, topic: TopicName, key: number, column: string): number | null {
  const present = shown.table(topic);
  const row = present?.table.indexOf(key) ?? -1;
  return present && row >= 0 ? present.table.at(row, columnOfTopic(topic, column)) : null;
}

/** Index of a column of a topic; -1: it has none of that name. */
export const columnOfTopic = (topic: TopicName, column: string): number =>
  TOPICS[topic].columns.findIndex(({ name }) => name === column);

/** Keys of a topic as screens hold it; `null` where nothing has come yet. */
export function shownKeys({ shown }: ExplainContext, topic: TopicName): readonly number[] | null {
  const present = shown.table(topic);
  return present === null ? null : [...present.table.keys.subarray(0, present.table.size)];
}
