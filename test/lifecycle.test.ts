import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { connect, type Broker } from '../server/platform/nats.ts';
import { openStore } from '../server/platform/store/mod.ts';
import { DeviceLink } from '../streams/sources/hj212/mod.ts';
import { identify } from '../server/platform/process-identity.ts';
import { collectTelemetry } from '../server/platform/telemetry.ts';
import { freePort, run, startGuanlan, tempDir, until, type TestGuanlan } from './harness/mod.ts';

const CHILDREN = ['nats', 'store', 'work', 'edge'] as const;
const none = { natsUrl: null, natsToken: null, natsUser: null, natsPassword: null };

async function withBroker<T>(system: TestGuanlan, work: (broker: Broker) => Promise<T>): Promise<T> {
  const { url, token } = system.nats();
  const broker = await connect(none, 'test', { url, token });
  try {
    return await work(broker);
  } finally {
    await broker.nats.close();
  }
}

describe('a running system', () => {
  let system: TestGuanlan;
  before(async () => {
    system = await startGuanlan();
  });
  after(() => system.stop());

  for (const child of CHILDREN) {
    test(`killed hard, ${child} is started again alone`, async () => {
      const before = new Map(CHILDREN.map((name) => [name, system.pid(name)]));
      process.kill(before.get(child) as number, 'SIGKILL');
      await until(
        `${child} is another process`,
        () => system.pid(child) !== null && system.pid(child) !== before.get(child),
      );
      for (const other of CHILDREN)
        if (other !== child) assert.equal(system.pid(other), before.get(other), `${other} was touched`);
      await withBroker(system, ({ nats }) =>
        until('every part answers', async () =>
          (await collectTelemetry(nats, ['work', 'edge', 'supervisor'])).every((told) => told.parts !== null),
        ),
      );
    });
  }

  test('an edge that starts while the store hangs acknowledges devices and shows screens the last state', async () => {
    const store = system.pid('store') as number;
    const before = system.pid('edge') as number;
    process.kill(store, 'SIGSTOP');
    let link: DeviceLink | null = null;
    try {
      process.kill(before, 'SIGKILL');
      await until('another edge', () => system.pid('edge') !== null && system.pid('edge') !== before);
      link = new DeviceLink({ host: '127.0.0.1', port: system.hj212Port, backoffMs: [100, 200] });
      link.offer({
        qn: '20261122080000001',
        st: '22',
        cn: '2011',
        pw: '123456',
        mn: 'DURING',
        flag: 5,
        cp: 'DataTime=20261122080000;a34004-Rtd=35,a34004-Flag=N',
      });
      await until('its 9014', () => link?.counts.acked === 1);
      await until('the hub says what is missing', async () => {
        const socket = new WebSocket(`ws://127.0.0.1:${system.livePort}/live`);
        const heard = await new Promise<string>((done) => {
          socket.onmessage = ({ data }) => {
            if (/GL_STORE_UNAVAILABLE/.test(String(data))) done(String(data));
          };
          socket.onclose = () => done('');
          setTimeout(() => done(''), 3_000);
        });
        socket.close();
        return heard !== '';
      });
    } finally {
      process.kill(store, 'SIGCONT');
      await link?.close();
    }
    await until(
      'the API follows',
      () =>
        fetch(`${system.base}/healthz`).then(
          ({ ok }) => ok,
          () => false,
        ),
      30_000,
    );
  });

  test('what was acknowledged by store and broker is there after all of them were killed at once', async () => {
    const store = await openStore(system.store());
    await store.command('write', 'CREATE TABLE kept (id UInt32) ENGINE = MergeTree ORDER BY id');
    await store.insert('kept', ['id'], [[1], [2]]);
    const { seq } = await withBroker(system, ({ jetstream }) => jetstream.publish('frames.hj212.0.test', 'kept'));
    for (const child of CHILDREN) process.kill(system.pid(child) as number, 'SIGKILL');
    await until(
      'the store answers',
      () =>
        store.rows('write', 'SELECT 1').then(
          () => true,
          () => false,
        ),
      30_000,
    );
    assert.deepEqual(await store.columns('write', 'SELECT id FROM kept ORDER BY id'), [[1, 2]]);
    await withBroker(system, async ({ manager }) =>
      assert.equal((await manager.streams.getMessage('FRAMES', { seq }))?.string(), 'kept'),
    );
    await store.close();
  });

  test('the supervisor killed hard: roles end, the next start takes over what is left', async () => {
    const broker = system.pid('nats');
    await system.abandon();
    await until(
      'work and edge end by themselves',
      () => system.pid('work') === null && system.pid('edge') === null,
      8_000,
    );
    assert.equal(system.pid('nats'), broker, 'the broker should go on');
    await system.again();
    assert.equal(system.pid('nats'), broker, 'the broker should be adopted');
    assert.match(system.process.output(), /adopted nats-server/);
    for (const child of CHILDREN) assert.notEqual(system.pid(child), null);
  });

  test('an adopted broker that dies is started again', async () => {
    const broker = system.pid('nats');
    process.kill(broker as number, 'SIGKILL');
    await until('another broker', () => system.pid('nats') !== null && system.pid('nats') !== broker);
  });

  test('a broker that runs and does not answer is replaced', async () => {
    await withBroker(system, ({ manager }) =>
      until('it answers', () =>
        manager.streams.info('FRAMES').then(
          () => true,
          () => false,
        ),
      ),
    );
    const broker = system.pid('nats') as number;
    process.kill(broker, 'SIGSTOP');
    await until('another broker', () => system.pid('nats') !== null && system.pid('nats') !== broker, 60_000);
    assert.match(system.process.output(), /nats ended \(no answer for 10 s\)/);
    await withBroker(system, ({ manager }) =>
      until('it has the stream', () =>
        manager.streams.info('FRAMES').then(
          () => true,
          () => false,
        ),
      ),
    );
  });

  test('a second start on the same directory says who holds it and ends', async () => {
    const second = await startGuanlan({}, { dataDir: system.dataDir, waited: false });
    assert.equal(await second.process.ended, 1);
    assert.match(second.process.output(), /数据目录正被另一个进程使用.*GL_DATA_LOCKED/s);
    assert.doesNotMatch(second.process.output(), /\n\s+at /);
  });

  test('Ctrl-C in the middle of a start ends what was started', async () => {
    const early = await startGuanlan({}, { waited: false });
    await until('the broker is there', () => early.pid('nats') !== null);
    await early.stop();
    assert.equal(early.process.child.exitCode, 0, early.process.output());
    for (const child of CHILDREN) assert.equal(early.pid(child), null);
  });

  test('Ctrl-C ends everything in order and leaves nothing behind', async () => {
    const pids = CHILDREN.map((child) => system.pid(child) as number);
    await system.stop();
    assert.equal(system.process.child.exitCode, 0);
    for (const pid of pids) assert.equal(identify(pid), null, 'a process is left');
  });
});

describe('what keeps a start from happening is one plain sentence', () => {
  const refused = async (
    env: Record<string, string>,
    sentence: RegExp,
    dataDir = tempDir('refused'),
  ): Promise<void> => {
    const system = await startGuanlan(env, { dataDir, waited: false });
    const code = await system.process.ended;
    const words = system.process.output();
    assert.equal(code, 1, words);
    assert.match(words, sentence);
    assert.doesNotMatch(words, /\n\s+at /, 'no stack');
    for (const child of CHILDREN) assert.equal(system.pid(child), null);
  };

  test('a port that is taken, with the setting that changes it', async () => {
    const port = await freePort();
    const holder = await new Promise<Server>((done) => {
      const server = createServer().listen(port, '127.0.0.1', () => done(server));
    });
    await refused(
      { GUANLAN_HJ212_PORT: String(port) },
      new RegExp(`端口已被占用：127.0.0.1:${port} \\(GUANLAN_HJ212_PORT\\).*GL_PORT_TAKEN`, 's'),
    );
    holder.close();
  });

  test('a setting that is wrong', () => refused({ GUANLAN_TICK_MS: 'soon' }, /配置有误：GUANLAN_TICK_MS.*GL_CONFIG/s));

  test('a disk that is full', () =>
    refused({ GUANLAN_DISK_FLOOR_MIB: '1048576' }, /磁盘空间不足.*MiB free.*GL_DISK_FULL/s));

  test('a data directory that is a file', async () => {
    const path = join(tempDir('refused'), 'file');
    writeFileSync(path, '');
    await refused({ GUANLAN_DATA_DIR: path }, /GL_CONFIG/, path.replace(/file$/, 'other'));
  });

  test('a data directory whose engine another process holds', async () => {
    const dataDir = tempDir('refused');
    mkdirSync(join(dataDir, 'store', 'engine'), { recursive: true });
    const script =
      `const { Session } = require('chdb'); new ` +
      `Session(${JSON.stringify(join(dataDir, 'store', 'engine'))}); console.log('held'); setInterval(() ` +
      '=> {}, 1000);';
    const holder = run(process.execPath, ['-e', script]);
    await until('the engine is held', () => holder.output().includes('held'));
    await refused({}, /数据目录正被另一个进程使用.*GL_DATA_LOCKED/s, dataDir);
    await holder.end('SIGKILL');
  });
});
