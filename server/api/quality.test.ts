import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { adminToken } from '../access/mod.ts';
import { openApiBench, type ApiBench } from '../../test/fixtures/api-bench.ts';
import { requestsTo, type Json } from '../../test/fixtures/api-requests.ts';

let bench: ApiBench;
before(async () => {
  bench = await openApiBench();
});
after(async () => {
  await bench.close();
});

const { get, post } = requestsTo(() => bench.url);
const instant = (offsetHours: number): string =>
  new Date(Math.floor(Date.now() / 3_600_000) * 3_600_000 + offsetHours * 3_600_000).toISOString();

test('a mark is entered, revised, withdrawn; versions keep who, when, why; a late editor is refused', async () => {
  const entered = await post('/api/marks', {
    station: 1,
    code: 'maintenance',
    begin: instant(-5),
    end: instant(-3),
    reason: '更换采样泵',
  });
  assert.equal(entered.status, 201, JSON.stringify(entered.body));
  const { id } = entered.body;
  assert.deepEqual(
    [entered.body.version, entered.body.inForce, entered.body.kind, entered.body.excludes, entered.body.who],
    [1, true, 'anomaly', true, 'local'],
  );
  const revised = await post(`/api/marks/${id}/versions`, { version: 1, end: instant(-2), reason: '延长一小时' });
  assert.deepEqual(
    [revised.status, revised.body.version, revised.body.end, revised.body.begin],
    [200, 2, instant(-2), instant(-5)],
  );
  const late = await post(`/api/marks/${id}/versions`, { version: 1, withdraw: true, reason: 'x' });
  assert.deepEqual([late.status, late.body.code], [409, 'GL_MARK_MOVED']);
  const withdrawn = await post(`/api/marks/${id}/versions`, { version: 2, withdraw: true, reason: '误登' });
  assert.deepEqual([withdrawn.status, withdrawn.body.inForce], [200, false]);
  assert.equal(
    (await post(`/api/marks/${id}/versions`, { version: 3, withdraw: true, reason: 'again' })).body.code,
    'GL_MARK_MOVED',
  );
  assert.deepEqual(
    (await get(`/api/marks/${id}`)).body.versions.map((v: Json) => [v.version, v.inForce, v.reason]),
    [
      [1, true, '更换采样泵'],
      [2, true, '延长一小时'],
      [3, false, '误登'],
    ],
  );
  assert.equal((await get('/api/marks')).body.total, 0);
  assert.deepEqual(
    (await get('/api/marks?withdrawn=true')).body.items.map((m: Json) => [m.id, m.version]),
    [[id, 3]],
  );
});

test('two revisions at the same instant: one wins', async () => {
  const { body } = await post('/api/marks', {
    station: 1,
    factor: 'a34004',
    code: 'calibration',
    begin: instant(-2),
    reason: '校准',
  });
  assert.deepEqual([body.factor, body.end], ['a34004', null]);
  const both = await Promise.all(
    ['a', 'b'].map((reason) => post(`/api/marks/${body.id}/versions`, { version: 1, end: instant(-1), reason })),
  );
  assert.deepEqual(both.map(({ status }) => status).sort(), [200, 409]);
  assert.equal((await get(`/api/marks/${body.id}`)).body.versions.length, 2);
});

test('a mark that cannot be is refused with a code, and a viewer may not enter one', async () => {
  const good = { station: 1, code: 'stopped', begin: instant(-2), end: instant(-1), reason: 'r' };
  for (const [change, code] of [
    [{ station: 77 }, 'GL_NOT_FOUND'],
    [{ code: 'asleep' }, 'GL_BAD_REQUEST'],
    [{ reason: '' }, 'GL_BAD_REQUEST'],
    [{ end: instant(-3) }, 'GL_BAD_REQUEST'],
    [{ factor: 'zz' }, 'GL_BAD_REQUEST'],
    [{ begin: instant(-24 * 2300), end: instant(-24 * 2299) }, 'GL_MARK_PERIOD'],
    [{ begin: instant(24 * 9), end: instant(24 * 10) }, 'GL_MARK_PERIOD'],
    [{ begin: '2026-02-31T99:00:00Z' }, 'GL_BAD_REQUEST'],
    [{ end: instant(24 * 500) }, 'GL_MARK_PERIOD'],
    [{ more: 1 }, 'GL_BAD_REQUEST'],
  ] as const)
    assert.equal((await post('/api/marks', { ...good, ...change })).body.code, code, JSON.stringify(change));
  assert.equal((await post('/api/marks', good, {}, bench.guarded.url)).body.code, 'GL_UNAUTHORIZED');
  const viewer = bench.guarded.access.tokens.issue('viewer', 'wall', Date.now()).token;
  assert.equal(
    (await post('/api/marks', good, { authorization: `Bearer ${viewer}` }, bench.guarded.url)).body.code,
    'GL_FORBIDDEN',
  );
  assert.equal(
    (await post('/api/marks', good, { authorization: `Bearer ${adminToken(bench.config).token}` }, bench.guarded.url))
      .status,
    201,
  );
  assert.equal((await get('/api/marks/00000000-0000-0000-0000-000000000000')).body.code, 'GL_NOT_FOUND');
});

test('findings come in pages with their evidence, counted by code; the hour in the series names them', async () => {
  const hour = Math.floor(Date.now() / 3_600_000) * 3600 - 7200;
  const columns = [
    'hour',
    'station',
    'factor',
    'code',
    'version',
    'state',
    'invalidates',
    'value',
    'reference',
    'count',
    'edition',
    'head',
    'computed',
  ];
  await bench.context.store.insert('quality_latest', columns, [
    [hour, 1, 1, 3, 1, 1, 1, 42_000_000, null, 4, 'PROP', 1, hour + 4000],
    [hour, 1, 1, 9, 1, 1, 0, 1_500_000_000, 1_200_000_000, 2, 'PROP', 1, hour + 4000],
    [hour, 1, 2, 4, 1, 1, 0, 300_000_000, 50_000_000, 20, 'PROP', 1, hour + 4000],
    [hour, 1, 2, 4, 2, 0, 0, null, null, 0, 'PROP', 2, hour + 5000],
  ]);
  const { body } = await get('/api/quality');
  assert.deepEqual(
    [body.total, body.byCode],
    [
      2,
      [
        { code: 'QC_STUCK', findings: 1, stations: 1 },
        { code: 'QC_LATE', findings: 1, stations: 1 },
      ],
    ],
  );
  assert.deepEqual(
    body.items.map((f: Json) => [f.code, f.factor, f.value, f.reference, f.count, f.invalidates]),
    [
      ['QC_STUCK', 'a34004', 42, null, 4, true],
      ['QC_LATE', 'a34004', 1500, 1200, 2, false],
    ],
  );
  assert.deepEqual(
    (await get('/api/quality?code=QC_LATE')).body.items.map((f: Json) => f.code),
    ['QC_LATE'],
  );
  assert.deepEqual((await get('/api/quality?invalidating=true')).body.total, 1);
  assert.deepEqual(
    (await get('/api/quality?own=true')).body.byCode.map((c: Json) => c.code),
    ['QC_STUCK'],
    'that it came late was not found in the data',
  );
  assert.deepEqual(
    (await get('/api/quality?limit=1&offset=1')).body.items.map((f: Json) => f.code),
    ['QC_LATE'],
  );
  assert.equal((await get(`/api/quality?from=${instant(-24 * 40)}`)).body.code, 'GL_BAD_REQUEST');
  assert.equal((await get('/api/quality?code=QC_LUCK')).body.code, 'GL_BAD_REQUEST');
  await bench.context.store.insert(
    'hours_now',
    [
      'hour',
      'station',
      'factor',
      'version',
      'value',
      'sum',
      'count',
      'expected',
      'valid',
      'over',
      'origin',
      'head',
      'reason',
      'computed',
      'enough',
      'codes',
    ],
    [[hour, 1, 1, 2, '42', '2520', 60, 60, 0, 0, 1, 1, 'quality', hour + 4000, 1, 8]],
  );
  const { points } = (
    await get(`/api/stations/1/series?factor=a34004&from=${new Date(hour * 1000).toISOString()}&step=hour`)
  ).body;
  assert.deepEqual(
    [points[0].valid, points[0].enough, points[0].codes, points[0].end],
    [false, true, ['QC_STUCK', 'QC_LATE'], new Date((hour + 3600) * 1000).toISOString()],
  );
});

test('every version of an hour and of a day: what was shown, when, and why it changed', async () => {
  const hour = Date.UTC(2026, 10, 1, 15) / 1000;
  const columns = [
    'hour',
    'station',
    'factor',
    'version',
    'value',
    'sum',
    'count',
    'expected',
    'valid',
    'over',
    'origin',
    'head',
    'reason',
    'computed',
    'enough',
    'codes',
  ];
  await bench.context.store.insert('hours', columns, [
    [hour, 1, 1, 1, '20', '900', 45, 60, 1, 0, 1, 1, 'closed', hour + 3660, 1, 0],
    [hour, 1, 1, 2, '21', '1260', 60, 60, 1, 0, 1, 2, 'late', hour + 9000, 1, 0],
    [hour, 1, 1, 3, '21', '1260', 60, 60, 0, 0, 1, 3, 'quality', hour + 9999, 1, 8],
  ]);
  await bench.context.store.insert(
    'days',
    columns.slice(0, 14).map((name) => (name === 'hour' ? 'day' : name)),
    [['2026-11-01', 1, 1, 1, '30', '600', 20, 24, 1, 0, 1, 1, 'closed', '2026-11-02 00:11:00.000']],
  );
  const { body } = await get('/api/stations/1/versions?factor=a34004&hour=2026-11-01T23:30:00%2B08:00');
  assert.deepEqual([body.start, body.end], ['2026-11-01T15:00:00.000Z', '2026-11-01T16:00:00.000Z']);
  assert.deepEqual(
    body.versions.map((v: Json) => [v.version, v.value, v.count, v.valid, v.reason, v.codes]),
    [
      [1, 20, 45, true, 'closed', []],
      [2, 21, 60, true, 'late', []],
      [3, 21, 60, false, 'quality', ['QC_STUCK']],
    ],
  );
  const day = await get('/api/stations/1/versions?factor=a34004&day=2026-11-01');
  assert.deepEqual(
    [day.body.start, day.body.end, day.body.versions.length],
    ['2026-10-31T16:00:00.000Z', '2026-11-01T16:00:00.000Z', 1],
  );
  for (const wrong of ['', '&hour=2026-11-01T23:00:00Z&day=2026-11-01', '&day=2026-02-31', '&day=yesterday'])
    assert.equal((await get(`/api/stations/1/versions?factor=a34004${wrong}`)).body.code, 'GL_BAD_REQUEST', wrong);
});
