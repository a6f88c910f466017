import { Counter, Gauge, type Registry } from 'prom-client';

/** The hub's figures, `guanlan_live_*`. */
export interface HubMetrics {
  readonly sent: Counter<'kind'>;
  readonly sentBytes: Counter<'kind'>;
  readonly encoded: Counter<'topic' | 'kind'>;
  readonly hashes: Counter<'result'>;
  readonly closed: Counter<'code'>;
  readonly gaps: Counter<'topic'>;
  readonly refused: Counter<'reason'>;
}

export interface HubFigures {
  screens(access: 'public' | 'internal'): number;
  brokerUp(): boolean;
  /** Age in seconds of each topic that has a state. */
  ages(): Iterable<readonly [topic: string, seconds: number]>;
}

export function hubMetrics(registry: Registry, figures: HubFigures): HubMetrics {
  const counter = <L extends string>(name: string, help: string, labelNames: readonly L[]): Counter<L> =>
    new Counter({ name: `guanlan_live_${name}`, help, labelNames, registers: [registry] });
  const screens: Gauge<'access'> = new Gauge({
    name: 'guanlan_live_screens',
    help: 'Screens connected',
    labelNames: ['access'],
    registers: [registry],
    collect: (): void => {
      for (const access of ['public', 'internal'] as const) screens.set({ access }, figures.screens(access));
    },
  });
  const broker: Gauge = new Gauge({
    name: 'guanlan_live_broker_up',
    help: '1 where the hub hears the broker',
    registers: [registry],
    collect: (): void => broker.set(figures.brokerUp() ? 1 : 0),
  });
  const age: Gauge<'topic'> = new Gauge({
    name: 'guanlan_live_topic_age_seconds',
    help: 'Seconds since a topic was last heard',
    labelNames: ['topic'],
    registers: [registry],
    collect: (): void => {
      for (const [topic, seconds] of figures.ages()) age.set({ topic }, seconds);
    },
  });
  return {
    sent: counter('sent_total', 'Messages sent to screens', ['kind']),
    sentBytes: counter('sent_bytes_total', 'Bytes sent to screens', ['kind']),
    encoded: counter('encoded_total', 'States and differences encoded; each serves every screen that needs it', [
      'topic',
      'kind',
    ]),
    hashes: counter('screen_hashes_total', 'State hashes screens reported', ['result']),
    closed: counter('closed_total', 'Screens closed by the hub', ['code']),
    gaps: counter('gaps_total', 'Messages of the stream that did not follow the state', ['topic']),
    refused: counter('stream_refused_total', 'Messages of the stream that do not match the protocol', ['reason']),
  };
}
