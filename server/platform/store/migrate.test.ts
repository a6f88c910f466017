import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { startStore, tempDir, type TestStore } from '../../../test/harness/mod.ts';
import { isMigrated, migrate } from './migrate.ts';
import { openStore } from './open.ts';
import { RAW_CHECKSUMS } from './raw-checksums.ts';
import { renderDdl } from './shape.ts';
import { codeOnly, splitStatements } from './statement.ts';

let server: TestStore;
before(async () => {
  server = await startStore();
});
after(() => server.stop());

test('the schema is applied whole, and a second time changes nothing', async () => {
  assert.equal(await isMigrated(server.store), true);
  assert.deepEqual(await migrate(server.options), []);
  const [names] = await server.store.columns('write', 'SELECT name FROM migrations FINAL ORDER BY name');
  assert.deepEqual(
    names,
    readdirSync(new URL('../../../sql/schema/', import.meta.url))
      .filter((name) => name.endsWith('.sql'))
      .sort(),
  );
});

test('two roles that migrate at once meet in one schema', async () => {
  const options = { ...server.options, database: 'twice' };
  await Promise.all([migrate(options), migrate(options)]);
  const store = await openStore(options);
  assert.equal(await isMigrated(store), true);
  await store.close();
});

test('each file once, in order; a changed one is refused by name', async () => {
  const directory = tempDir('schema');
  const options = { ...server.options, database: 'small' };
  const here = { directory: pathToFileURL(`${directory}/`) };
  writeFileSync(
    join(directory, '001_first.sql'),
    `CREATE TABLE IF NOT EXISTS a (s String DEFAULT 'x;y') ENGINE = MergeTree ORDER BY s; -- ; done`,
  );
  writeFileSync(
    join(directory, '002_second.sql'),
    "CREATE TABLE IF NOT EXISTS b AS a; INSERT INTO b VALUES ('one;two'),\n\n('three')",
  );
  assert.deepEqual(await migrate(options, here), ['001_first.sql', '002_second.sql']);
  assert.deepEqual(await migrate(options, here), []);
  const store = await openStore(options);
  assert.deepEqual(await store.columns('write', 'SELECT s FROM b ORDER BY s'), [['one;two', 'three']]);
  await store.close();
  writeFileSync(join(directory, '001_first.sql'), 'SELECT 1');
  await assert.rejects(migrate(options, here), /GL_MIGRATION_CHANGED.*001_first\.sql/);
});

test('a mended comment and other line breaks are no change; another statement, name or text is', async () => {
  const directory = tempDir('schema-mended');
  const options = { ...server.options, database: 'mended' };
  const here = { directory: pathToFileURL(`${directory}/`) };
  const write = (text: string): void => writeFileSync(join(directory, '001_first.sql'), text);
  write("-- A tpyo.\nCREATE TABLE IF NOT EXISTS a (s String DEFAULT 'x  y') ENGINE = MergeTree ORDER BY s;");
  assert.deepEqual(await migrate(options, here), ['001_first.sql']);
  write(
    "-- A typo.\r\nCREATE TABLE IF NOT EXISTS a (\r\n  s String DEFAULT 'x  y' -- why\r\n) " +
      'ENGINE = MergeTree\r\nORDER BY s',
  );
  assert.deepEqual(await migrate(options, here), []);
  for (const changed of [
    "CREATE TABLE IF NOT EXISTS a (s String DEFAULT 'x y') ENGINE = MergeTree ORDER BY s;",
    "CREATE TABLE IF NOT EXISTS a (s String DEFAULT 'x  y', t UInt8) ENGINE = MergeTree ORDER BY s;",
    "CREATE TABLE IF NOT EXISTS b (s String DEFAULT 'x  y') ENGINE = MergeTree ORDER BY s;",
    "CREATE TABLE IF NOT EXISTS a (s String DEFAULT 'x  y') ENGINE = MergeTree ORDER BY s; SELECT 1",
    "CREATE TABLE IF NOT EXISTS as (String DEFAULT 'x  y') ENGINE = MergeTree ORDER BY s;",
  ]) {
    write(changed);
    await assert.rejects(migrate(options, here), /GL_MIGRATION_CHANGED.*001_first\.sql/, changed);
  }
});

test('an older installation with raw checksums starts; one with other statements does not', async () => {
  const options = { ...server.options, database: 'older' };
  await migrate(options);
  const store = await openStore(options);
  await store.command('write', 'TRUNCATE TABLE migrations');
  const rows = Object.entries(RAW_CHECKSUMS);
  assert.ok(rows.length >= 31);
  await store.insert('migrations', ['name', 'checksum'], rows);
  const newer = readdirSync(new URL('../../../sql/schema/', import.meta.url)).filter(
    (name) => !(name in RAW_CHECKSUMS),
  );
  assert.deepEqual(await migrate(options), newer.sort());
  assert.deepEqual(await migrate(options), []);
  await store.command('write', 'TRUNCATE TABLE migrations');
  const [[first] = ['']] = rows;
  await store.insert('migrations', ['name', 'checksum'], [[first, 'a'.repeat(64)], ...rows.slice(1)]);
  await assert.rejects(migrate(options), new RegExp(`GL_MIGRATION_CHANGED.*${first}`));
  await store.close();
});

const shape = { kind: 'replicated', cluster: 'city' } as const;
const path = "'/clickhouse/tables/{uuid}/{shard}', '{replica}'";
const cases: readonly [string, string, string][] = [
  [
    'a plain engine',
    'CREATE TABLE IF NOT EXISTS t (a UInt8) ENGINE = MergeTree ORDER BY a',
    `CREATE TABLE IF NOT EXISTS t ON CLUSTER city (a UInt8) ENGINE = ReplicatedMergeTree(${path}) ORDER BY a`,
  ],
  [
    'an engine with columns',
    'CREATE TABLE t (a UInt8) ENGINE = ReplacingMergeTree(version) ORDER BY a',
    `CREATE TABLE t ON CLUSTER city (a UInt8) ENGINE = ReplicatedReplacingMergeTree(${path}, version) ORDER BY a`,
  ],
  [
    'an engine with an empty list',
    'CREATE TABLE t (a UInt8) ENGINE = AggregatingMergeTree() ORDER BY a',
    `CREATE TABLE t ON CLUSTER city (a UInt8) ENGINE = ReplicatedAggregatingMergeTree(${path}) ORDER BY a`,
  ],
  ['a view', 'CREATE VIEW IF NOT EXISTS v AS SELECT 1', 'CREATE VIEW IF NOT EXISTS v ON CLUSTER city AS SELECT 1'],
  [
    "an engine's name in a comment",
    "CREATE TABLE t (a UInt8 COMMENT 'ENGINE = MergeTree') ENGINE = Memory",
    "CREATE TABLE t ON CLUSTER city (a UInt8 COMMENT 'ENGINE = MergeTree') ENGINE = Memory",
  ],
  ['an alteration', 'ALTER TABLE t ADD COLUMN b UInt8', 'ALTER TABLE t ON CLUSTER city ADD COLUMN b UInt8'],
  ['rows', 'INSERT INTO t VALUES (1)', 'INSERT INTO t VALUES (1)'],
];
for (const [name, plain, replicated] of cases) {
  test(`replicated shape: ${name}`, () => {
    assert.equal(renderDdl(plain, shape), replicated);
    assert.equal(renderDdl(plain, { kind: 'single' }), plain);
  });
}

test('replicated shape: every MergeTree of the schema becomes a replicated one on the cluster', () => {
  const folder = new URL('../../../sql/schema/', import.meta.url);
  let tables = 0;
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.sql'))) {
    for (const statement of splitStatements(readFileSync(new URL(file, folder), 'utf8'))) {
      if (!/ENGINE\s*=\s*\w*MergeTree/i.test(codeOnly(statement))) continue;
      const rendered = codeOnly(renderDdl(statement, shape));
      assert.match(rendered, /ON CLUSTER city/, file);
      assert.doesNotMatch(rendered, /ENGINE\s*=\s*(?!Replicated)\w*MergeTree/i, file);
      tables += 1;
    }
  }
  assert.ok(tables > 5);
});
