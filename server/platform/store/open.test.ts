import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { ClickHouseError } from '@clickhouse/client';
import { GuanlanError } from '../../../streams/contracts/errors.ts';
import { startStore, type TestStore } from '../../../test/harness/mod.ts';

let server: TestStore;
before(async () => {
  server = await startStore();
  await server.store.command(
    'write',
    `CREATE TABLE points (id UInt32, name String, value Decimal(18, 6), at DateTime('UTC') DEFAULT 0)
    ENGINE = MergeTree ORDER BY id`,
  );
});
after(() => server.stop());

const count = async (where = '1'): Promise<number> =>
  Number((await server.store.rows<{ n: string }>('history', `SELECT count() AS n FROM points WHERE ${where}`))[0]?.n);

test('parameters are typed constants, whatever is in them', async () => {
  const nasty = '观澜 \\\' " ` \n\n DROP TABLE points; -- {x:String} \t \\N';
  const [row] = await server.store.rows<Record<string, unknown>>(
    'window',
    `SELECT {text:String} AS text, {many:Array(UInt32)} AS many, {names:Array(String)} AS names,
      {none:Nullable(String)} AS none,
      {at:DateTime('UTC')} AS at, {d:Decimal(18, 6)} AS d, '{text:String}' AS literal
      /* {missing:String} */ -- {other:String}`,
    { text: nasty, many: [1, 2], names: [nasty], none: null, at: new Date('2026-02-28T16:00:00Z'), d: '12.345678' },
  );
  assert.deepEqual(row, {
    text: nasty,
    many: [1, 2],
    names: [nasty],
    none: null,
    at: '2026-02-28 16:00:00',
    d: '12.345678',
    literal: '{text:String}',
  });
});

test('property: any text comes back as it was bound', async () => {
  const cases = fc.sample(
    fc.string({ unit: 'binary', maxLength: 40 }).filter((s) => s.isWellFormed()),
    40,
  );
  const rows = await Promise.all(
    cases.map((text) => server.store.rows<{ t: string }>('window', 'SELECT {t:String} AS t', { t: text })),
  );
  assert.deepEqual(
    rows.map((r) => r[0]?.t),
    cases,
  );
});

test("a missing parameter is the engine's own error 456", async () => {
  await assert.rejects(
    server.store.rows('window', 'SELECT {gone:UInt8}'),
    (error: unknown) => error instanceof ClickHouseError && error.code === '456',
  );
});

test('rows of text with blank lines go in whole and run nothing (engine trap 1)', async () => {
  await server.store.insert(
    'points',
    ['name', 'id', 'value'],
    [
      ['a\n\nDROP TABLE points\n', 1, '1.5'],
      ["b\r\n\r\n'", 2, '-0.000001'],
    ],
  );
  assert.deepEqual(
    await server.store.columns('history', 'SELECT id, name, value FROM points WHERE id < 10 ORDER BY id'),
    [
      [1, 2],
      ['a\n\nDROP TABLE points\n', "b\r\n\r\n'"],
      ['1.5', '-0.000001'],
    ],
  );
});

test('binary rows full of line feeds go in whole', async () => {
  const rows = 5_000;
  const body = Buffer.alloc(rows * 13);
  for (let i = 0; i < rows; i += 1) {
    body.writeUInt32LE(0x0a0a_0000 + i, i * 13);
    body.writeBigInt64LE(0x0a0a_0a0an, i * 13 + 4);
    body[i * 13 + 12] = 0;
  }
  await server.store.insertBinary('points', ['id', 'value', 'name'], body);
  assert.equal(await count('id >= 168427520'), rows);
});

test('a bad row refuses the whole batch and leaves nothing', async () => {
  const before = await count();
  const rows: unknown[][] = Array.from({ length: 1000 }, (_, i) => [50_000 + i, '1']);
  rows[700] = ['not a number', '1'];
  await assert.rejects(server.store.insert('points', ['id', 'value'], rows), ClickHouseError);
  assert.equal(await count(), before);
});

test('a setting in one statement does not stick to the next (engine trap 2)', async () => {
  const value = async (): Promise<unknown> =>
    (
      await server.store.rows<{ value: string }>(
        'window',
        `SELECT value FROM system.settings WHERE name = 'max_block_size'`,
      )
    )[0]?.value;
  const before = await value();
  await server.store.rows('window', 'SELECT 1 SETTINGS max_block_size = 77');
  await server.store.command('window', 'INSERT INTO points (id) SELECT 9 SETTINGS max_block_size = 77');
  assert.equal(await value(), before);
});

test('a heavy question in one lane leaves the others alone', async () => {
  const heavy = server.store.rows('history', 'SELECT sleepEachRow(0.5) FROM numbers(6) SETTINGS max_block_size = 1');
  let heavyEnded = false;
  void heavy.then(
    () => {
      heavyEnded = true;
    },
    () => {
      heavyEnded = true;
    },
  );
  await server.store.rows('window', 'SELECT {a:UInt8}', { a: 1 });
  await server.store.rows('write', 'SELECT {a:UInt8}', { a: 1 });
  assert.equal(heavyEnded, false, 'they did not wait for it');
  await heavy;
});

test('a question over its time is error 159, and the lane goes on', async () => {
  await assert.rejects(
    server.store.rows('history', 'SELECT sleep(3) SETTINGS max_execution_time = 1'),
    (error: unknown) => error instanceof ClickHouseError && error.code === '159',
  );
  assert.deepEqual(await server.store.rows('history', 'SELECT 1 AS a'), [{ a: 1 }]);
});

test('two statements in one text are refused', async () => {
  await assert.rejects(server.store.command('write', 'SELECT 1; DROP TABLE points'), ClickHouseError);
  assert.ok((await count()) > 0);
});

test('without the token nothing is answered', async () => {
  for (const headers of [{}, { 'X-ClickHouse-Key': 'wrong' }, { Authorization: 'Basic eDp5' }]) {
    const answer = await fetch(`${server.url}/?query=SELECT+1`, { headers });
    assert.equal(answer.status, 403);
    assert.equal(answer.headers.get('x-clickhouse-exception-code'), '516');
  }
});

test('a body over 64 MB is refused with a sentence', async () => {
  await assert.rejects(
    server.store.insertBinary('points', ['name'], new Uint8Array(65 * 1024 ** 2)),
    (error: unknown) =>
      error instanceof GuanlanError && (error.code === 'GL_TOO_LARGE' || error.code === 'GL_STORE_UNAVAILABLE'),
  );
  assert.ok(await server.store.ping());
});

test('killed, it says so; restarted, what was acknowledged is there', async () => {
  await server.store.insert('points', ['id'], [[777]]);
  await server.kill();
  await assert.rejects(
    server.store.rows('window', 'SELECT 1'),
    (error: unknown) => error instanceof GuanlanError && error.code === 'GL_STORE_UNAVAILABLE',
  );
  assert.equal(await server.store.ping(), false);
  await server.restart();
  assert.equal(await count('id = 777'), 1);
});

test('a second process on the same directory ends with one sentence', async () => {
  await assert.rejects(startStore({ dataDir: server.dataDir, migrated: false }), /GL_DATA_LOCKED/);
});
