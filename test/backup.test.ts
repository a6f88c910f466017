import assert from 'node:assert/strict';
import { readFileSync, writeFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { connect, type Broker } from '../server/platform/nats.ts';
import { openStore, type Store } from '../server/platform/store/mod.ts';
import { run, startGuanlan, tempDir, until, type TestGuanlan } from './harness/mod.ts';

const program = (name: string): string =>
  fileURLToPath(new URL(`../server/backup/${name}-command.ts`, import.meta.url));
const none = { natsUrl: null, natsToken: null, natsUser: null, natsPassword: null };
const HOURS = 'SELECT * FROM hours ORDER BY ALL';

let first: TestGuanlan;
let second: TestGuanlan | null = null;
before(async () => {
  first = await startGuanlan();
});
after(async () => {
  await first.stop();
  await second?.stop();
});

async function within<T>(system: TestGuanlan, work: (store: Store, broker: Broker) => Promise<T>): Promise<T> {
  const store = await openStore(system.store());
  const broker = await connect(none, 'test', system.nats());
  try {
    return await work(store, broker);
  } finally {
    await broker.nats.close();
    await store.close();
  }
}

/** What has to be equal: tables to the row, streams to the sequence and the creation. */
const portrait = (system: TestGuanlan) =>
  within(system, async (store, { manager }) => {
    const streams: Record<string, unknown> = {};
    for (const name of ['ALARMS', 'FRAMES']) {
      const { created, state } = await manager.streams.info(name);
      const messages = [];
      for (let seq = state.first_seq; seq <= state.last_seq; seq += 1) {
        const message = await manager.streams.getMessage(name, { seq });
        if (message) messages.push([message.seq, message.subject, message.string(), message.header.get('Gl-Remote')]);
      }
      streams[name] = { created, messages };
    }
    const [position] = await store.rows(
      'write',
      'SELECT generation, max(sequence) AS sequence FROM ingest_position GROUP BY generation',
    );
    return {
      hours: await store.columns('history', HOURS),
      rejects: await store.columns('history', 'SELECT count() FROM migrations FINAL'),
      streams,
      position,
    };
  });

test('a living system, copied and put into an empty directory, goes on where it stood', async () => {
  await within(first, async (store, { jetstream, manager }) => {
    const described = await store.rows<{ name: string; type: string }>(
      'history',
      "SELECT name, type FROM system.columns WHERE database = 'guanlan' AND table = 'hours' AND " +
        "default_kind IN ('', 'DEFAULT')",
    );
    assert.ok(described.length > 5);
    await store.command(
      'write',
      `INSERT INTO hours SELECT * REPLACE (toDateTime('2026-11-01 00:00:00', 'UTC') + 3600 * (rand() % 480) AS
          hour) FROM
          generateRandom('${described.map(({ name, type }) => `${name} ${type.replaceAll("'", "\\'")}`).join(', ')}',
          7) LIMIT 500`,
    );
    for (let i = 0; i < 50; i += 1) await jetstream.publish(`alarms.${i % 7}`, `event ${i}`);
    // A hole in the sequence has to stay one: expected sequences count on it.
    await manager.streams.deleteMessage('ALARMS', 20);
    for (let i = 0; i < 300; i += 1) await jetstream.publish('frames.hj212.0.GARBAGE', `no frame ${i}\n\n`);
    await until('ingest has taken the frames', async () => {
      const [row] = await store.rows<{ s: string }>(
        'write',
        'SELECT toString(max(sequence)) AS s FROM ingest_position',
      );
      return row?.s === '300';
    });
  });
  mkdirSync(join(first.dataDir, 'secrets'), { recursive: true });
  writeFileSync(join(first.dataDir, 'secrets', 'probe'), 'kept');
  const copy = join(tempDir('backup'), 'copy');
  const made = run(process.execPath, [program('backup'), copy], { GUANLAN_DATA_DIR: first.dataDir });
  assert.equal(await made.ended, 0, made.output());
  const before = await portrait(first);

  const dataDir = join(tempDir('restored'), 'data');
  const put = run(process.execPath, [program('restore'), copy], { GUANLAN_DATA_DIR: dataDir });
  assert.equal(await put.ended, 0, put.output());
  second = await startGuanlan({}, { dataDir });
  assert.deepEqual(await portrait(second), before);
  assert.equal(readFileSync(join(dataDir, 'secrets', 'probe'), 'utf8'), 'kept');

  // Ingest reads what comes now, from its position.
  await within(second, async (store, { jetstream }) => {
    assert.equal((await jetstream.publish('frames.hj212.0.GARBAGE', 'after')).seq, 301);
    await until(
      'ingest goes on',
      async () =>
        (await store.rows<{ s: string }>('write', 'SELECT toString(max(sequence)) AS s FROM ingest_position'))[0]?.s ===
        '301',
    );
  });
});

test('neither goes over something that is there', async () => {
  const again = run(process.execPath, [program('backup'), first.dataDir], { GUANLAN_DATA_DIR: first.dataDir });
  assert.equal(await again.ended, 1);
  assert.match(again.output(), /GL_NOT_EMPTY/);
  const over = run(process.execPath, [program('restore'), tempDir('none')], { GUANLAN_DATA_DIR: first.dataDir });
  assert.equal(await over.ended, 1);
  assert.match(over.output(), /GL_STILL_RUNNING/);
});
