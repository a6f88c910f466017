import type { LiveTime } from './live-time.ts';
import type { LiveColumn } from './topic-definition.ts';
import type { TOPICS, TopicName } from './topics.ts';

type ColumnsOf<T extends TopicName> = (typeof TOPICS)[T]['columns'][number];
/** Names of a topic's columns. */
export type ColumnName<T extends TopicName> = ColumnsOf<T>['name'];
/** Those of its columns that hold instants. */
type TimeColumn<T extends TopicName> = Extract<ColumnsOf<T>, LiveColumn<string, 'time'>>['name'];

// A type and not an interface: only so is a row an `AnyRow`.
type Keyed = { readonly key: number };
type PublishedRows = {
  readonly [T in TopicName]: Keyed & {
    readonly [C in ColumnName<T>]: (C extends TimeColumn<T> ? LiveTime : number) | null;
  };
};
type ReadRows = { readonly [T in TopicName]: Keyed & { readonly [C in ColumnName<T>]: number | null } };

/**
 * A row as a producer publishes it: every column of the topic by its name, as the integer that is stored (shown value =
 * integer / 10^decimals, times as `LiveTime`), `null` where missing. A misspelt, a missing or an alien column does not
 * compile, nor does a number in the place of a time.
 */
export type PublishedRow<T extends TopicName> = PublishedRows[T];

/** A row as it is read: the same columns by name, fixed point undone, times in ms UTC, `null` where missing. */
export type RowOf<T extends TopicName> = ReadRows[T];

/** A row of whatever topic, where a part of the code serves all of them alike. */
export type AnyRow = Keyed & Readonly<Record<string, number | null>>;
