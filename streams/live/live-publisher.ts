import type { PublishedRow } from './rows.ts';
import type { TopicName } from './topics.ts';

/**
 * What producers call. Values are already fixed-point integers. `rows` replaces those keys; `removed` are
 * tombstones. For topics that a tick writes whole, `replace` computes the difference to the last tick itself.
 */
export interface LivePublisher {
  upsert<T extends TopicName>(topic: T, rows: readonly PublishedRow<T>[], removed?: readonly number[]): void;
  replace<T extends TopicName>(topic: T, rows: readonly PublishedRow<T>[]): void;
  /** Close the tick of these topics: publishes a delta for each, also when empty. */
  commit(topics: readonly TopicName[]): Promise<void>;
}
