import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { startNats, underLoad, until, type TestNats } from '../../../test/harness/mod.ts';
import { jetStreamPublish } from './jetstream-publish.ts';

let nats: TestNats;
let connection: NatsConnection;
let manager: JetStreamManager;
const bytes = Buffer.from('x');
before(async () => {
  nats = await startNats();
  connection = await connect({ servers: nats.url, maxReconnectAttempts: -1, reconnectTimeWait: 100 });
  manager = await jetstreamManager(connection);
  await manager.streams.add({ name: 'FRAMES', subjects: ['frames.>'] });
  await manager.streams.add({ name: 'FULL', subjects: ['full.>'], max_msgs: 1, discard: 'new' });
});
after(async () => {
  await connection.close();
  await nats.stop();
});
const stored = async (): Promise<number> => (await manager.streams.info('FRAMES')).state.messages;

test('resolves for each message that the stream has, headers and all', async () => {
  const publish = jetStreamPublish(connection);
  await Promise.all(
    Array.from({ length: 500 }, (_, i) => publish('frames.a', Buffer.from(String(i)), { 'Gl-Device': `d${i}` })),
  );
  assert.equal(await stored(), 500);
  const last = await manager.streams.getMessage('FRAMES', { seq: 500 });
  assert.equal(last?.header.get('Gl-Device'), 'd499');
});

test(
  'rejects: no stream takes the subject, the stream is full, a payload over the limit, a closed ' + 'connection',
  async () => {
    const publish = jetStreamPublish(connection, 1000);
    await assert.rejects(publish('nobody.listens', bytes, {}), /no stream takes it \(503\)/);
    await publish('full.a', bytes, {});
    await assert.rejects(publish('full.a', bytes, {}), /maximum messages exceeded/);
    await assert.rejects(publish('frames.a', Buffer.alloc(2 * 1024 * 1024), {}), /payload/i);
    const other = await connect({ servers: nats.url });
    const closed = jetStreamPublish(other);
    await other.close();
    await assert.rejects(closed('frames.a', bytes, {}));
  },
);

test('a broker that is away rejects at once and piles nothing up; it resumes by itself', async () => {
  const publish = jetStreamPublish(connection, 1000);
  // With a timeout of its own that is far longer: only a rejection at once is within the bound.
  const patient = jetStreamPublish(connection, 60_000);
  const before = await stored();
  await nats.kill();
  await until('seen', async () =>
    publish('frames.a', bytes, {}).then(
      () => false,
      () => true,
    ),
  );
  const started = performance.now();
  const results = await Promise.allSettled(Array.from({ length: 1000 }, () => patient('frames.a', bytes, {})));
  assert.ok(results.every(({ status }) => status === 'rejected') && performance.now() - started < underLoad(500));
  await nats.restart();
  await until('it resumes', async () =>
    publish('frames.a', bytes, {}).then(
      () => true,
      () => false,
    ),
  );
  const after = await stored();
  assert.ok(after >= before && after <= before + 3, `${after - before} messages: what was rejected did not pile up`);
});

test('a broker that is silent is given up after the timeout', async () => {
  const publish = jetStreamPublish(connection, 600);
  try {
    process.kill(nats.pid, 'SIGSTOP');
    // Stopped only once every one of its threads is: under load a publish may still slip through.
    await until('it stands', () =>
      readdirSync(`/proc/${nats.pid}/task`).every((thread) =>
        / T /.test(readFileSync(`/proc/${nats.pid}/task/${thread}/stat`, 'utf8').replace(/\(.*\)/s, '')),
      ),
    );
    await assert.rejects(publish('frames.a', bytes, {}), /within 600 ms/);
  } finally {
    process.kill(nats.pid, 'SIGCONT');
  }
});
