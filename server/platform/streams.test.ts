import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { STREAMS } from '../../streams/contracts/definitions.ts';
import { startNats, underLoad, until, type TestNats } from '../../test/harness/mod.ts';
import { connect, type Broker } from './nats.ts';
import { ensureStreams, streamIdentity } from './streams.ts';
import { collectTelemetry, mergeMetrics, serveTelemetry } from './telemetry.ts';
import { Counter, Registry } from 'prom-client';
import { pino } from 'pino';

let server: TestNats;
let broker: Broker;
const none = { natsUrl: null, natsToken: null, natsUser: null, natsPassword: null };
before(async () => {
  server = await startNats();
  broker = await connect(none, 'test', { url: server.url });
});
after(async () => {
  await broker.nats.close();
  await server.stop();
});

test('every stream is there with its bounds, and a second time changes nothing', async () => {
  await ensureStreams(broker.manager);
  const created = (await broker.manager.streams.info('FRAMES')).created;
  await broker.jetstream.publish('frames.hj212.0.x', 'kept');
  await ensureStreams(broker.manager);
  for (const definition of STREAMS) {
    const { config } = await broker.manager.streams.info(definition.name);
    assert.deepEqual(
      [config.max_bytes, config.max_age, config.subjects],
      [definition.maxBytes, definition.maxAge * 1e9, definition.subjects],
    );
  }
  const frames = await broker.manager.streams.info('FRAMES');
  assert.equal(frames.created, created);
  assert.equal(frames.state.messages, 1);
});

test('a stream that the broker cannot hold whole is halved until it fits', async () => {
  const [frames] = STREAMS;
  await ensureStreams(broker.manager, undefined, [
    { ...frames!, name: 'HUGE', subjects: ['huge.>'], maxBytes: 200 * 1024 ** 3 },
  ]);
  const { config } = await broker.manager.streams.info('HUGE');
  assert.ok(config.max_bytes <= 40 * 1024 ** 3 && config.max_bytes >= 10 * 1024 ** 3, String(config.max_bytes));
});

test('the connection outlives a killed broker, and what was acknowledged is there', async () => {
  await server.kill();
  await server.restart();
  // A publish that was under way is answered by a timeout, never by a false yes: its writer sends it again, under one
  // id.
  const again = (): Promise<boolean> =>
    broker.jetstream.publish('frames.hj212.0.x', 'after', { msgID: 'once', timeout: 1_000 }).then(
      () => true,
      () => false,
    );
  await until('a publish after the restart', again);
  assert.equal((await broker.manager.streams.info('FRAMES')).state.messages, 2);
});

test('a stream keeps its identity over restarts and updates, and a stream made anew has another', async () => {
  const identity = async (): Promise<string> => streamIdentity(await broker.manager.streams.info('FRAMES'));
  const first = await identity();
  for (const maxAge of [6 * 86_400, 7 * 86_400]) {
    await ensureStreams(
      broker.manager,
      undefined,
      STREAMS.map((d) => (d.name === 'FRAMES' ? { ...d, maxAge } : d)),
    );
    await server.restart();
    await until('the broker is back', () =>
      identity().then(
        () => true,
        () => false,
      ),
    );
    assert.equal(await identity(), first);
  }
  await broker.manager.streams.delete('FRAMES');
  await ensureStreams(broker.manager);
  assert.notEqual(await identity(), first);
});

test('roles tell their parts and metrics; who is silent is null, and nobody waits for it', async () => {
  const metrics = new Registry();
  new Counter({ name: 'guanlan_seen_total', help: 'seen', labelNames: ['kind'], registers: [metrics] }).inc(
    { kind: 'a' },
    3,
  );
  const telemetry = serveTelemetry({ nats: broker.nats, metrics, log: pino({ level: 'silent' }) }, 'work', () => [
    { part: 'ingest', state: 'ready' },
  ]);
  await broker.nats.flush();
  const started = performance.now();
  const told = await collectTelemetry(broker.nats, ['work', 'edge'], 300);
  assert.ok(performance.now() - started < underLoad(1_000));
  assert.deepEqual(
    told.map((t) => [t.role, t.parts]),
    [
      ['work', [{ part: 'ingest', state: 'ready' }]],
      ['edge', null],
    ],
  );
  const merged = [
    '# HELP guanlan_seen_total seen',
    '# TYPE guanlan_seen_total counter',
    'guanlan_seen_total{role="work",kind="a"} 3',
    '',
  ].join('\n');
  assert.equal(mergeMetrics([...told, ...told]).slice(0, merged.length), merged);
  telemetry.close();
});
