import type { Logger } from 'pino';
import { pino } from 'pino';
import { Registry as Prometheus } from 'prom-client';
import { formatCivilTime } from '../../streams/contracts/civil-time.ts';
import type { Clock } from '../../streams/contracts/clock.ts';
import { DeviceLink, jetStreamPublish, startGateway, type PacketDraft } from '../../streams/sources/hj212/mod.ts';
import { TOPICS, type TopicName } from '../../streams/live/mod.ts';
import type { CityPack } from '../../streams/contracts/pack.ts';
import { LiveClient } from '../../screen/live/mod.ts';
import { loadConfig } from '../../server/platform/config.ts';
import { startIngest } from '../../server/ingest/mod.ts';
import { openPublisher, startHub, type LeasedPublisher, type RunningHub } from '../../server/live/mod.ts';
import { connect } from '../../server/platform/nats.ts';
import { importPack, openRegistry, type Registry } from '../../server/registry/mod.ts';
import type { RoleContext, Running } from '../../server/platform/running.ts';
import { ensureStreams } from '../../server/platform/streams.ts';
import { startWindows } from '../../server/windows/mod.ts';
import type { Store } from '../../server/platform/store/mod.ts';
import { startNats, startStore, until } from '../harness/mod.ts';

/** The whole way of a reading in one process, with real engines and a civil clock that moves only when told. */
export interface Chain {
  readonly store: RoleContext['store'];
  readonly link: DeviceLink;
  readonly live: LiveClient;
  /** The rooms themselves, for tests that ask past the screens. */
  readonly rooms: {
    readonly context: RoleContext;
    readonly registry: Registry;
    readonly hub: RunningHub;
    readonly publisher: LeasedPublisher;
  };
  setClock(ms: number): void;
  /** Until every frame offered was acknowledged, is in the store, and no closed hour or day is due. */
  settled(limitMs: number): Promise<void>;
  /** A topic's rows as a screen holds them: key -> column -> value (`null` = missing). */
  rows(topic: TopicName): ReadonlyMap<number, Readonly<Record<string, number | null>>>;
  close(): Promise<void>;
}

export const ZONE = 'Asia/Shanghai';

export const qnOf = (time: number): string => `${formatCivilTime(time, ZONE)}000`;

/** A frame of means over a period (2061 hour, 2051 minute): factor code -> decimal text. */
export const meansFrame = (
  mn: string,
  cn: '2051' | '2061',
  time: number,
  values: Readonly<Record<string, string>>,
): PacketDraft => ({
  qn: qnOf(time),
  st: '22',
  cn,
  pw: '123456',
  mn,
  flag: 5,
  cp: [
    `DataTime=${formatCivilTime(time, ZONE)}`,
    ...Object.entries(values).map(([code, text]) => `${code}-Avg=${text},${code}-Flag=N`),
  ].join(';'),
});

interface Backlog {
  /** Frames of the stream that are not in the store yet. */
  behind(): Promise<number>;
  /** Closed hours and days that are not computed yet. */
  due(): Promise<number>;
}

function backlog(store: Store, manager: RoleContext['manager'], clock: Clock): Backlog {
  const behind = async (): Promise<number> => {
    const [row] = await store.rows<{ sequence: string }>(
      'history',
      'SELECT toString(max(sequence)) AS sequence FROM ingest_position',
    );
    return (await manager.streams.info('FRAMES')).state.last_seq - Number(row?.sequence ?? 0);
  };
  const due = async (): Promise<number> => {
    const [row] = await store.rows<{ due: string }>(
      'history',
      `SELECT toString(count()) AS due FROM (SELECT start FROM touched WHERE (span = 1
          AND start + 3600 <= {closed:UInt32}) OR (span = 2 AND start + 86400 <= {closedDay:UInt32})
        GROUP BY span, start, station, factor HAVING max(head) > max(done))`,
      { closed: Math.floor(clock.now() / 1000) - 60, closedDay: Math.floor(clock.now() / 1000) - 600 },
    );
    return Number(row?.due ?? 0);
  };
  return { behind, due };
}

function rowsOf(live: LiveClient, topic: TopicName): Map<number, Record<string, number | null>> {
  const table = live.table(topic);
  const found = new Map<number, Record<string, number | null>>();
  if (!table) return found;
  for (let row = 0; row < table.size; row += 1) {
    found.set(
      table.keys[row]!,
      Object.fromEntries(TOPICS[topic].columns.map(({ name }, column) => [name, table.at(row, column)])),
    );
  }
  return found;
}

export async function openChain(pack: CityPack, topics: readonly TopicName[], now: number): Promise<Chain> {
  const nats = await startNats();
  const server = await startStore();
  let civil = now;
  const clock: Clock = { now: () => civil, monotonic: () => performance.now() };
  const log: Logger = pino({ level: process.env['GUANLAN_LOG_LEVEL'] ?? 'silent' });
  const config = loadConfig({
    GUANLAN_LIVE_PORT: '0',
    GUANLAN_HJ212_PORT: '0',
    GUANLAN_CITY: 'none',
    GUANLAN_TICK_MS: '500',
    GUANLAN_DATA_DIR: server.dataDir,
  });
  const broker = await connect({ natsUrl: null, natsToken: null, natsUser: null, natsPassword: null }, 'test', {
    url: nats.url,
  });
  await ensureStreams(broker.manager);
  const context: RoleContext = { config, clock, log, metrics: new Prometheus(), store: server.store, ...broker };
  await importPack(server.store, pack, now);
  const registry = await openRegistry(server.store, broker.nats, log);
  const publisher = await openPublisher(context);
  const running: Running[] = [
    await startIngest(context, { publisher, registry, bounds: { jobPause: 20, jobRest: 0, batchAge: 200 } }),
    await startWindows(context, { publisher, registry }),
  ];
  const hub = await startHub(context, { authorize: () => 'internal' });
  const gateway = await startGateway({
    host: '127.0.0.1',
    port: 0,
    publish: jetStreamPublish(broker.nats),
    isKnown: (device) => registry.byDevice(device) !== undefined,
    full: () => false,
    clock,
    log,
    metrics: context.metrics,
    // A month in a minute: the bounds of a device in real time do not hold here.
    limits: { framesPerSecond: 100_000, burst: 100_000, windowPerConnection: 512 },
  });
  const link = new DeviceLink({ host: '127.0.0.1', port: gateway.port, window: 512, queue: 4096, resendMs: 20_000 });
  const live = new LiveClient({ url: `ws://127.0.0.1:${hub.port}`, topics: [...topics] }).start();

  const { behind, due } = backlog(server.store, broker.manager, clock);
  return {
    store: server.store,
    link,
    live,
    rooms: { context, registry, hub, publisher },
    setClock(ms) {
      civil = ms;
    },
    async settled(limitMs) {
      await until('every frame acknowledged', () => link.queued === 0 && link.unacked === 0, limitMs);
      await until('every frame in the store', async () => (await behind()) === 0, limitMs);
      await until('nothing closed is due', async () => (await due()) === 0, limitMs);
    },
    rows(topic) {
      return rowsOf(live, topic);
    },
    async close() {
      live.close();
      await link.close();
      await gateway.close();
      await hub.close();
      for (const part of [...running].reverse()) await part.close();
      await publisher.close();
      await registry.close();
      await broker.nats.close();
      await server.stop();
      await nats.stop();
    },
  };
}
