/**
 * Whether hub, publisher and screens keep anything: rounds of screens that come, follow, stop reading, are cut or
 * leave, while rows come and go and the leader changes. After a warm-up the live heap, the memory outside of it and the
 * hub's own counts must stand still.
 *
 *   node bench/leaks-hub.ts [--rounds 120]
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parseArgs } from 'node:util';
import { jetstream } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { WebSocket } from 'ws';
import { LiveClient } from '../screen/live/mod.ts';
import { loadConfig } from '../server/platform/config.ts';
import { openPublisher, startHub, type LeasedPublisher } from '../server/live/mod.ts';
import { systemClock } from '../streams/contracts/clock.ts';
import { startNats, until } from '../test/harness/mod.ts';

const { values: options } = parseArgs({ options: { rounds: { type: 'string', default: '120' } } });
const ROUNDS = Number(options.rounds);
const SCREENS = 30;
const ROWS = 3000;
/** Megabytes the settled heap may differ between the first and the last quarter after the warm-up. */
const ALLOWED = 2;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const broker = await startNats();
const nats = await connect({ servers: broker.url });
const context = {
  clock: systemClock,
  log: pino({ level: 'silent' }),
  nats,
  jetstream: jetstream(nats),
  store: { ping: () => Promise.resolve(true) } as never,
  config: { ...loadConfig({}), livePort: 0 },
};
const hub = await startHub({ ...context, metrics: new Registry() }, { authorize: () => 'internal' });
const open = (): Promise<LeasedPublisher> => openPublisher({ ...context, metrics: new Registry() });
let publisher = await open();

/** Keys wander, so that every round removes as many as it adds. */
const rows = (round: number) =>
  Array.from({ length: ROWS }, (_, i) => ({
    key: round * 100 + i,
    aqi: round,
    value: i * 7,
    support: i % 5 === 0 ? null : round * i,
  }));
const screens = (): unknown => hub.parts()[0]!.figures!.screens;

async function live(round: number): Promise<void> {
  const clients = Array.from({ length: SCREENS }, () =>
    new LiveClient({
      url: `ws://127.0.0.1:${hub.port}/`,
      topics: ['hotspots', 'pulse'],
      socket: (url) => new WebSocket(url),
    }).start(),
  );
  const stuck = Array.from({ length: 5 }, () => new WebSocket(`ws://127.0.0.1:${hub.port}/`));
  for (const socket of stuck)
    socket.once('open', () => {
      socket.send('{"type":"subscribe","protocol":1,"topics":[{"name":"hotspots"}]}');
      socket.pause();
    });
  for (let step = 0; step < 5; step += 1) {
    publisher.replace('hotspots', rows(round * 5 + step));
    await publisher.commit(['hotspots']);
  }
  await until('every screen has the state', () =>
    clients.every((client) => client.state('hotspots')?.seq === hub.states().get('hotspots')!.seq),
  );
  for (const client of clients) client.close();
  for (const socket of stuck) socket.terminate();
  await until('all left', () => screens() === 0);
  if (round % 20 === 19) {
    await publisher.close();
    publisher = await open();
  }
}

const settled: { heap: number; outside: number }[] = [];
for (let round = 0; round < ROUNDS; round += 1) {
  await live(round);
  if (round % 5 !== 4) continue;
  await new Promise((done) => {
    setTimeout(done, 20);
  });
  collect();
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  settled.push({ heap: heapUsed / 2 ** 20, outside: arrayBuffers / 2 ** 20 });
}

const half = settled.slice(Math.floor(settled.length / 2));
const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >>> 1]!;
const quarter = Math.max(1, half.length >>> 1);
const growth = (kind: 'heap' | 'outside'): number =>
  median(half.slice(-quarter).map((s) => s[kind])) - median(half.slice(0, quarter).map((s) => s[kind]));
const [heap, outside] = [growth('heap'), growth('outside')];
const passed = heap <= ALLOWED && outside <= ALLOWED;
console.table({
  'rounds x screens': `${ROUNDS} x ${SCREENS + 5}`,
  'settled heap, first and last': `${settled[0]!.heap.toFixed(1)} and ${settled.at(-1)!.heap.toFixed(1)} MB`,
  'buffers outside, first and last': `${settled[0]!.outside.toFixed(1)} and ${settled.at(-1)!.outside.toFixed(1)} MB`,
  'growth in the second half': `${heap.toFixed(2)} MB heap, ${outside.toFixed(2)} MB outside (bar: ${ALLOWED} MB)`,
  RSS: `${Math.round(process.memoryUsage.rss() / 2 ** 20)} MB`,
  verdict: passed ? 'pass' : 'FAIL',
});
await hub.close();
await publisher.close();
await nats.close();
await broker.stop();
process.exitCode = passed ? 0 : 1;
