import type { Logger } from 'pino';
import type { Clock } from '../../streams/contracts/clock.ts';
import { decodeHeader, topicById, TOPICS, type TopicDefinition, type TopicName } from '../../streams/live/mod.ts';
import type { HubSnapshot, HubTable, HubTopicState } from './hub.ts';
import type { HubMetrics } from './metrics.ts';
import { TopicState } from './topic-state.ts';

/** Silent cadences after which a topic is reported as silent. */
const SILENT_CADENCES = 3;

export interface HubTopicsOptions {
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: HubMetrics;
  /** A state changed: screens have something to be sent. */
  readonly changed: () => void;
  /** A message did not follow the state: the stream has to be read again from the keyframes. */
  readonly gap: () => void;
}

/** The state of every topic, as the messages of the live stream leave it. */
export class HubTopics {
  readonly #options: HubTopicsOptions;
  readonly #topics: ReadonlyMap<string, TopicState>;

  constructor(options: HubTopicsOptions) {
    this.#options = options;
    const { encoded } = options.metrics;
    const count = {
      snapshot: (topic: string) => encoded.inc({ topic, kind: 'snapshot' }),
      delta: (topic: string) => encoded.inc({ topic, kind: 'delta' }),
    };
    this.#topics = new Map(
      Object.values(TOPICS).map((definition) => [definition.name, new TopicState(definition, count)]),
    );
  }

  get(name: string): TopicState | undefined {
    return this.#topics.get(name);
  }

  /** Takes a message of the stream in. Never throws: what does not match the protocol is counted and logged. */
  apply(bytes: Uint8Array): void {
    const { clock, log, metrics, changed, gap } = this.#options;
    try {
      const definition = topicById.get(decodeHeader(bytes).topic);
      const topic = definition === undefined ? undefined : this.#topics.get(definition.name);
      if (topic === undefined) {
        metrics.refused.inc({ reason: 'unknown topic' });
        return;
      }
      const outcome = topic.apply(bytes, clock.monotonic());
      if (outcome === 'applied' || outcome === 'verified') changed();
      if (outcome === 'differs' || (outcome === 'gap' && topic.ready)) {
        metrics.gaps.inc({ topic: topic.definition.name });
        if (!topic.waiting) gap();
        topic.waiting = true;
      }
    } catch (error) {
      metrics.refused.inc({ reason: 'malformed' });
      log.warn({ err: error }, 'a message of the live stream was rejected: it does not match the protocol');
    }
  }

  /** The stream was made again: epochs begin anew. */
  beginAnew(): void {
    for (const topic of this.#topics.values()) topic.beginAnew();
  }

  /** Names of the topics without a commit for three of their cadences. @param now monotonic ms @param cadenceOf ms */
  silent(now: number, cadenceOf: (definition: TopicDefinition) => number): string[] {
    return [...this.#topics.values()]
      .filter(
        ({ appliedAt, definition }) => appliedAt !== null && now - appliedAt > SILENT_CADENCES * cadenceOf(definition),
      )
      .map(({ definition }) => definition.name);
  }

  /** Age in seconds of each topic that has a state. @param now monotonic ms */
  ages(now: number): (readonly [topic: string, seconds: number])[] {
    return [...this.#topics.values()].flatMap(({ appliedAt, definition }) =>
      appliedAt === null ? [] : [[definition.name, (now - appliedAt) / 1000] as const],
    );
  }

  states(): ReadonlyMap<string, HubTopicState> {
    const ready = [...this.#topics].filter(([, topic]) => topic.ready);
    return new Map(
      ready.map(([name, topic]) => [
        name,
        { epoch: topic.epoch, seq: topic.seq, hash: topic.hashNow(), rows: topic.rows },
      ]),
    );
  }

  snapshot(name: TopicName): HubSnapshot | null {
    const topic = this.#topics.get(name);
    const whole = topic?.snapshot();
    return topic && whole ? { messages: whole.messages, time: topic.time } : null;
  }

  table(name: TopicName): HubTable | null {
    const topic = this.#topics.get(name);
    return topic?.ready ? { table: topic.table, time: topic.time } : null;
  }
}
