import { jetstream, jetstreamManager, type JetStreamClient, type JetStreamManager } from '@nats-io/jetstream';
import { connect, headers as natsHeaders, type NatsConnection } from '@nats-io/transport-node';
import pino from 'pino';
import { Registry as Prometheus } from 'prom-client';
import { systemClock, type Clock } from '../../streams/clock.ts';
import { encodeFrame } from '../../streams/hj212/mod.ts';
import { formatCivilTime } from '../../streams/civil-time.ts';
import type { LivePublisher, LiveRow, TopicName } from '../../streams/live/topics.ts';
import type { CityPack, Station } from '../../streams/pack.ts';
import { FRAME_HEADERS, frameSubject } from '../../streams/subjects.ts';
import { until } from '../../test/harness/mod.ts';
import { importPack, openRegistry, type Registry } from '../registry/mod.ts';
import type { RoleContext, Running } from '../role.ts';
import type { Store } from '../store/mod.ts';
import { ensureStreams, streamIdentity } from '../streams.ts';
import type { IngestBounds } from './bounds.ts';
import { startIngest, type IngestExtra, type RunningIngest } from './start-ingest.ts';

/** A small city for the tests of this room: what the registry, the gateway and the live stream are to ingest. */
export const ZONE = 'Asia/Shanghai';
const names = { zh: '站', en: 'station' };

export const station = (id: number, over: Partial<Station> = {}): Station => ({
  id,
  device: `DEV${id}`,
  kind: 'township',
  names,
  position: [115, 35],
  county: 1,
  township: 1,
  village: 0,
  st: '22',
  factors: ['a34004', 'a34002'],
  period: 60,
  basis: 'rtd',
  isPublic: false,
  ...over,
});

export const packOf = (stations: readonly Station[]): CityPack => ({
  city: {
    id: 'test',
    names,
    centreNames: names,
    timezone: ZONE,
    centre: [115, 35],
    bounds: [114, 34, 116, 36],
    centralMeridian: 114,
    synthetic: true,
  },
  regions: [
    {
      id: 1,
      level: 'city',
      parent: null,
      code: '370000',
      names,
      centre: [115, 35],
      ring: [
        [114, 34],
        [116, 34],
        [116, 36],
        [114, 36],
        [114, 34],
      ],
      responsible: names,
    },
  ],
  stations,
  waters: [],
  relief: null,
});

export interface FrameDraft {
  readonly device: string;
  /** Period start or sampling instant, ms UTC. */
  readonly time: number;
  /** Factor code -> [value, flag]. */
  readonly values: Readonly<Record<string, readonly [string | number, string]>>;
  /** 2011 real-time, 2051 minute, 2061 hour, 2031 day. */
  readonly cn?: string;
}

export function hj212(draft: FrameDraft): Buffer {
  const cn = draft.cn ?? '2011';
  const suffix = cn === '2011' ? 'Rtd' : 'Avg';
  const items = Object.entries(draft.values).map(
    ([code, [value, flag]]) => `${code}-${suffix}=${value},${code}-Flag=${flag}`,
  );
  return encodeFrame({
    qn: `${formatCivilTime(draft.time, ZONE)}000`,
    st: '22',
    cn,
    pw: '123456',
    mn: draft.device,
    flag: 5,
    cp: [`DataTime=${formatCivilTime(draft.time, ZONE)}`, ...items].join(';'),
  });
}

/** What reaches the live stream, as a screen would hold it. */
export class RecordingPublisher implements LivePublisher {
  readonly tables = new Map<TopicName, Map<number, LiveRow['values']>>();
  readonly commits = new Map<TopicName, number>();

  upsert(topic: TopicName, rows: readonly LiveRow[]): void {
    const table = this.tables.get(topic) ?? new Map<number, LiveRow['values']>();
    for (const row of rows) table.set(row.key, row.values);
    this.tables.set(topic, table);
  }

  replace(topic: TopicName, rows: readonly LiveRow[]): void {
    this.tables.set(topic, new Map(rows.map((row) => [row.key, row.values])));
  }

  async commit(topics: readonly TopicName[]): Promise<void> {
    for (const topic of topics) this.commits.set(topic, (this.commits.get(topic) ?? 0) + 1);
  }
}

export interface TestCity {
  readonly nats: NatsConnection;
  readonly manager: JetStreamManager;
  readonly jetstream: JetStreamClient;
  readonly store: Store;
  readonly registry: Registry;
  /** Civil time that moves only when told, on top of real monotonic time. */
  readonly clock: Clock & { set(ms: number): void };
  ingest(
    bounds?: Partial<IngestBounds>,
    extra?: Pick<IngestExtra, 'onClockJump' | 'keys'>,
  ): Promise<RunningIngest & { readonly publisher: RecordingPublisher; readonly metrics: Prometheus }>;
  /** Into FRAMES, as the gateway does after CRC and quota. Returns the stream sequence. */
  send(
    bytes: Uint8Array,
    device: string,
    over?: { received?: number; receipt?: string; source?: 'hj212' | 'http' },
  ): Promise<number>;
  /** Until the store's position has reached the stream's end. */
  settled(): Promise<void>;
  /** Until nothing closed is due. */
  computed(): Promise<void>;
  close(): Promise<void>;
}

export async function openCity({
  natsUrl,
  store,
  stations,
  now,
}: {
  natsUrl: string;
  store: Store;
  stations: readonly Station[];
  now: number;
}): Promise<TestCity> {
  const nats = await connect({ servers: natsUrl, reconnectTimeWait: 100, maxReconnectAttempts: -1 });
  const manager = await jetstreamManager(nats);
  const js = jetstream(nats);
  await ensureStreams(manager);
  const log = pino({ level: process.env['GUANLAN_LOG_LEVEL'] ?? 'silent' });
  await importPack(store, packOf(stations), now);
  const registry = await openRegistry(store, nats, log);
  let civil = now;
  const started = new Set<Running>();
  let messages = 0;
  const clock = {
    now: () => civil,
    monotonic: () => systemClock.monotonic(),
    set: (ms: number) => {
      civil = ms;
    },
  };
  const position = async (): Promise<number> => {
    const info = await manager.streams.info('FRAMES');
    const [row] = await store.rows<{ sequence: string }>(
      'history',
      `SELECT toString(max(sequence)) AS sequence FROM ingest_position WHERE generation = (SELECT max(generation) FROM generations WHERE created = {created:String})`,
      { created: streamIdentity(info) },
    );
    return info.state.messages === 0 ? 0 : info.state.last_seq - Number(row?.sequence ?? 0);
  };
  return {
    nats,
    manager,
    jetstream: js,
    store,
    registry,
    clock,
    async ingest(bounds = {}, extra = {}) {
      const publisher = new RecordingPublisher();
      const metrics = new Prometheus();
      const context = {
        config: {},
        clock,
        log,
        nats,
        jetstream: js,
        manager,
        store,
        metrics,
      } as unknown as RoleContext;
      const running = await startIngest(context, {
        publisher,
        registry,
        ...extra,
        bounds: { batchAge: 50, pullWait: 1000, retryPause: 800, jobPause: 20, jobRest: 0, ...bounds },
      });
      started.add(running);
      return { ...running, publisher, metrics };
    },
    async send(bytes, device, { received = civil, receipt, source = 'hj212' } = {}) {
      const headers = natsHeaders();
      headers.set(FRAME_HEADERS.received, String(received));
      headers.set(FRAME_HEADERS.remote, '127.0.0.1:1');
      headers.set(FRAME_HEADERS.device, encodeURIComponent(device));
      if (receipt !== undefined) headers.set(FRAME_HEADERS.receipt, receipt);
      const msgID = `test-${(messages += 1)}`;
      for (;;) {
        const ack = await js
          .publish(frameSubject(source, device), bytes, { headers, msgID, timeout: 1000 })
          .catch(() => null);
        if (ack !== null) return ack.seq;
      }
    },
    settled: () => until('ingest at the end of the stream', async () => (await position()) === 0),
    computed: () =>
      until(
        'nothing closed is due',
        async () => {
          const [row] = await store.rows<{ due: string }>(
            'history',
            `SELECT toString(count()) AS due FROM (SELECT start FROM touched WHERE (span IN (1, 3) AND start < {hour:UInt32}) OR (span = 2 AND start < {day:UInt32})
          GROUP BY span, start, station, factor HAVING max(head) > max(done))`,
            { hour: Math.floor((civil - 60_000) / 3_600_000) * 3600, day: Math.floor(civil / 1000) - 88_000 },
          );
          return row?.due === '0';
        },
        90_000,
      ),
    async close() {
      for (const running of started) await running.close();
      await registry.close();
      await nats.close();
    },
  };
}
