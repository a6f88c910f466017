import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { until } from '../../test/harness/mod.ts';
import { adminToken } from '../access/mod.ts';
import { keepCommandLog } from '../commands/mod.ts';
import { openApiBench, type ApiBench } from '../../test/fixtures/api-bench.ts';

let bench: ApiBench;
let mn: string;
let tokens: Readonly<Record<'admin' | 'operator' | 'viewer', string>>;
before(async () => {
  bench = await openApiBench();
  mn = [...bench.registry.devices().keys()][0]!;
  const { tokens: issued } = bench.guarded.access;
  tokens = {
    admin: adminToken(bench.config).token,
    operator: issued.issue('operator', 'li', Date.now()).token,
    viewer: issued.issue('viewer', 'wall', Date.now()).token,
  };
});
after(async () => {
  await bench.close();
});

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- answers of any shape, read by the assertions
type Json = any;
const ask = async (
  who: keyof typeof tokens | null,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; body: Json; text: string; headers: Headers }> => {
  const answer = await fetch(bench.guarded.url + path, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    headers: {
      ...(who ? { authorization: `Bearer ${tokens[who]}` } : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
  });
  const text = await answer.text();
  return { status: answer.status, text, body: JSON.parse(text), headers: answer.headers };
};

test('keys: an administrator registers and ends them; nobody sees more than the fingerprint', async () => {
  const hex = '000102030405060708090a0b0c0d0e0f';
  for (const who of ['viewer', 'operator'] as const)
    assert.equal((await ask(who, 'POST', `/api/devices/${mn}/keys`, { hex })).status, 403);
  assert.equal((await ask(null, 'GET', `/api/devices/${mn}/keys`)).status, 401);
  assert.equal((await ask('admin', 'POST', `/api/devices/${mn}/keys/rotation`)).body.code, 'GL_NO_KEY');
  for (const body of [{}, { hex, text: '0123456789abcdef' }, { hex: 'zz' }, { text: 'short' }, { hex, more: 1 }])
    assert.equal(
      (await ask('admin', 'POST', `/api/devices/${mn}/keys`, body)).body.code,
      'GL_BAD_REQUEST',
      JSON.stringify(body),
    );
  const made = await ask('admin', 'POST', `/api/devices/${mn}/keys`, { hex });
  assert.equal(made.status, 201);
  assert.equal(made.body.by, 'admin');
  assert.equal((await ask('admin', 'POST', `/api/devices/${mn}/keys`, { hex })).body.code, 'GL_CONFLICT');
  const next = await ask('admin', 'POST', `/api/devices/${mn}/keys`, { text: 'fedcba9876543210', overlapHours: 1 });
  const listed = await ask('operator', 'GET', `/api/devices/${mn}/keys`);
  assert.deepEqual(
    listed.body.items.map((key: Json) => [key.fingerprint, key.until === null]),
    [
      [next.body.fingerprint, true],
      [made.body.fingerprint, false],
    ],
  );
  assert.ok(!listed.text.includes(hex) && !made.text.includes(hex) && !next.text.includes('fedcba'));
  const ended = await ask('admin', 'DELETE', `/api/devices/${mn}/keys/${made.body.fingerprint}`);
  assert.equal(ended.body.state, 'ended');
  assert.equal((await ask('admin', 'DELETE', `/api/devices/${mn}/keys/0000000000000000`)).status, 404);
});

test('rotation makes a command whose answer names the new key by its fingerprint', async () => {
  const rotation = await ask('admin', 'POST', `/api/devices/${mn}/keys/rotation`);
  assert.equal(rotation.status, 202);
  assert.equal(rotation.body.cn, '1014');
  const { items } = (await ask('operator', 'GET', `/api/devices/${mn}/keys`)).body;
  const pending = items.find((key: Json) => key.state === 'pending');
  assert.deepEqual(rotation.body.order, { fingerprint: pending.fingerprint });
  assert.equal(
    (await ask('admin', 'POST', `/api/devices/${mn}/keys/${pending.fingerprint}/confirmation`)).body.state,
    'active',
  );
});

test('commands: an operator asks, everybody inside follows, bounds are said, the audit log keeps them', async () => {
  const path = `/api/devices/${mn}/commands`;
  assert.equal((await ask('viewer', 'POST', path, { kind: 'time' })).status, 403);
  assert.equal(
    (await ask('operator', 'POST', '/api/devices/NOBODY/commands', { kind: 'time' })).body.code,
    'GL_NOT_FOUND',
  );
  for (const body of [
    {},
    { kind: 'key' },
    { kind: 'reboot' },
    { kind: 'realtime_interval' },
    { kind: 'realtime_interval', seconds: 29 },
    { kind: 'minute_interval', minutes: 7 },
    { kind: 'time', seconds: 30 },
    { kind: 'call_hours', from: '2026-11-22T00:00:00Z' },
    { kind: 'call_hours', from: '2026-11-22T00:00:00', to: '2026-11-23T00:00:00' },
    { kind: 'call_hours', from: '2026-01-01T00:00:00Z', to: '2026-11-01T00:00:00Z' },
  ]) {
    const { status, body: answer } = await ask('operator', 'POST', path, body);
    assert.deepEqual([status, answer.code], [400, 'GL_BAD_REQUEST'], JSON.stringify(body));
  }
  const asked = await ask('operator', 'POST', path, {
    kind: 'call_hours',
    from: '2026-11-01T08:00:00+08:00',
    to: '2026-11-02T08:00:00+08:00',
    line: 'wired',
    waitSeconds: 5,
  });
  assert.equal(asked.status, 202, asked.text);
  assert.deepEqual(
    [asked.body.state, asked.body.by, asked.body.order],
    ['asked', 'li', { from: '2026-11-01T00:00:00.000Z', to: '2026-11-02T00:00:00.000Z' }],
  );
  assert.equal(asked.headers.get('location'), `${path}/${asked.body.id}`);
  const [head] = [...bench.commands.heads()].filter((command) => command.device === mn);
  for (const each of [...bench.commands.list(mn)].reverse())
    await bench.commands.append(bench.commands.get(each.id)!, { step: 'offline', by: 'test', lost: false });
  assert.ok(head);
  const state = await ask('viewer', 'GET', `${path}/${asked.body.id}`);
  assert.equal(state.body.state, 'offline');
  assert.deepEqual(
    state.body.events.map((event: Json) => [event.step, event.meaning?.zh ?? null]),
    [
      ['asked', null],
      ['offline', '设备未连接'],
    ],
  );
  assert.equal((await ask('viewer', 'GET', path)).body.items[0].id, asked.body.id);
  const rows = keepCommandLog(bench.context.store, bench.commands, bench.context.log);
  await rows.close();
  const logged = (await ask('viewer', 'GET', `${path}?before=2099-01-01T00:00:00Z`)).body.items;
  assert.deepEqual(
    logged.find((each: Json) => each.id === asked.body.id),
    state.body,
    'the same from the log',
  );
  assert.equal((await ask('viewer', 'GET', `${path}/none-such-command`)).status, 404);
});

test('tolerance is set by an operator and seen in the list', async () => {
  assert.equal((await ask('viewer', 'PATCH', `/api/devices/${mn}`, { tolerance: 1 })).status, 403);
  assert.equal((await ask('operator', 'PATCH', `/api/devices/${mn}`, { tolerance: 4 })).status, 400);
  assert.equal((await ask('operator', 'PATCH', '/api/devices/NOBODY', { tolerance: 1 })).status, 404);
  assert.deepEqual((await ask('operator', 'PATCH', `/api/devices/${mn}`, { tolerance: 1 })).body, {
    device: mn,
    tolerance: 1,
  });
  const { items } = (await ask('viewer', 'GET', '/api/devices?limit=500')).body;
  assert.equal(items.find((each: Json) => each.device === mn).tolerance, 1);
  await until('the other roles know', () => bench.registry.byDevice(mn)?.tolerance === 1);
});

test('records, resends and devices with closed frames are listed', async () => {
  const { store } = bench.context;
  const station = bench.registry.byDevice(mn)!.station;
  await store.insert(
    'device_records',
    ['device', 'cn', 'time', 'code', 'suffix', 'text', 'flag', 'station', 'received', 'ordinal'],
    [
      [
        mn,
        '3020',
        Math.floor(Date.now() / 1000),
        'i11001',
        'info',
        '//清洗//',
        '',
        station,
        '2026-11-22 00:00:00.000',
        7,
      ],
    ],
  );
  assert.equal((await ask('viewer', 'GET', `/api/devices/${mn}/records?cn=3020`)).body.items[0].text, '//清洗//');
  assert.equal((await ask('viewer', 'GET', `/api/devices/${mn}/records?cn=2021`)).body.items.length, 0);
  const columns = ['station', 'factor', 'statistic', 'time', 'value', 'flag', 'first', 'last', 'received'];
  const at = '2026-11-22 01:00:00';
  const value = (said: string, ordinal: number, factor = 1): unknown[] => [
    station,
    factor,
    20,
    at,
    said,
    78,
    ordinal,
    ordinal,
    '2026-11-22 02:00:00.000',
  ];
  await store.insert('readings', columns, [value('35', 10), value('36', 20), value('50', 10, 2), value('50', 20, 2)]);
  await store.insert(
    'resends',
    ['device', 'ordinal', 'station', 'received', 'qn', 'cn', 'first_time', 'last_time', 'readings'],
    [[mn, 20, station, '2026-11-22 02:00:00.000', '1', '2061', at, at, 2]],
  );
  const { items } = (await ask('viewer', 'GET', `/api/devices/${mn}/resends`)).body;
  assert.deepEqual(
    items.map((item: Json) => [item.frame, item.readings, item.differing]),
    [[20, 2, 1]],
    'one of two values is another one than before',
  );
  await store.insert(
    'sealed_frames',
    ['device', 'ordinal', 'received', 'opened'],
    [
      [mn, 1, '2026-11-22 00:00:00.000', 0],
      [mn, 2, '2026-11-22 01:00:00.000', 0],
      [mn, 2, '2026-11-22 01:00:00.000', 1],
    ],
  );
  const closed = (await ask('viewer', 'GET', '/api/devices?state=undecipherable')).body;
  assert.deepEqual([closed.total, closed.items[0].device, closed.items[0].frames], [1, mn, 1]);
});

test('the reference names the new routes and what they take', async () => {
  const document = bench.api.openapi() as Json;
  for (const [path, method] of [
    ['/api/devices/{device}/commands', 'post'],
    ['/api/devices/{device}/commands/{command}', 'get'],
    ['/api/devices/{device}/keys', 'post'],
    ['/api/devices/{device}/keys/rotation', 'post'],
    ['/api/devices/{device}', 'patch'],
    ['/api/devices/{device}/records', 'get'],
    ['/api/devices/{device}/resends', 'get'],
  ] as const) {
    assert.ok(document.paths[path]?.[method]?.summary, `${method} ${path}`);
  }
  assert.equal(document.paths['/api/devices/{device}/keys'].post['x-access'], 'admin');
});
