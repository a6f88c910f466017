/**
 * The built screens with a generated city and made-up rows through the real broker and hub, for working on the look:
 * `node screen/dev/serve.ts [port]`. Nothing of it is shipped.
 */
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { loadConfig } from '../../server/config.ts';
import { openPublisher, startHub } from '../../server/live/mod.ts';
import { DEMO_SEED, generatePack } from '../../streams/city/mod.ts';
import { systemClock } from '../../streams/clock.ts';
import { FACTORS } from '../../streams/factors.ts';
import { TOPIC_NAMES } from '../../streams/live/mod.ts';
import { startNats } from '../../test/harness/mod.ts';
import { limitSourcesOf, momentOf, townshipHoursOf } from './rows.ts';

const port = Number(process.argv[2] ?? 5180);
const root = fileURLToPath(new URL('../../dist/screen', import.meta.url));
const pack = generatePack(DEMO_SEED);
const nats = await startNats();
const connection = await connect({ servers: nats.url });
const context = {
  clock: systemClock,
  log: pino({ level: 'warn' }),
  metrics: new Registry(),
  config: { ...loadConfig({}), livePort: port + 1 },
  nats: connection,
  jetstream: jetstream(connection),
  manager: await jetstreamManager(connection),
  store: { ping: () => Promise.resolve(true) } as never,
};
const publisher = await openPublisher(context);
const hub = await startHub({ ...context, metrics: new Registry() }, { authorize: () => 'internal' });
const slow = TOPIC_NAMES.filter((t) => t !== 'pulse' && t !== 'latest');
const publish = async (all: boolean): Promise<void> => {
  const moment = momentOf(pack, Date.now());
  const topics = all ? [...slow, 'pulse' as const] : ['pulse' as const];
  for (const topic of topics) publisher.replace(topic, moment(topic));
  await publisher.commit(topics);
};
await publish(true);
let second = 0;
setInterval(() => {
  second += 1;
  void publish(second % 5 === 0);
}, 1000);

const city = JSON.stringify({
  city: pack.city,
  grid: { size: 1000, centralMeridian: pack.city.centralMeridian },
  regions: pack.regions.filter((r) => r.level !== 'village'),
  villages: pack.regions.filter((r) => r.level === 'village').map(({ id, parent, names }) => ({ id, parent, names })),
  waters: pack.waters,
  relief: pack.relief,
  stations: pack.stations,
  limitSources: limitSourcesOf(pack),
  factors: FACTORS,
  liveUrl: `ws://127.0.0.1:${hub.port}/`,
});
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};
createServer((request, response) => {
  const path = new URL(request.url ?? '/', 'http://x').pathname;
  if (path === '/api/city' || path === '/api/public/city') {
    response.setHeader('content-type', 'application/json');
    response.end(city);
    return;
  }
  if (path === '/api/history/townships') {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ factor: 'a34004', unit: 'µg/m³', hours: townshipHoursOf(pack, Date.now()) }));
    return;
  }
  let file = normalize(join(root, path));
  if (existsSync(file) && statSync(file).isDirectory()) file = join(file, 'index.html');
  if (!file.startsWith(root) || !existsSync(file)) {
    response.statusCode = 404;
    response.end();
    return;
  }
  response.setHeader('content-type', TYPES[extname(file)] ?? 'application/octet-stream');
  response.setHeader(
    'content-security-policy',
    "default-src 'self'; connect-src 'self' ws:; img-src 'self' data: blob:; style-src 'self'; script-src 'self'; worker-src 'self' blob:",
  );
  createReadStream(file).pipe(response);
}).listen(port, '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${port}/wall`);
});

const end = async (): Promise<void> => {
  await hub.close();
  await connection.close();
  await nats.stop();
  process.exit(0);
};
process.on('SIGINT', () => void end());
process.on('SIGTERM', () => void end());
