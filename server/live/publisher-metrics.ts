import { Counter, Gauge, type Registry as Metrics } from 'prom-client';

/** The publisher's figures, `guanlan_live_*`. */
export interface PublisherMetrics {
  readonly published: Counter<'topic' | 'type'>;
  readonly bytes: Counter<'topic'>;
  readonly failed: Counter<'topic'>;
  readonly merged: Counter<'topic'>;
  readonly unfit: Counter<'topic'>;
}

export function publisherMetrics(metrics: Metrics, isLeader: () => boolean): PublisherMetrics {
  const registers = [metrics];
  const counter = <L extends string>(name: string, help: string, labelNames: readonly L[]): Counter<L> =>
    new Counter({ name: `guanlan_live_${name}`, help, labelNames, registers });
  const leader: Gauge = new Gauge({
    name: 'guanlan_live_leader',
    help: '1 where this process publishes',
    registers,
    collect: (): void => leader.set(isLeader() ? 1 : 0),
  });
  return {
    published: counter('published_total', 'Messages published', ['topic', 'type']),
    bytes: counter('published_bytes_total', 'Bytes published', ['topic']),
    failed: counter('publish_failed_total', 'Commits the broker did not take; the next one carries the whole state', [
      'topic',
    ]),
    merged: counter('commits_merged_total', 'Commits that waited for the one before and went with the next', ['topic']),
    unfit: counter('unfit_values_total', 'Values that are no 32-bit integer and were published as missing', ['topic']),
  };
}
