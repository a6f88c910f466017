import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { jetstream } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { WebSocket as Raw } from 'ws';
import { LiveClient, type LinkState } from '../../screen/live/mod.ts';
import { systemClock, type Clock } from '../../streams/contracts/clock.ts';
import { encodeMessages, toLiveTime, type TopicName } from '../../streams/live/mod.ts';
import { startNats, underLoad, until, type TestNats } from '../../test/harness/mod.ts';
import { loadConfig } from '../platform/config.ts';
import type { HubContext, HubExtra, RunningHub } from './hub.ts';
import type { LeasedPublisher } from './leased-publisher.ts';
import { openPublisher } from './open-publisher.ts';
import { startHub } from './start-hub.ts';
import { openUwsTransport } from './transport-uws.ts';
import { openWsTransport } from './transport-ws.ts';

let nats: TestNats;
let connection: NatsConnection;
const cleanups: (() => unknown)[] = [];

function context(overrides: Partial<HubContext> = {}): HubContext {
  const store = { ping: () => Promise.resolve(true) } as HubContext['store'];
  return {
    clock: systemClock,
    log: pino({ level: 'silent' }),
    metrics: new Registry(),
    store,
    config: { ...loadConfig({}), livePort: 0 },
    nats: connection,
    ...overrides,
  };
}

async function publisher(): Promise<LeasedPublisher> {
  const opened = await openPublisher({ ...context(), jetstream: jetstream(connection) });
  cleanups.push(() => opened.close());
  await until('leads', () => opened.isLeader(), 8000);
  return opened;
}

async function hub(
  extra: Partial<HubExtra> = {},
  overrides: Partial<HubContext> = {},
): Promise<RunningHub & { metrics: Registry }> {
  const room = context(overrides);
  const running = await startHub(room, { authorize: () => 'internal', ...extra });
  cleanups.push(() => running.close());
  return Object.assign(running, { metrics: room.metrics });
}

function screen(
  port: number,
  topics: readonly TopicName[],
  options: Partial<ConstructorParameters<typeof LiveClient>[0]> = {},
): LiveClient {
  const client = new LiveClient({ url: `ws://127.0.0.1:${port}/`, topics, ...options }).start();
  cleanups.push(() => client.close());
  return client;
}

async function figure(registry: Registry, name: string, labels: Record<string, string> = {}): Promise<number> {
  const metric = await registry.getSingleMetric(`guanlan_live_${name}`)!.get();
  return metric.values
    .filter((v) => Object.entries(labels).every(([k, want]) => (v.labels as Record<string, unknown>)[k] === want))
    .reduce((sum, v) => sum + v.value, 0);
}

/** What is promised to screens: trouble is told within 3 s. */
function told(what: string, began: number): void {
  const after = Math.round(performance.now() - began);
  console.log(`${what}: told after ${after} ms`);
  assert.ok(after <= underLoad(3_000), `${what}: told after ${after} ms`);
}

const grid = (n: number, shift = 0) =>
  Array.from({ length: n }, (_, key) => ({
    key: key * 3,
    aqi: (key + shift) % 500,
    value: key * 11,
    support: key % 2,
  }));
const agree = (client: LiveClient, running: RunningHub, topic: TopicName): boolean =>
  client.hash(topic) !== undefined && client.hash(topic) === running.states().get(topic)?.hash;

before(async () => {
  nats = await startNats();
  connection = await connect({ servers: nats.url, maxReconnectAttempts: -1, reconnectTimeWait: 100 });
});
after(async () => {
  await connection.close();
  await nats.stop();
});

for (const [name, transport] of [
  ['uWebSockets.js', openUwsTransport],
  ['ws', openWsTransport],
] as const) {
  describe(`hub on ${name}`, { concurrency: false }, () => {
    afterEach(async () => {
      for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
    });

    test('screens get the state, then what changed; encoded once; a returning one gets what it lacks', async () => {
      const writer = await publisher();
      const running = await hub({ transport });
      writer.replace('hotspots', grid(5000));
      await writer.commit(['hotspots']);
      await until('hub has it', () => running.states().get('hotspots')?.epoch === writer.epoch());
      const clients = Array.from({ length: 12 }, () => screen(running.port, ['hotspots']));
      await until('all have the state', () => clients.every((client) => agree(client, running, 'hotspots')));
      assert.equal(await figure(running.metrics, 'encoded_total', { kind: 'snapshot' }), 1);

      const seen: TopicName[] = [];
      clients[0]!.subscribe(['hotspots'], (topic) => seen.push(topic));
      writer.upsert(
        'hotspots',
        [
          { key: 3, aqi: 499, value: 1, support: 1 },
          { key: 1, aqi: 7, value: 7, support: 0 },
        ],
        [0],
      );
      await writer.commit(['hotspots']);
      await until('all moved', () =>
        clients.every((client) => client.state('hotspots')!.seq === 2 && agree(client, running, 'hotspots')),
      );
      assert.deepEqual(
        [seen, clients[3]!.table('hotspots')!.get(3, 0), clients[3]!.table('hotspots')!.indexOf(0)],
        [['hotspots'], 499, -1],
      );
      assert.equal(await figure(running.metrics, 'encoded_total', { kind: 'delta' }), 1);

      // One leaves, misses two commits and comes back with what it holds.
      const gone = new Raw(`ws://127.0.0.1:${running.port}/`);
      await new Promise((done) => {
        gone.once('open', done);
      });
      const { epoch } = clients[0]!.state('hotspots')!;
      for (const shift of [1, 2]) {
        writer.upsert('hotspots', grid(3, shift));
        await writer.commit(['hotspots']);
      }
      const sizes: number[] = [];
      gone.on('message', (bytes: Buffer, isBinary) => {
        if (isBinary) sizes.push(bytes.length);
      });
      await until('hub moved', () => running.states().get('hotspots')!.seq === 4);
      gone.send(JSON.stringify({ type: 'subscribe', protocol: 1, topics: [{ name: 'hotspots', epoch, seq: 2 }] }));
      await until('difference', () => sizes.length > 0);
      assert.ok(sizes[0]! < 100, String(sizes[0]));
      gone.close();
    });

    test('screens answer keyframes with their hash; one that differs gets the whole state and is counted', async () => {
      const writer = await publisher();
      const running = await hub({ transport });
      writer.replace('funnel', [{ key: 1, count: 5 }]);
      for (let i = 0; i < 3; i += 1) await writer.commit(['funnel']);
      const client = screen(running.port, ['funnel']);
      const raw = new Raw(`ws://127.0.0.1:${running.port}/`);
      const kinds: number[] = [];
      raw.on('message', (bytes: Buffer, isBinary) => {
        if (isBinary) kinds.push(bytes[2]!);
      });
      await new Promise((done) => {
        raw.once('open', done);
      });
      await until('state', () => agree(client, running, 'funnel'));
      raw.send(JSON.stringify({ type: 'subscribe', protocol: 1, topics: [{ name: 'funnel' }] }));
      await until('snapshot', () => kinds.length === 1);
      const agreed = await figure(running.metrics, 'screen_hashes_total', { result: 'agree' });
      // The twelfth commit after a keyframe is the next one: its hash is sent while its state is the present one.
      for (let i = 0; i < 10; i += 1) await writer.commit(['funnel']);
      await until(
        'agreement',
        async () => (await figure(running.metrics, 'screen_hashes_total', { result: 'agree' })) > agreed,
      );
      const { epoch, seq } = running.states().get('funnel')!;
      const checkSeq = seq - ((seq - 1) % 12);
      raw.send(
        JSON.stringify({ type: 'hash', topics: [{ name: 'funnel', epoch, seq: checkSeq, hash: '0123456789abcdef' }] }),
      );
      await until(
        'difference counted',
        async () => (await figure(running.metrics, 'screen_hashes_total', { result: 'differ' })) === 1,
      );
      await until('second snapshot', () => kinds.filter((kind) => kind === 1).length === 2);
      raw.close();
    });

    test('a public screen gets public topics only, nobody gets in without access', async () => {
      const writer = await publisher();
      const running = await hub({ transport, authorize: (request) => (request.path === '/nobody' ? null : 'public') });
      writer.upsert('funnel', [{ key: 1, count: 5 }]);
      writer.upsert('cityDays', [{ key: 1, aqi: 50, level: 1, primary: null }]);
      await writer.commit(['funnel', 'cityDays']);
      await until('hub has both', () => running.states().has('funnel') && running.states().has('cityDays'));
      const client = screen(running.port, ['funnel', 'cityDays']);
      await until('public topic', () => client.table('cityDays')?.size === 1);
      assert.deepEqual([...client.refused], ['funnel']);
      assert.equal(client.table('funnel'), undefined);
      assert.deepEqual(await closing(running.port, '/nobody'), { code: 4001, reason: 'not authorized' });
    });

    test('a screen that stops reading keeps its place without a queue and catches up with one delta', async () => {
      const writer = await publisher();
      const running = await hub({ transport });
      writer.replace('hotspots', grid(12_000));
      await writer.commit(['hotspots']);
      const client = screen(running.port, ['hotspots'], { socket: (url) => new Raw(url) });
      await until('state', () => agree(client, running, 'hotspots'));
      const raw = new Raw(`ws://127.0.0.1:${running.port}/`);
      let last: Buffer | null = null;
      let heard = 0;
      raw.on('message', (bytes: Buffer, isBinary) => {
        if (isBinary) {
          heard += 1;
          last = bytes;
        }
      });
      await new Promise((done) => {
        raw.once('open', done);
      });
      raw.send(JSON.stringify({ type: 'subscribe', protocol: 1, topics: [{ name: 'hotspots' }] }));
      await until('snapshot', () => heard === 1);
      raw.pause();
      for (let i = 1; i <= 200; i += 1) {
        writer.replace(
          'hotspots',
          Array.from({ length: 12_000 }, (_, key) => ({
            key: key * 3,
            aqi: i,
            value: (key * 7919 * i) | 0,
            support: ((key ^ i) * 65_537) | 0,
          })),
        );
        await writer.commit(['hotspots']);
      }
      const before = heard;
      raw.resume();
      await until('at the present', () => last !== null && seqOf(last) === 201);
      assert.ok(heard - before < 150, `${heard - before} messages`);
      await until('the other one too', () => agree(client, running, 'hotspots'));
      raw.close();
    });

    test('what a screen must not send ends it with a code, and others live on', async () => {
      let skew = 0;
      const clock: Clock = { now: () => systemClock.now(), monotonic: () => systemClock.monotonic() + skew };
      const running = await hub({ transport, maxScreens: 4 }, { clock });
      const good = screen(running.port, ['air']);
      await until('live', () => good.link.phase === 'live');
      const deep = `${'['.repeat(7000)}${']'.repeat(7000)}`;
      const cases: [string | Buffer, number][] = [
        ['not json', 4002],
        ['[]', 4002],
        ['{"type":"x"}', 4002],
        [Buffer.from([1, 2, 3]), 4002],
        [deep, 4002],
        ['{"type":"subscribe","protocol":1,"topics":"air"}', 4002],
        ['{"type":"subscribe","protocol":1,"topics":[{"name":"air","seq":1e99}]}', 4002],
        [JSON.stringify({ type: 'subscribe', protocol: 1, topics: Array(65).fill({ name: 'air' }) }), 4002],
        ['{"type":"subscribe","protocol":2,"topics":[]}', 4005],
        [`{"type":"ping","sent":1,"x":"${'x'.repeat(20_000)}"}`, 4003],
      ];
      for (const [message, code] of cases)
        assert.equal((await closing(running.port, '/', message)).code, code, String(message).slice(0, 60));
      assert.equal(
        (await closing(running.port, '/', ...Array<string>(70).fill('{"type":"ping","sent":1}'))).code,
        4004,
      );
      await until('only the good one', () => running.parts()[0]!.figures!.screens === 1);
      const idle = closing(running.port, '/');
      await until('connected', () => running.parts()[0]!.figures!.screens === 2);
      skew = 10_100;
      assert.equal((await idle).code, 4009);
      const many = [1, 2, 3].map(() => screen(running.port, ['air']));
      await until('full', () => running.parts()[0]!.figures!.screens === 4);
      assert.equal((await closing(running.port, '/')).code, 4007);
      for (const client of many) client.close();
      await until('left', () => running.parts()[0]!.figures!.screens === 1);
      assert.equal(good.link.phase, 'live');
    });

    test("a new leader, a gap in the stream and another hub leave every screen with the server's state", async () => {
      const first = await publisher();
      const running = await hub({ transport });
      first.replace('hotspots', grid(300));
      await first.commit(['hotspots']);
      const client = screen(running.port, ['hotspots']);
      await until('state', () => agree(client, running, 'hotspots'));
      const { epoch } = running.states().get('hotspots')!;
      await first.close();
      const second = await publisher();
      second.replace('hotspots', grid(200, 5));
      await second.commit(['hotspots']);
      await until(
        'new epoch',
        () =>
          client.state('hotspots')!.epoch > epoch &&
          client.table('hotspots')!.size === 200 &&
          agree(client, running, 'hotspots'),
      );

      // A delta the hub never hears: its base is ahead of what the hub holds.
      const held = running.states().get('hotspots')!;
      const stray = encodeMessages(
        {
          type: 'delta',
          topic: 6,
          epoch: held.epoch,
          seq: held.seq + 9,
          base: held.seq + 8,
          time: Date.now(),
          hash: null,
        },
        {
          count: 0,
          keys: new Uint32Array(0),
          missing: new Uint32Array(0),
          cells: [0, 1, 2].map(() => new Int32Array(0)),
        },
      );
      await jetstream(connection).publish('live.delta.hotspots', stray[0]);
      await jetstream(connection).publish('live.delta.hotspots', new Uint8Array([1, 2, 3]));
      await until(
        'gap counted',
        async () =>
          (await figure(running.metrics, 'gaps_total')) > 0 &&
          (await figure(running.metrics, 'stream_refused_total')) > 0,
      );
      second.upsert('hotspots', [{ key: 3, aqi: 1, value: 2, support: 3 }]);
      await second.commit(['hotspots']);
      await until('goes on', () => client.table('hotspots')!.get(3, 2) === 3 && agree(client, running, 'hotspots'));

      // Another hub in its place begins with the last keyframe; the screen comes back with what it holds.
      const { port } = running;
      await running.close();
      second.upsert('hotspots', [{ key: 6, aqi: 4, value: 5, support: 6 }]);
      await second.commit(['hotspots']);
      const next = await hub({ transport }, { config: { ...loadConfig({}), livePort: port } });
      await until('again', () => client.table('hotspots')!.get(6, 1) === 5 && agree(client, next, 'hotspots'), 5000);
    });
  });
}

describe('hub and broker', { concurrency: false }, () => {
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  });

  test('screens are told within 3 s that the broker hangs or died, keep the last state, and go on', async () => {
    const writer = await publisher();
    const running = await hub();
    writer.replace('hotspots', grid(100));
    await writer.commit(['hotspots']);
    const client = screen(running.port, ['hotspots']);
    await until('live', () => client.link.phase === 'live' && agree(client, running, 'hotspots'));
    const phases: LinkState[] = [];
    client.onLink((state) => phases.push(state));

    process.kill(nats.pid, 'SIGSTOP');
    let began = performance.now();
    await until('told of the hang', () => client.link.phase === 'stale');
    told('broker hung', began);
    process.kill(nats.pid, 'SIGCONT');
    await until('live again', () => client.link.phase === 'live', 5000);

    began = performance.now();
    await nats.kill();
    await until('told of the death', () => client.link.phase === 'stale');
    told('broker killed', began);
    assert.deepEqual([phases.at(-1)!.cause, running.parts()[0]!.state], ['broker', 'degraded']);
    const late = screen(running.port, ['hotspots']);
    await until(
      'last state is still served',
      () => late.table('hotspots')?.size === 100 && late.link.phase === 'stale',
    );

    writer.replace('hotspots', grid(150, 3));
    await writer.commit(['hotspots']);
    await nats.restart();
    began = performance.now();
    await until(
      'present again',
      async () => {
        await writer.commit(['hotspots']);
        return (
          client.link.phase === 'live' &&
          client.table('hotspots')!.size === 150 &&
          late.table('hotspots')!.size === 150 &&
          agree(client, running, 'hotspots')
        );
      },
      10_000,
    );
    console.log(`broker back: state there after ${Math.round(performance.now() - began)} ms`);
  });

  test('silence of the producers and loss of the store are said', async () => {
    const writer = await publisher();
    let up = true;
    const running = await hub(
      { notices: () => ['GL_DISK_FULL'] },
      { store: { ping: () => Promise.resolve(up) } as HubContext['store'] },
    );
    writer.upsert('pulse', [{ key: 1, at: toLiveTime(0), frames: 2, readings: 3, lastFrame: 4 }]);
    await writer.commit(['pulse']);
    const client = screen(running.port, ['pulse']);
    await until('live', () => client.link.phase === 'live' && client.link.notices.length === 1);
    up = false;
    const began = performance.now();
    await until('store missed', () => client.link.notices.some((notice) => notice.code === 'GL_STORE_UNAVAILABLE'));
    told('store gone', began);
    up = true;
    await until('silent', () => client.link.phase === 'stale' && client.link.cause === 'producers', 4500);
    await until('store back', () => client.link.notices.length === 1);
    await writer.commit(['pulse']);
    await until('heard again', () => client.link.phase === 'live');
  });

  test('answers /healthz on its port', async () => {
    const running = await hub();
    const answer = await fetch(`http://127.0.0.1:${running.port}/healthz`);
    assert.equal(answer.status, 200);
    assert.equal(((await answer.json()) as { alive: boolean }).alive, true);
    await sleep(10);
  });
});

function closing(
  port: number,
  path: string,
  ...messages: (string | Buffer)[]
): Promise<{ code: number; reason: string }> {
  const client = new Raw(`ws://127.0.0.1:${port}${path}`);
  client.on('error', () => undefined);
  client.once('open', () => {
    for (const message of messages) client.send(message);
  });
  return new Promise((done) => {
    client.once('close', (code, reason) => done({ code, reason: String(reason) }));
  });
}

/** Sequence of a message, read without the codec: the third varint after the four fixed bytes. */
function seqOf(bytes: Buffer): number {
  let at = 4;
  let value = 0;
  for (let field = 0; field < 3; field += 1) {
    value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++]!;
      value += (byte & 127) * scale;
      if (byte < 128) break;
    }
  }
  return value;
}
