import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { headers as natsHeaders } from '@nats-io/transport-node';
import { factorByCode } from '../../streams/contracts/factors.ts';
import { frameSubject, rejectSubject } from '../../streams/contracts/subjects.ts';
import { demoPartnerToken } from '../access/mod.ts';
import { openApiBench, type ApiBench } from '../../test/fixtures/api-bench.ts';
import { assertCoded, bearer, requestsTo, type Json } from '../../test/fixtures/api-requests.ts';

/** What is asked of the store and the streams: series, pushes and receipts, rejects, unknown devices, the audit. */
let bench: ApiBench;
before(async () => {
  bench = await openApiBench();
});
after(async () => {
  await bench.close();
});
const { get, post } = requestsTo(() => bench.url);

test('series come from the store: raw by the valid version, five minutes, hours, days', async () => {
  const hour = Date.UTC(2026, 10, 1, 0) / 1000;
  const row = (minute: number, value: string, flag: string, first: number): unknown[] => [
    1,
    1,
    1,
    hour + minute * 60,
    value,
    flag.charCodeAt(0),
    first,
    first,
    '2026-11-01 00:00:00.000',
  ];
  await bench.context.store.insert(
    'readings',
    ['station', 'factor', 'statistic', 'time', 'value', 'flag', 'first', 'last', 'received'],
    [row(0, '10', 'N', 1), row(1, '20', 'N', 2), row(1, '30', 'N', 5), row(2, '99', 'D', 3), row(6, '41.5', 'T', 4)],
  );
  await bench.context.store.insert(
    'readings',
    ['station', 'factor', 'statistic', 'time', 'value', 'flag', 'first', 'last', 'received'],
    [row(1, '20', 'N', 9)],
  );
  const base = '/api/stations/1/series?factor=a34004&from=2026-11-01T08:00:00%2B08:00&to=2026-11-01T09:00:00%2B08:00';
  const raw = (await get(`${base}&step=raw`)).body;
  assert.deepEqual(
    raw.points.map(({ time, value, flag }: Json) => [time.slice(14, 16), value, flag]),
    [
      ['00', 10, 'N'],
      ['01', 30, 'N'],
      ['02', 99, 'D'],
      ['06', 41.5, 'T'],
    ],
  );
  const five = (await get(`${base}&step=5m`)).body;
  assert.deepEqual(
    five.points.map(({ value, count, over }: Json) => [value, count, over]),
    [
      [20, 2, false],
      [41.5, 1, true],
    ],
  );
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
    ],
    [
      [hour, 1, 1, 1, '20', '900', 45, 60, 1, 0, 1, 1, 'closed', '2026-11-01 01:00:00.000'],
      [hour, 1, 1, 2, '20.25', '911.25', 45, 60, 1, 0, 1, 2, 'late', '2026-11-01 02:00:00.000'],
    ],
  );
  assert.deepEqual((await get(`${base}&step=hour`)).body.points, [
    {
      time: '2026-11-01T00:00:00.000Z',
      end: '2026-11-01T01:00:00.000Z',
      label: '2026-11-01 09:00',
      value: 20.25,
      count: 45,
      expected: 60,
      valid: true,
      enough: true,
      codes: [],
      over: false,
    },
  ]);
  await bench.context.store.insert(
    'days_now',
    [
      'day',
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
    ],
    [['2026-11-01', 1, 1, 1, null, '0', 0, 24, 0, 0, 1, 1, 'closed', '2026-11-02 01:00:00.000']],
  );
  const days = await get(
    '/api/stations/1/series?factor=a34004&from=2026-10-31T16:00:00Z&to=2026-11-01T16:00:00Z&step=day',
  );
  assert.deepEqual(days.body.points, [
    { time: '2026-11-01', end: '2026-11-02', value: null, count: 0, expected: 24, valid: false, over: false },
  ]);
});

test('five minutes of sound are averaged by energy, of wind by direction', async () => {
  const start = Date.UTC(2026, 10, 2, 0) / 1000;
  const row = (station: number, factor: number, minute: number, value: string): unknown[] => [
    station,
    factor,
    1,
    start + minute * 60,
    value,
    78,
    100 + minute,
    100 + minute,
    '2026-11-02 00:00:00.000',
  ];
  await bench.context.store.insert(
    'readings',
    ['station', 'factor', 'statistic', 'time', 'value', 'flag', 'first', 'last', 'received'],
    [
      row(400, factorByCode('LA')!.id, 0, '60'),
      row(400, factorByCode('LA')!.id, 1, '70'),
      row(1, factorByCode('a01008')!.id, 0, '350'),
      row(1, factorByCode('a01008')!.id, 1, '20'),
    ],
  );
  const of = async (station: number, factor: string) =>
    (
      await get(
        `/api/stations/${station}/series?factor=${factor}&from=2026-11-02T00:00:00Z&to=2026-11-02T00:05:00Z&step=5m`,
      )
    ).body.points;
  assert.deepEqual(
    (await of(400, 'LA')).map(({ value, count }: Json) => [value, count]),
    [[67.4, 2]],
  );
  assert.deepEqual(
    (await of(1, 'a01008')).map(({ value }: Json) => value),
    [5],
  );
});

test("a push needs a partner's token, answers 202 with a verdict per item after the broker's word", async () => {
  const item = { device: 'AIR0000000000001', factor: 'a34004', time: '2026-11-22T08:00:00+08:00', value: '35.5' };
  assertCoded(await post('/api/readings', [item]), 'GL_FORBIDDEN');
  const partner = bearer(demoPartnerToken(bench.config, Date.now()));
  const { status, body } = await post('/api/readings', [item, { ...item, factor: 'nope' }], partner);
  assert.equal(status, 202);
  assert.deepEqual([body.accepted, body.rejected, body.items[1].reason], [1, 1, 'unknown_factor']);
  const kept = await bench.context.manager.streams.getMessage('FRAMES', {
    last_by_subj: frameSubject('http', 'AIR0000000000001'),
  });
  assert.equal(kept?.header.get('Gl-Remote'), 'demo');
  assertCoded(await post('/api/readings', '', partner), 'GL_BAD_REQUEST');
  assertCoded(await post('/api/readings', `[${'0,'.repeat(5_000_000)}0]`, partner), 'GL_TOO_LARGE');
  assert.equal((await get(`/api/receipts/${body.receipt}`, partner)).body.state, 'waiting');
  await bench.context.store.insert(
    'receipt_items',
    ['receipt', 'ordinal', 'item', 'outcome', 'device', 'readings', 'detail', 'received'],
    [[body.receipt, 1, '', 'opened', 'AIR0000000000001', 1, '', '2026-11-22 00:00:00.000']],
  );
  const receipt = (await get(`/api/receipts/${body.receipt}`, partner)).body;
  assert.deepEqual([receipt.state, receipt.readings, receipt.items.length], ['opened', 1, 1]);
});

test('rejects: newest first, by reason, in pages; hostile bytes are shown, not sent', async () => {
  for (let i = 0; i < 5; i += 1) {
    const headers = natsHeaders();
    for (const [name, value] of [
      ['Gl-Received', '1795305600000'],
      ['Gl-Device', 'bad%20one'],
      ['Gl-Detail', 'at%20byte'],
      ['Gl-Offset', String(i)],
      ['Gl-Ordinal', String(100 + i)],
    ] as const)
      headers.set(name, value);
    await bench.context.jetstream.publish(
      rejectSubject('hj212', i % 2 ? 'crc' : 'length'),
      Buffer.from(`##00\u0000<b>PW=123456;${i}`),
      { headers },
    );
  }
  const { body } = await get('/api/rejects?limit=3');
  assert.equal(body.total, 5);
  assert.deepEqual(body.reasons, [
    { source: 'hj212', reason: 'length', count: 3 },
    { source: 'hj212', reason: 'crc', count: 2 },
  ]);
  assert.deepEqual(
    body.items.map((item: Json) => [item.sequence, item.offset, item.device, item.detail]),
    [
      [5, 4, 'bad one', 'at byte'],
      [4, 3, 'bad one', 'at byte'],
      [3, 2, 'bad one', 'at byte'],
    ],
  );
  assert.equal(body.items[0].preview, '##00\\x00<b>PW=***;4');
  assert.deepEqual(
    (await get('/api/rejects?before=3')).body.items.map((item: Json) => item.sequence),
    [2, 1],
  );
});

test('an unknown device is listed, registered, and its kept frames are asked to be opened', async () => {
  await bench.context.store.insert(
    'unregistered_frames',
    ['device', 'ordinal', 'received', 'st', 'remote'],
    [
      ['LATE0000000007', 1, '2026-11-22 00:00:00.000', '22', '10.0.0.1:999'],
      ['LATE0000000007', 2, '2026-11-22 00:01:00.000', '22', '10.0.0.1:999'],
    ],
  );
  const before = (await get('/api/devices?state=unregistered')).body;
  assert.deepEqual(
    before.items.map((item: Json) => [item.device, item.frames, item.st]),
    [['LATE0000000007', 2, '22']],
  );
  const answer = await post('/api/stations', {
    device: 'late0000000007',
    kind: 'national',
    names: { zh: '新站', en: 'New' },
    position: [115.4, 35.2],
    st: '22',
    factors: ['a34004'],
    period: 60,
    basis: 'rtd',
  });
  assert.equal(answer.status, 201);
  assert.equal(bench.registry.byDevice('LATE0000000007')?.station, answer.body.station);
  assert.equal((await get('/api/devices?state=unregistered')).body.total, 0);
  const command = await bench.context.manager.streams.getMessage('COMMANDS', { last_by_subj: 'commands.reopen' });
  assert.deepEqual(command?.json(), { device: 'LATE0000000007' });
  const spare = await post('/api/devices', { device: 'SPARE7', station: answer.body.station });
  assert.equal(spare.status, 201);
  assertCoded(await post('/api/devices', { device: 'SPARE7', station: 1 }), 'GL_CONFLICT');
  assert.equal((await get('/api/city')).body.stations.length, 7, "and the site's payload follows");
});

test('the audit reports its rounds, the last hour, and each finding with both values and what to do', async () => {
  assert.deepEqual((await get('/api/audit')).body, {
    last: null,
    checked: 0,
    checkedByKind: { hour: 0, day: 0, rolling: 0, cell: 0, ranking: 0, region: 0 },
    postponed: 0,
    standing: 0,
    rounds: [],
    findings: [],
  });
  const { store } = bench.context;
  const now = Date.now();
  await store.insert(
    'audit_rounds',
    [
      'at',
      'took',
      'hours',
      'days',
      'rolling',
      'cells',
      'rankings',
      'regions',
      'postponed',
      'suspects',
      'standing',
      'behind',
    ],
    [
      [now - 5000, 300, 100, 20, 30, 1000, 4, 6, 2, 1, 1, 0],
      [now - 7_200_000, 300, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9],
    ],
  );
  const columns = [
    'opened',
    'kind',
    'subject',
    'station',
    'factor',
    'start',
    'field',
    'shown',
    'recomputed',
    'repairs',
    'closed',
    'version',
  ];
  const row = (kind: string, subject: string, closed: number | null, version: number): unknown[] => [
    now - 10_000,
    kind,
    subject,
    1,
    1,
    Math.floor(now / 3_600_000) * 3600 - 3600,
    'value',
    '35.2 (58/60)',
    '35.1 (58/60)',
    1,
    closed,
    version,
  ];
  await store.insert('audit_findings', columns, [
    row('hour', 'a', null, 1),
    row('day', 'b', null, 2),
    row('day', 'b', now, 3),
  ]);
  await new Promise((done) => setTimeout(done, 2100));
  const { body } = await get('/api/audit');
  assert.deepEqual(
    [body.checked, body.standing, body.rounds.length, body.rounds[0].at],
    [1160, 1, 2, new Date(now - 5000).toISOString()],
  );
  assert.deepEqual(
    body.findings.map((f: Json) => [f.kind, f.shown, f.recomputed, f.closed !== null]),
    [
      ['hour', '35.2 (58/60)', '35.1 (58/60)', false],
      ['day', '35.2 (58/60)', '35.1 (58/60)', true],
    ],
  );
  assert.match(body.findings[0].next.zh, /重算/);
});
