import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { jetstream } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { pino } from 'pino';
import type { Browser, Page } from 'playwright-core';
import { Registry } from 'prom-client';
import { build } from 'vite';
import { loadConfig } from '../../server/platform/config.ts';
import { openPublisher, startHub, type LeasedPublisher, type RunningHub } from '../../server/live/mod.ts';
import { systemClock } from '../../streams/contracts/clock.ts';
import { browser, startNats, until, type TestNats } from '../../test/harness/mod.ts';
import type { LiveClient } from './mod.ts';

declare global {
  var live: LiveClient;
}

const WRONG_BY = 3_600_000;
let nats: TestNats;
let connection: NatsConnection;
let publisher: LeasedPublisher;
let hub: RunningHub;
let pages: Server;
let chromium: Browser;
let page: Page;
const errors: string[] = [];

before(async () => {
  nats = await startNats();
  connection = await connect({ servers: nats.url });
  const context = {
    clock: systemClock,
    log: pino({ level: 'silent' }),
    nats: connection,
    jetstream: jetstream(connection),
    config: { ...loadConfig({}), livePort: 0 },
    store: { ping: () => Promise.resolve(true) } as never,
  };
  publisher = await openPublisher({ ...context, metrics: new Registry() });
  hub = await startHub({ ...context, metrics: new Registry() }, { authorize: () => 'internal' });
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      write: false,
      minify: false,
      lib: { entry: fileURLToPath(new URL('./mod.ts', import.meta.url)), formats: ['es'] },
    },
  });
  const [output] = Array.isArray(built) ? built : [built];
  const code = (output as { output: { code?: string }[] }).output[0]!.code!;
  pages = createServer((request, response) => {
    const script = request.url === '/live.js';
    response.setHeader('content-type', script ? 'text/javascript' : 'text/html').end(
      script
        ? code
        : `<!doctype html><link rel="icon" href="data:,"><script type="module">
              import { openLive } from '/live.js';
              globalThis.live = openLive('ws://127.0.0.1:${hub.port}/', ['hotspots', 'pulse']);</script>`,
    );
  });
  await new Promise<void>((done) => {
    pages.listen(0, '127.0.0.1', done);
  });
  publisher.replace(
    'hotspots',
    Array.from({ length: 12_000 }, (_, key) => ({ key: key * 5, aqi: key % 300, value: key, support: null })),
  );
  await publisher.commit(['hotspots']);
  chromium = await browser();
  page = await chromium.newPage();
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  page.on('pageerror', (error) => errors.push(String(error)));
  // The screen's clock is an hour fast.
  await page.addInitScript((by) => {
    const now = Date.now;
    Date.now = () => now() + by;
  }, WRONG_BY);
  await page.goto(`http://127.0.0.1:${(pages.address() as AddressInfo).port}/`);
});

after(async () => {
  await chromium.close();
  pages.close();
  await hub.close();
  await publisher.close();
  await connection.close();
  await nats.stop();
});

const hashInPage = (): Promise<string | undefined> => page.evaluate(() => globalThis.live?.hash('hotspots'));

describe('live client in a browser', { concurrency: false }, () => {
  test("holds the server's state and follows it", async () => {
    await until('state', async () => (await hashInPage()) === hub.states().get('hotspots')?.hash, 10_000);
    publisher.upsert(
      'hotspots',
      [
        { key: 5, aqi: 1, value: 2, support: 3 },
        { key: 6, aqi: 4, value: null, support: 6 },
      ],
      [0, 10],
    );
    await publisher.commit(['hotspots']);
    await until('moved', async () => (await page.evaluate(() => globalThis.live.table('hotspots')!.get(6, 2))) === 6);
    assert.equal(await hashInPage(), hub.states().get('hotspots')!.hash);
    assert.deepEqual(
      await page.evaluate(() => [
        globalThis.live.figures.snapshots,
        globalThis.live.figures.deltas,
        globalThis.live.link.phase,
      ]),
      [1, 1, 'live'],
    );
  });

  test("counts time by the server's clock where its own is an hour wrong", async () => {
    await until('pong', async () => Math.abs((await page.evaluate(() => globalThis.live.now())) - Date.now()) < 500);
  });

  test('a socket that is cut is opened again with what is held, without a snapshot, without an error', async () => {
    const { port } = hub;
    await hub.close();
    await until('lost', async () => (await page.evaluate(() => globalThis.live.link.phase)) === 'lost');
    hub = await startHub(
      {
        clock: systemClock,
        log: pino({ level: 'silent' }),
        nats: connection,
        config: { ...loadConfig({}), livePort: port },
        store: { ping: () => Promise.resolve(true) } as never,
        metrics: new Registry(),
      },
      { authorize: () => 'internal' },
    );
    await publisher.commit(['hotspots']);
    await until('live again', async () => (await page.evaluate(() => globalThis.live.link.phase)) === 'live', 10_000);
    await until(
      'present',
      async () =>
        (await page.evaluate(() => globalThis.live.state('hotspots')!.seq)) === hub.states().get('hotspots')!.seq,
    );
    assert.equal(await hashInPage(), hub.states().get('hotspots')!.hash);
    assert.equal(await page.evaluate(() => globalThis.live.figures.snapshots), 1);
    // The browser itself logs a refused connection; nothing else may be there.
    assert.deepEqual(
      errors.filter((text) => !/WebSocket connection to .* failed/.test(text)),
      [],
    );
  });
});
