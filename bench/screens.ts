/**
 * 500 screens on one hub, each dropped once at a random moment, half of them keeping what they held and half as a page
 * that was loaded again; then all at once. How long until each has the server's state hash again, and what it cost the
 * hub.
 *
 *   npm run bench -- screens [--screens 500] [--seconds 20]
 *
 * The screens are the real client in a process of their own; a screen counts as back when, in every topic of the wall,
 * its copy is at the hub's state or newer and hashes to what the hub has there.
 */
import { fork } from 'node:child_process';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { jetstream } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { WebSocket } from 'ws';
import { LiveClient } from '../screen/live/mod.ts';
import { loadConfig } from '../server/platform/config.ts';
import { openPublisher, startHub } from '../server/live/mod.ts';
import { systemClock } from '../streams/contracts/clock.ts';
import {
  TOPIC_NAMES,
  TOPICS,
  toLiveTime,
  type LiveColumn,
  type PublishedRow,
  type TopicName,
} from '../streams/live/mod.ts';
import { emptyRow } from '../streams/live/internal.ts';
import { startNats, until } from '../test/harness/mod.ts';
import { verdict } from './verdict.ts';

const { values: options } = parseArgs({
  options: {
    screens: { type: 'string', default: '500' },
    seconds: { type: 'string', default: '20' },
    screensOf: { type: 'string' },
  },
});
const SCREENS = Number(options.screens);
const SECONDS = Number(options.seconds);
const WALL: readonly TopicName[] = TOPIC_NAMES.filter((name) => name !== 'latest');
const BACK_WITHIN = 2000;
const SNAPSHOT_BYTES = 0.5 * 1024 * 1024;

/** Rows per topic at the demo city's scale. */
const ROWS: Record<TopicName, number> = {
  latest: 15_000,
  pulse: 60,
  stations: 5059,
  air: 173,
  regions: 184,
  hotspots: 12_000,
  hotCells: 12_000,
  exceedances: 300,
  excluded: 6,
  cityHours: 72,
  cityDays: 326,
  water: 30,
  devices: 7,
  wind: 173,
  alarms: 80,
  funnel: 4,
  audit: 1,
};

type States = Record<string, { epoch: number; seq: number; hash: string }>;
type ToScreens =
  { say: 'state'; states: States } | { say: 'drop'; count: number } | { say: 'dropAll' } | { say: 'end' };
type FromScreens =
  | { say: 'ready'; bytes: number }
  | { say: 'back'; times: readonly number[]; wrong: number }
  | { say: 'figures'; rss: number; stalled: number };

if (options.screensOf) runScreens(options.screensOf);
else await runHub();

/** A value that looks like the city's: smooth over keys, slow in time, some cells missing. */
function rowsOf<T extends TopicName>(topic: T, tick: number): PublishedRow<T>[] {
  const { columns } = TOPICS[topic];
  const start = toLiveTime(Date.UTC(2026, 2, 1));
  return Array.from({ length: ROWS[topic] }, (_, i) => {
    // A quarter of the rows moves at each tick.
    const turn = topic === 'pulse' ? tick - ((tick - i + 6000) % 60) : tick - ((tick + i) % 4);
    const key =
      topic === 'hotspots' || topic === 'hotCells'
        ? Math.floor(i / 110) * 65_536 + (i % 110)
        : topic === 'latest'
          ? Math.floor(i / 3) * 4096 + 20 + (i % 3)
          : i + 1;
    const cell = (column: LiveColumn, c: number): number | null => {
      if ((i * 31 + c * 17) % 23 === 0) return null;
      if (column.kind === 'time') return start + turn - ((i * 7) % 300);
      if (column.kind === 'number')
        return Math.round(
          (60 + 40 * Math.sin(i / 90 + turn / 20) + ((i * 7919 + turn * 104_729) % 11)) *
            10 ** Math.min(column.decimals, 2),
        );
      return (i + c) % 5;
    };
    const cells = columns.map((column, c): [string, number | null] => [column.name, cell(column, c)]);
    return { ...emptyRow(topic, key), ...Object.fromEntries(cells) };
  });
}

// eslint-disable-next-line max-lines-per-function -- one run of a bench from its start to its figures
async function runHub(): Promise<void> {
  const broker = await startNats();
  const nats = await connect({ servers: broker.url });
  let questions = 0;
  const store = new Proxy(
    {},
    {
      get: (_target, method) =>
        method === 'ping'
          ? () => Promise.resolve(true)
          : () => {
              questions += 1;
            },
    },
  ) as never;
  const metrics = new Registry();
  const context = {
    clock: systemClock,
    log: pino({ level: 'silent' }),
    metrics,
    nats,
    jetstream: jetstream(nats),
    store,
    config: { ...loadConfig({}), livePort: 0 },
  };
  const publisher = await openPublisher({ ...context, metrics: new Registry() });
  const hub = await startHub(context, { authorize: () => 'internal' });

  let second = 0;
  const tick = async (): Promise<void> => {
    const due = TOPIC_NAMES.filter((name) => TOPICS[name].cadence === 1000 || second % 5 === 0);
    for (const name of due) publisher.replace(name, rowsOf(name, second));
    await publisher.commit(due);
    second += 1;
  };
  await tick();
  await until('hub has every topic', () => hub.states().size === TOPIC_NAMES.length);

  const child = fork(
    new URL(import.meta.url),
    ['--screensOf', `ws://127.0.0.1:${hub.port}/`, '--screens', String(SCREENS)],
    { execArgv: [] },
  );
  const heard: FromScreens[] = [];
  child.on('message', (message) => heard.push(message as FromScreens));
  const say = (message: ToScreens): void => {
    child.send(message);
  };
  const tell = (): void => say({ say: 'state', states: Object.fromEntries(hub.states()) });
  const answer = async <S extends FromScreens['say']>(
    wanted: S,
    limit: number,
  ): Promise<Extract<FromScreens, { say: S }>> => {
    await until(`${wanted} from the screens`, () => heard.some((message) => message.say === wanted), limit);
    return heard.splice(
      heard.findIndex((message) => message.say === wanted),
      1,
    )[0] as Extract<FromScreens, { say: S }>;
  };
  const figure = async (name: string, labels: Record<string, string>): Promise<number> =>
    (await metrics.getSingleMetric(`guanlan_live_${name}`)!.get()).values
      .filter((value) =>
        Object.entries(labels).every(([label, wanted]) => (value.labels as Record<string, unknown>)[label] === wanted),
      )
      .reduce((sum, value) => sum + value.value, 0);

  const ticking = setInterval(() => {
    void tick();
  }, 1000);
  // Often enough that no state of the hub goes by untold: the screens compare with what it really had.
  const telling = setInterval(tell, 100);
  const ready = await answer('ready', 60_000);
  const wallEncoded = async (): Promise<number> => await figure('encoded_total', { kind: 'snapshot' });
  const [encodedBefore, sentBefore, cpuBefore, began] = [
    await wallEncoded(),
    await figure('sent_total', { kind: 'snapshot' }),
    process.cpuUsage(),
    performance.now(),
  ];
  for (let sent = 0, step = 0; sent < SCREENS; step += 1) {
    const count = Math.min(SCREENS - sent, Math.ceil(SCREENS / (SECONDS * 10)));
    say({ say: 'drop', count });
    sent += count;
    await new Promise((done) => {
      setTimeout(done, 60 + Math.random() * 80);
    });
  }
  const dropped = await answer('back', 60_000);
  const [encoded, sent, cpu, elapsed] = [
    (await wallEncoded()) - encodedBefore,
    (await figure('sent_total', { kind: 'snapshot' })) - sentBefore,
    process.cpuUsage(cpuBefore),
    performance.now() - began,
  ];
  say({ say: 'dropAll' });
  const all = await answer('back', 60_000);
  say({ say: 'end' });
  const figures = await answer('figures', 60_000);
  clearInterval(ticking);
  clearInterval(telling);
  const [agree, differ] = [
    await figure('screen_hashes_total', { result: 'agree' }),
    await figure('screen_hashes_total', { result: 'differ' }),
  ];

  const quantile = (times: readonly number[], q: number): string =>
    `${Math.round(times.toSorted((x, y) => x - y)[Math.min(times.length - 1, Math.floor(times.length * q))]!)} ms`;
  const passed =
    dropped.times.length === SCREENS &&
    Math.max(...dropped.times) <= BACK_WITHIN &&
    dropped.wrong + all.wrong === 0 &&
    ready.bytes <= SNAPSHOT_BYTES &&
    questions === 0 &&
    sent > encoded;
  console.table({
    'screens, topics, rows': `${SCREENS}, ${WALL.length}, ${WALL.reduce((sum, name) => sum + ROWS[name], 0)}`,
    'first states of one screen': `${(ready.bytes / 1024).toFixed(0)} KB (bar: 512 KB)`,
    'dropped one by one, back with the hash: p50': quantile(dropped.times, 0.5),
    'dropped one by one: p99': quantile(dropped.times, 0.99),
    'dropped one by one: slowest': `${quantile(dropped.times, 1)} of ${dropped.times.length} (bar: ${BACK_WITHIN} ms)`,
    'all at once: slowest': `${quantile(all.times, 1)} of ${all.times.length}`,
    'longest stall of the thread the screens share': `${Math.round(figures.stalled)} ms`,
    'copies that differed': dropped.wrong + all.wrong,
    'snapshots sent / encoded while they were dropped': `${sent} / ${encoded}`,
    'hashes reported: agree / differ': `${agree} / ${differ}`,
    'database queries': questions,
    'hub, publisher and ticks: CPU': `${((cpu.user + cpu.system) / 10 / elapsed).toFixed(0)} % of a core`,
    'hub RSS / screens RSS':
      `${Math.round(process.memoryUsage.rss() / 2 ** 20)} MB / ` + `${Math.round(figures.rss / 2 ** 20)} MB`,
  });
  verdict(
    `${SCREENS} screens, each dropped once`,
    `slowest back after ${quantile(dropped.times, 1)}, first states ${(ready.bytes / 1024).toFixed(0)} ` +
      `KB, copies that differed ${dropped.wrong + all.wrong}, database queries ${questions}`,
    `<= ${BACK_WITHIN} ms, <= 512 KB, 0, 0`,
    passed,
  );
  await hub.close();
  await publisher.close();
  await nats.close();
  await broker.stop();
}

// eslint-disable-next-line max-lines-per-function -- one run of a bench from its start to its figures
function runScreens(url: string): void {
  // All screens share one thread here: what they wait for each other is theirs and not the hub's.
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  const sockets = new Map<LiveClient, WebSocket>();
  const open = (): LiveClient => {
    const client: LiveClient = new LiveClient({
      url,
      topics: WALL,
      socket: (to) => {
        const socket = new WebSocket(to, { perMessageDeflate: false });
        sockets.set(client, socket);
        return socket;
      },
    });
    return client.start();
  };
  const clients = Array.from({ length: SCREENS }, open);
  const never = new Set(clients);
  let states: States = {};
  /** Hashes of the states the hub went through. */
  const hashes = new Map<string, string>();
  let waiting: { client: LiveClient; since: number }[] = [];
  let times: number[] = [];
  let wrong = 0;
  let owed = 0;
  let readied = false;

  /** `true`: at the hub's state or newer in every topic, and equal to it; `null`: not yet. */
  const isBack = (client: LiveClient): boolean | null => {
    let equal = true;
    for (const [name, state] of Object.entries(states)) {
      if (name === 'latest') continue;
      const held = client.state(name as TopicName);
      if (held === undefined || held.epoch !== state.epoch || held.seq < state.seq) return null;
      const wanted = hashes.get(`${name}.${held.epoch}.${held.seq}`);
      if (wanted === undefined) return null;
      equal &&= client.hash(name as TopicName) === wanted;
    }
    return Object.keys(states).length > 0 &&
      client.link.phase === 'live' &&
      sockets.get(client)!.readyState === WebSocket.OPEN
      ? equal
      : null;
  };
  const drop = (client: LiveClient, reload: boolean): void => {
    sockets.get(client)!.terminate();
    never.delete(client);
    let back = client;
    if (reload) {
      client.close();
      back = open();
      clients[clients.indexOf(client)] = back;
    }
    waiting.push({ client: back, since: performance.now() });
  };

  setInterval(() => {
    if (!readied && clients.every((client) => isBack(client) === true)) {
      readied = true;
      process.send!({ say: 'ready', bytes: firstBytes() } satisfies FromScreens);
    }
    waiting = waiting.filter(({ client, since }) => {
      const back = isBack(client);
      if (back === null) return true;
      times.push(performance.now() - since);
      if (!back) wrong += 1;
      return false;
    });
    if (owed > 0 && times.length === owed) {
      process.send!({ say: 'back', times, wrong } satisfies FromScreens);
      [times, wrong, owed] = [[], 0, 0];
    }
  }, 20);

  /** Bytes until a fresh screen held every topic: measured on one that is opened for it. */
  let first = 0;
  const probe = open();
  const probing = probe.subscribe(WALL, () => {
    if (first > 0 || !WALL.every((name) => probe.state(name))) return;
    first = probe.figures.bytes;
    probing();
    setTimeout(() => probe.close(), 0);
  });
  const firstBytes = (): number => first;

  process.on('message', (message: ToScreens) => {
    if (message.say === 'state') {
      states = message.states;
      for (const [name, { epoch, seq, hash }] of Object.entries(states)) hashes.set(`${name}.${epoch}.${seq}`, hash);
    } else if (message.say === 'drop') {
      owed = SCREENS;
      const untouched = [...never];
      for (let i = 0; i < message.count && untouched.length > 0; i += 1)
        drop(untouched.splice(Math.floor(Math.random() * untouched.length), 1)[0]!, Math.random() < 0.5);
    } else if (message.say === 'dropAll') {
      owed = SCREENS;
      for (const client of [...clients]) drop(client, false);
    } else {
      process.send!({ say: 'figures', rss: process.memoryUsage.rss(), stalled: delay.max / 1e6 } satisfies FromScreens);
      setTimeout(() => process.exit(0), 50);
    }
  });
}
