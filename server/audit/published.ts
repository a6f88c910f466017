import type { AnyRow, LivePublisher, PublishedRow, TopicName } from '../../streams/live/mod.ts';

/** What the screens were sent last. */
export interface Published {
  rows<T extends TopicName>(topic: T): readonly PublishedRow<T>[];
}

/**
 * The publisher with a record of what it replaced last: whatever goes to the screens through it can be read
 * afterwards, so that what is audited is what was shown and not another computation of it.
 * @param topics that are recorded
 */
export function listenTo<P extends LivePublisher>(
  publisher: P,
  topics: readonly TopicName[],
): { readonly publisher: P; readonly published: Published } {
  const last = new Map<TopicName, readonly AnyRow[]>();
  const replace = <T extends TopicName>(topic: T, rows: readonly PublishedRow<T>[]): void => {
    if (topics.includes(topic)) last.set(topic, rows);
    publisher.replace(topic, rows);
  };
  // Methods of a class with private fields only work on the object itself.
  const recording = new Proxy(publisher, {
    get: (own, name) => {
      if (name === 'replace') return replace;
      const value: unknown = Reflect.get(own, name);
      return typeof value === 'function' ? (value as (...all: unknown[]) => unknown).bind(own) : value;
    },
  });
  return {
    publisher: recording,
    published: {
      // Kept by `replace` under its own topic, so they are rows of it.
      rows: <T extends TopicName>(topic: T) => (last.get(topic) ?? []) as readonly PublishedRow<T>[],
    },
  };
}
