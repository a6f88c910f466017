import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { headers as natsHeaders } from '@nats-io/transport-node';
import { ERRORS } from '../../streams/errors.ts';
import { seriesKey } from '../../streams/factors.ts';
import { cellKey } from '../../streams/projection.ts';
import { frameSubject, rejectSubject } from '../../streams/subjects.ts';
import { toLiveTime } from '../../streams/live/topics.ts';
import { until } from '../../test/harness/mod.ts';
import { adminToken, demoPartnerToken } from '../access/mod.ts';
import { fillGridTables } from '../windows/grid-tables.ts';
import { openApiBench, type ApiBench } from './api-bench.ts';

let bench: ApiBench;
before(async () => { bench = await openApiBench(); });
after(async () => { await bench.close(); });

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Json = any;
const get = async (path: string, headers: Record<string, string> = {}, base = bench.url): Promise<{ status: number; headers: Headers; body: Json }> => {
  const answer = await fetch(base + path, { headers, redirect: 'manual' });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: text !== '' && (answer.headers.get('content-type') ?? '').includes('json') ? JSON.parse(text) : text };
};
const post = async (path: string, body: unknown, headers: Record<string, string> = {}, base = bench.url): Promise<{ status: number; headers: Headers; body: Json }> => {
  const answer = await fetch(base + path, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: typeof body === 'string' ? body : JSON.stringify(body), redirect: 'manual' });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: text.startsWith('{') ? JSON.parse(text) : text };
};
const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });
const assertCoded = ({ status, body, headers }: { status: number; body: Json; headers: Headers }, code: keyof typeof ERRORS): void => {
  assert.equal(body.code, code, JSON.stringify(body));
  const { zh, en, nextZh, nextEn } = ERRORS[code];
  assert.equal(status, ERRORS[code].status);
  assert.deepEqual([body.zh, body.en, body.next], [zh, en, { zh: nextZh, en: nextEn }]);
  assert.match(body.trace, /^[0-9a-f]{16}$/);
  assert.equal(headers.get('x-trace-id'), body.trace);
};

describe('before the first tick', () => {
  test('/healthz is alive, /readyz is not ready and says what is awaited and what is promised', async () => {
    assert.deepEqual((await get('/healthz')).body, { alive: true });
    const { status, body } = await get('/readyz');
    assert.equal(status, 503);
    assert.equal(body.ready, false);
    assert.equal(body.parts.find((part: Json) => part.part === 'tick').state, 'starting');
    assert.equal(body.durability.syncIntervalSeconds, 120);
    assert.match(body.transport, /^(uws|ws)$/);
  });

  test('questions about now answer emptily, not with an error', async () => {
    assert.deepEqual((await get('/api/rankings/exceedance')).body, { asOf: null, total: 0, items: [], excluded: [] });
    assert.equal((await get('/api/hotspots')).body.total, 0);
  });
});

describe('every route refuses what its schema does not know, with a code', () => {
  const bad: readonly (readonly [string, string])[] = [
    ['GET', '/api/city?x=1'], ['GET', '/api/public/city?x=1'], ['GET', '/api/stations?kind=volcano'], ['GET', '/api/stations?limit=0'], ['GET', '/api/stations?unknown=1'], ['GET', '/api/stations/abc'],
    ['GET', '/api/stations/1/series?factor=a34004'], ['GET', '/api/stations/1/series?factor=zz&from=2026-01-01T00:00:00Z'], ['GET', '/api/stations/1/series?factor=a34004&from=2026-01-01T00:00:00'],
    ['GET', '/api/stations/1/series?factor=a34004&from=2026-01-01T00:00:00Z&to=2026-03-01T00:00:00Z&step=raw'], ['GET', '/api/stations/1/series?factor=a34004&from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z'],
    ['GET', '/api/stations/1/series?factor=a34004&from=2026-19-01T00:00:00Z'], ['GET', '/api/stations/1/series?factor=a34004&from=2026-01-01T00:00:00Z&step=week'],
    ['GET', '/api/hotspots?size=7'], ['GET', '/api/hotspots?factor=w01001'], ['GET', '/api/rankings/exceedance?limit=9999'], ['GET', '/api/rankings/regions?level=planet'],
    ['GET', '/api/alarms?state=angry'], ['GET', '/api/alarms/0'], ['GET', '/api/rejects?limit=100000'], ['GET', '/api/audit?x=1'], ['GET', '/api/receipts/..%2f'], ['GET', '/api/devices?state=lost'], ['GET', '/api/dashboards?x=1'],
    ['GET', '/healthz?x=1'], ['GET', '/readyz?x=1'], ['GET', '/metrics?x=1'], ['GET', '/api/openapi.json?x=1'], ['GET', '/api/stations/%'],
  ];
  for (const [, path] of bad) test(`GET ${path}`, async () => assertCoded(await get(path), 'GL_BAD_REQUEST'));

  const bodies: readonly (readonly [string, unknown])[] = [
    ['/api/alarms/1/events', {}], ['/api/alarms/1/events', { step: 'raised', sequence: 1 }], ['/api/alarms/1/events', { step: 'confirmed', sequence: '1' }], ['/api/alarms/1/events', '{broken'],
    ['/api/alarms/1/events', { step: 'confirmed', sequence: 1, note: 'x'.repeat(1001) }], ['/api/devices', { device: 'a b', station: 1 }], ['/api/devices', { device: 'x', station: 1, more: 1 }],
    ['/api/stations', { device: 'x' }], ['/api/stations', {
      device: 'x', kind: 'national', names: { zh: '站', en: 'S' }, position: [1, 2], st: '22', factors: ['nope'], period: 60, basis: 'rtd',
    }],
  ];
  for (const [path, body] of bodies) test(`POST ${path} ${JSON.stringify(body).slice(0, 60)}`, async () => assertCoded(await post(path, body), 'GL_BAD_REQUEST'));

  test('what is not there is GL_NOT_FOUND', async () => {
    for (const path of ['/api/stations/77', '/api/alarms/12345', '/api/dashboards/none', '/api/nothing', '/nothing', '/assets/none.js', '/assets/..%2findex.html', '/api/receipts/zzzzzzzz-00000000000000000000000000000000']) {
      assertCoded(await get(path), 'GL_NOT_FOUND');
    }
  });

  test('a body over the bound is GL_TOO_LARGE', async () => assertCoded(await post('/api/devices', { device: 'x'.repeat(300_000), station: 1 }), 'GL_TOO_LARGE'));
});

describe('access', () => {
  test('from elsewhere everything but the public needs a token of the right role', async () => {
    const { url, access } = bench.guarded;
    const internal = ['/api/city', '/api/stations', '/api/stations/1', '/api/hotspots', '/api/hotspots/L1000_536_3896', '/api/rankings/exceedance', '/api/rankings/regions', '/api/alarms', '/api/rejects', '/api/devices', '/metrics', '/api/dashboards/wall'];
    for (const path of internal) assertCoded(await get(path, {}, url), 'GL_UNAUTHORIZED');
    for (const path of ['/healthz', '/api/public/city', '/api/openapi.json', '/api/reference', '/api/dashboards/public', '/public', '/', '/login']) assert.equal((await get(path, {}, url)).status, 200, path);
    assert.equal((await get('/wall', {}, url)).headers.get('location'), '/login?next=/wall');
    assertCoded(await get('/api/city', bearer('wrong'), url), 'GL_UNAUTHORIZED');

    const viewer = access.tokens.issue('viewer', 'wall', Date.now()).token;
    assert.equal((await get('/api/city', bearer(viewer), url)).status, 200);
    assertCoded(await post('/api/devices', { device: 'x', station: 1 }, bearer(viewer), url), 'GL_FORBIDDEN');
    assertCoded(await get('/api/tokens', bearer(viewer), url), 'GL_FORBIDDEN');
    const admin = adminToken(bench.config).token;
    const issued = await post('/api/tokens', { role: 'operator', name: 'desk' }, bearer(admin), url);
    assert.equal(issued.status, 201);
    assert.equal((await get('/api/alarms', bearer(issued.body.token), url)).status, 200);
    assert.equal((await fetch(`${url}/api/tokens/${issued.body.entry.id}`, { method: 'DELETE', headers: bearer(admin) })).status, 204);
    assertCoded(await get('/api/alarms', bearer(issued.body.token), url), 'GL_UNAUTHORIZED');
  });

  test('a screen logs in once, by form or by link, and never to another host', async () => {
    const { url, access } = bench.guarded;
    const { token } = access.tokens.issue('viewer', 'wall 2', Date.now());
    const form = await post('/login', `token=${token}&next=%2Fwall`, { 'content-type': 'application/x-www-form-urlencoded' }, url);
    assert.equal(form.status, 303);
    assert.equal(form.headers.get('location'), '/wall');
    const cookie = form.headers.get('set-cookie')!.split(';')[0]!;
    assert.equal((await get('/wall', { cookie }, url)).status, 200);
    assert.equal((await get('/api/city', { cookie }, url)).status, 200);
    assert.equal((await get(`/login?token=${token}&next=//evil.example`, {}, url)).headers.get('location'), '/');
    assert.equal((await get('/login?token=wrong', {}, url)).status, 401);
  });

  test('a page of another site can neither read nor act through this machine\'s browser', async () => {
    assert.equal((await get('/api/alarms', { origin: 'https://evil.example' })).status, 401);
    assert.equal((await post('/api/devices', { device: 'x', station: 1 }, { origin: 'https://evil.example' })).status, 401);
    const { url, access } = bench.guarded;
    const cookie = access.login(access.tokens.issue('operator', 'desk 3', Date.now()).token)!.split(';')[0]!;
    assertCoded(await post('/api/devices', { device: 'x', station: 1 }, { cookie, origin: 'https://evil.example' }, url), 'GL_FORBIDDEN');
  });

  test('expensive questions are bounded per address', async () => {
    const statuses = await Promise.all(Array.from({ length: 90 }, async () => (await get('/api/rejects', {}, bench.guarded.url)).status));
    assert.ok(statuses.every((status) => status === 401), 'who may not ask costs nothing');
    const path = '/login?token=wrong';
    const tried = await Promise.all(Array.from({ length: 90 }, async () => (await get(path, {}, bench.guarded.url)).status));
    assert.ok(tried.includes(429) && tried.includes(401), 'guessing tokens is slowed');
  });
});

describe('the static side', () => {
  test('/api/city is compressed once, with an ETag, and changes with the registry', async () => {
    const plain = await get('/api/city');
    assert.equal(plain.body.regions.length, 3, 'villages are not in it');
    assert.equal(plain.body.stations.length, 6);
    assert.equal(plain.body.liveUrl, `ws://127.0.0.1:${bench.hub.port}/live`);
    assert.ok(plain.body.limitSources.some((source: Json) => source.names.en === 'permit'));
    const raw = await fetch(`${bench.url}/api/city`, { headers: { 'accept-encoding': 'br' } });
    assert.equal(raw.headers.get('content-encoding'), 'br');
    assert.deepEqual(await raw.json(), plain.body);
    assert.equal((await get('/api/city', { 'if-none-match': plain.headers.get('etag')! })).status, 304);
    assert.equal((await fetch(`${bench.url}/api/city`, { headers: { 'accept-encoding': 'gzip;q=0' } })).headers.get('content-encoding'), null);
  });

  test('the public payload contains nothing but what is listed here', async () => {
    const { body } = await get('/api/public/city', {}, bench.guarded.url);
    const keysOf = (value: Json): string[] => Object.keys(value).sort();
    assert.deepEqual(keysOf(body), ['city', 'factors', 'grid', 'limitSources', 'liveUrl', 'notice', 'regions', 'relief', 'stations', 'waters']);
    for (const station of body.stations) {
      for (const key of keysOf(station)) assert.ok(['county', 'factors', 'id', 'isPublic', 'kind', 'names', 'period', 'position', 'river', 'targetClass', 'township'].includes(key), key);
    }
    assert.deepEqual(body.stations.map((station: Json) => station.id), [1, 2, 200], 'no enterprise, no site, no township micro-station');
    for (const region of body.regions) assert.deepEqual(keysOf(region), ['centre', 'id', 'level', 'names', 'parent', 'ring']);
    assert.deepEqual(body.limitSources, []);
    for (const factor of body.factors) assert.deepEqual(keysOf(factor), ['code', 'decimals', 'en', 'id', 'unit', 'zh']);
    const text = JSON.stringify(body);
    for (const secret of ['AIR0000', 'ENT0000', '一厂', '许可证', '生态环境分局', 'industry', 'device', 'units', 'limits"']) assert.ok(!text.includes(secret), secret);
  });

  test('pages and assets: fresh pages, assets for ever, a strict policy on each', async () => {
    const page = await get('/wall');
    assert.equal(page.headers.get('cache-control'), 'no-cache');
    const policy = page.headers.get('content-security-policy')!;
    assert.ok(policy.includes(`default-src 'none'`) && policy.includes(`script-src 'self';`) && policy.includes(`connect-src 'self' ws://127.0.0.1:${bench.hub.port};`), policy);
    assert.ok(!/script-src[^;]*unsafe|style-src [^;]*unsafe|https?:|\*/.test(policy), policy);
    assert.equal(page.headers.get('x-content-type-options'), 'nosniff');
    const asset = await get('/assets/wall-AbCd1234.js');
    assert.match(asset.headers.get('cache-control')!, /immutable/);
    for (const path of ['/api/stations', '/api/nothing', '/assets/wall-AbCd1234.js', '/api/reference']) assert.ok((await get(path)).headers.get('content-security-policy'), path);
  });

  test('a host that is no name does not reach the policy', async () => {
    const answer = await new Promise<string>((resolve, reject) => {
      import('node:http').then(({ request }) => request(`${bench.url}/healthz`, { headers: { host: 'a; script-src *' } }, (reply) => resolve(String(reply.headers['content-security-policy']))).on('error', reject).end()).catch(reject);
    });
    assert.ok(!answer.includes('script-src *'), answer);
  });

  test('OpenAPI names every route with an operation, every reference resolves, the page lists them all', async () => {
    const { body } = await get('/api/openapi.json');
    assert.equal(body.openapi, '3.1.0');
    const ids: string[] = [];
    for (const [path, methods] of Object.entries<Json>(body.paths)) {
      for (const [method, operation] of Object.entries<Json>(methods)) {
        ids.push(operation.operationId);
        assert.ok(operation.summary && operation.tags?.length === 1, `${method} ${path}`);
        assert.ok(Object.keys(operation.responses).length > 0);
        const named = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
        const declared = (operation.parameters ?? []).filter((parameter: Json) => parameter.in === 'path').map((parameter: Json) => parameter.name);
        assert.deepEqual(declared.sort(), named.sort(), path);
      }
    }
    assert.equal(new Set(ids).size, ids.length);
    for (const path of ['/api/stations', '/api/stations/{id}', '/api/stations/{id}/series', '/api/hotspots', '/api/rankings/exceedance', '/api/rankings/regions', '/api/alarms', '/api/rejects', '/api/receipts/{id}', '/api/devices', '/api/readings', '/healthz', '/readyz', '/metrics']) {
      assert.ok(body.paths[path], path);
    }
    for (const [, reference] of JSON.stringify(body).matchAll(/"\$ref":"([^"]+)"/g)) {
      const found = reference!.replace(/^#\//, '').split('/').reduce((at: Json, key) => at?.[key], body);
      assert.ok(found, reference);
    }
    const page = await get('/api/reference');
    for (const id of ids) assert.ok(page.body.includes(`id="${id}"`), id);
    assert.ok(!/<script|https?:\/\//.test(page.body));
  });
});

describe('the living side', () => {
  test('after a tick: ready, stations, hotspots and rankings from the hub, no question to the database', async () => {
    const { publisher, hub } = bench;
    const at = toLiveTime(Date.now());
    const cell = cellKey(536_000, 3_896_000);
    await until('the lease', () => publisher.isLeader());
    publisher.replace('stations', [{ key: 1, values: [1, at, 80, 2, 1, null, null, 55_000] }]);
    publisher.replace('latest', [{ key: seriesKey(1, 1), values: [55_125, at, 78] }]);
    publisher.replace('hotspots', [{ key: cell, values: [80, 551, 0] }, { key: cell + 1, values: [40, 200, 1] }]);
    publisher.replace('exceedances', [
      { key: seriesKey(300, 69), values: [1, 150, 87_500, 35_000, 1000, 3, at, at, 2, 1, at] }, { key: seriesKey(1, 1), values: [2, 10, 82_500, 75_000, null, 1, at, at, 1, 0, at] },
    ]);
    publisher.replace('excluded', [{ key: 2, values: [7] }]);
    publisher.replace('regions', [{ key: 2, values: [at, 60, 2, 1, ...Array(6).fill(100), ...Array(6).fill(50), 2, 2, 66, 2, 1, 400, at, 1, 0, 3210, 20, 30] }]);
    await publisher.commit(['stations', 'latest', 'hotspots', 'exceedances', 'excluded', 'regions']);
    await until('the hub has the tick', () => hub.table('regions') !== null && hub.table('stations') !== null);

    const ready = await get('/readyz');
    assert.equal(ready.status, 200, JSON.stringify(ready.body));
    const station = await get('/api/stations/1');
    assert.deepEqual(station.body.now, { state: 'fresh', time: new Date(at * 1000 + Date.UTC(2020, 0, 1)).toISOString(), aqi: 80, level: 2, multiple: null, factor: null });
    assert.deepEqual(station.body.factors[0].latest.value, 55.125);
    assert.equal(station.body.factors[0].latest.flag, 'N');
    assert.deepEqual((await get('/api/stations?kind=national&q=乙')).body.items.map((item: Json) => item.id), [2]);
    assert.equal((await get('/api/stations?limit=2&offset=4')).body.items.length, 2);
    assert.deepEqual((await get('/api/stations/300')).body.limits.map((limit: Json) => [limit.factor, limit.value, limit.source.names.en]), [['a21002', '50', 'permit'], ['a21026-stack', '35', 'permit']].sort());

    const hot = (await get('/api/hotspots?least=50')).body;
    assert.equal(hot.total, 1);
    assert.deepEqual([hot.cells[0].cell, hot.cells[0].value, hot.cells[0].support], ['L1000_536_3896', 55.1, 'measured']);
    assert.deepEqual([hot.analysedAt, hot.cells[0].z, hot.cells[0].class, hot.cells[0].hot], [null, null, null, null], 'not analysed is not called cold');
    const ranking = (await get('/api/rankings/exceedance')).body;
    assert.deepEqual(ranking.items.map((item: Json) => [item.rank, item.station, item.factor, item.multiple, item.limitSource?.names.en ?? null]), [[1, 300, 'a21026-stack', 1.5, 'permit'], [2, 1, 'a34004', 0.1, null]]);
    assert.deepEqual(ranking.excluded, [{ reason: 'hour insufficient', count: 7 }]);
    assert.deepEqual((await get('/api/rankings/regions')).body.items.map((item: Json) => [item.region, item.rank, item.aqi, item.index]), [[2, 1, 60, 3.21]]);
    // No day is kept here: not ranked by a variant asked of the days, with the reason, and nothing to compare with.
    const [unranked] = (await get('/api/rankings/regions?variant=C')).body.items;
    assert.deepEqual([unranked.rank, unranked.index, unranked.unranked, unranked.coverage, unranked.previous], [null, null, 'no days', 0, { index: null, change: null, percent: null, missing: 'no history' }]);
    assertCoded(await get('/api/rankings/regions?variant=D'), 'GL_BAD_REQUEST');
    assert.match((await get('/metrics')).body, /guanlan_http_answers_total\{role="edge",status="200"\} \d+/);
  });

  test('one hotspot cell tells its story: value, stations, error, grid, department, who stands in it and upwind; other cells and names are not found', async () => {
    const { context, registry } = bench;
    const present = Math.floor(Date.now() / 1000);
    const tick = present - 1_577_836_800;
    assert.notEqual(await fillGridTables(context.store, registry), '0');
    await context.store.insert('rolling', ['tick', 'kind', 'station', 'factor', 'folded', 'sum1', 'count1', 'mean1', 'end1', 'closed', 'last_time', 'last_flag', 'over'],
      [[1, 1, 90], [1, 2, 60], [2, 100, 30]].map(([kind, id, mean]) => [tick, kind, id, 1, 0, '1', 1, String(mean! * 1e6), present, 0, present, 78, 0]));
    const { x, y } = registry.station(1)!;
    const name = `L500_${Math.floor(x / 500)}_${Math.floor(y / 500)}`;
    const { status, body } = await get(`/api/hotspots/${name}`);
    assert.equal(status, 200, JSON.stringify(body));
    assert.deepEqual([body.cell, body.value, body.support, body.score, body.stations, body.factor], [name, 90, 'measured', 100, 3, 'a34004']);
    assert.deepEqual(body.evidence.map((e: Json) => [e.station, e.isInside, e.weight, e.value]).sort(), [[1, true, 1, 90], [100, false, 0, 30], [2, false, 0, 60]].sort());
    assert.deepEqual([body.grid.village?.zh, body.grid.township.zh, body.grid.county.zh, body.grid.responsible[0].department.zh], ['一村', '一镇', '一县', '生态环境分局']);
    assert.deepEqual([body.wind, body.upwind, body.emerging, body.hotHours], [null, [], null, []], 'what is not known is not made up');
    const works = registry.station(300)!;
    const own = (await get(`/api/hotspots/L1000_${Math.floor(works.x / 1000)}_${Math.floor(works.y / 1000)}?factor=a34004`)).body;
    assert.ok(own.sites.some((site: Json) => site.station === 300 && site.names.zh === '一厂'));
    const grid = (await get('/api/hotspots?size=500&factor=a34002')).body;
    assert.equal(grid.total, 0, 'nothing measures PM10 here');
    assertCoded(await get('/api/hotspots/L500_1_1'), 'GL_NOT_FOUND');
    assertCoded(await get('/api/hotspots/L700_1000_7800'), 'GL_NOT_FOUND');
    assertCoded(await get(`/api/hotspots/${name}?factor=w01001`), 'GL_BAD_REQUEST');
  });

  test('two operators act on one alarm: one wins, the other gets 409 GL_ALARM_MOVED', async () => {
    const alarm = await bench.ledger.raise({
      step: 'raised', actor: { kind: 'rule', name: 'exceedance' }, subject: { rule: 'exceedance', station: 300, factor: 69 }, priority: 1, due: Date.now() + 300_000,
      evidence: { multiple: 1.5, value: 87_500_000, limit: 35_000_000, limitSource: 1000, window: 3, since: Date.now(), time: Date.now() },
    }, 'api-test-1');
    const [listed] = (await get('/api/alarms')).body.items;
    assert.deepEqual([listed.id, listed.state, listed.names.zh, listed.factor, listed.latest.value, listed.steps], [alarm.alarm, 'raised', '一厂', 'a21026-stack', '87.5', ['confirmed', 'rejected']]);
    const path = `/api/alarms/${alarm.alarm}/events`;
    const answers = await Promise.all([
      post(path, { step: 'confirmed', sequence: listed.sequence, note: '已派人核实' }), post(path, { step: 'rejected', sequence: listed.sequence }),
    ]);
    const [won] = answers.filter((answer) => answer.status === 200);
    const [lost] = answers.filter((answer) => answer.status !== 200);
    assert.ok(won && lost);
    assertCoded(lost, 'GL_ALARM_MOVED');
    const whole = (await get(`/api/alarms/${alarm.alarm}`)).body;
    assert.equal(whole.alarm.state, won.body.state);
    assert.deepEqual(whole.events.map((event: Json) => event.actor), [{ kind: 'rule', name: 'exceedance' }, { kind: 'person', name: 'local' }]);
    assertCoded(await post(path, { step: 'closed', sequence: whole.alarm.sequence }), 'GL_ALARM_STEP');
  });

  test('series come from the store: raw by the valid version, five minutes, hours, days', async () => {
    const hour = Date.UTC(2026, 10, 1, 0) / 1000;
    const row = (minute: number, value: string, flag: string, first: number): unknown[] => [1, 1, 1, hour + minute * 60, value, flag.charCodeAt(0), first, first, '2026-11-01 00:00:00.000'];
    await bench.context.store.insert('readings', ['station', 'factor', 'statistic', 'time', 'value', 'flag', 'first', 'last', 'received'], [
      row(0, '10', 'N', 1), row(1, '20', 'N', 2), row(1, '30', 'N', 5), row(2, '99', 'D', 3), row(6, '41.5', 'T', 4),
    ]);
    await bench.context.store.insert('readings', ['station', 'factor', 'statistic', 'time', 'value', 'flag', 'first', 'last', 'received'], [row(1, '20', 'N', 9)]);
    const base = '/api/stations/1/series?factor=a34004&from=2026-11-01T08:00:00%2B08:00&to=2026-11-01T09:00:00%2B08:00';
    const raw = (await get(`${base}&step=raw`)).body;
    assert.deepEqual(raw.points.map(({ time, value, flag }: Json) => [time.slice(14, 16), value, flag]), [['00', 10, 'N'], ['01', 30, 'N'], ['02', 99, 'D'], ['06', 41.5, 'T']]);
    const five = (await get(`${base}&step=5m`)).body;
    assert.deepEqual(five.points.map(({ value, count, over }: Json) => [value, count, over]), [[20, 2, false], [41.5, 1, true]]);
    await bench.context.store.insert('hours_now', ['hour', 'station', 'factor', 'version', 'value', 'sum', 'count', 'expected', 'valid', 'over', 'origin', 'head', 'reason', 'computed'], [
      [hour, 1, 1, 1, '20', '900', 45, 60, 1, 0, 1, 1, 'closed', '2026-11-01 01:00:00.000'], [hour, 1, 1, 2, '20.25', '911.25', 45, 60, 1, 0, 1, 2, 'late', '2026-11-01 02:00:00.000'],
    ]);
    assert.deepEqual((await get(`${base}&step=hour`)).body.points, [{ time: '2026-11-01T00:00:00.000Z', end: '2026-11-01T01:00:00.000Z', label: '2026-11-01 09:00', value: 20.25, count: 45, expected: 60, valid: true, enough: true, codes: [], over: false }]);
    await bench.context.store.insert('days_now', ['day', 'station', 'factor', 'version', 'value', 'sum', 'count', 'expected', 'valid', 'over', 'origin', 'head', 'reason', 'computed'], [
      ['2026-11-01', 1, 1, 1, null, '0', 0, 24, 0, 0, 1, 1, 'closed', '2026-11-02 01:00:00.000'],
    ]);
    const days = await get('/api/stations/1/series?factor=a34004&from=2026-10-31T16:00:00Z&to=2026-11-01T16:00:00Z&step=day');
    assert.deepEqual(days.body.points, [{ time: '2026-11-01', end: '2026-11-02', value: null, count: 0, expected: 24, valid: false, over: false }]);
  });

  test('a push needs a partner\'s token, answers 202 with a verdict per item after the broker\'s word', async () => {
    const item = { device: 'AIR0000000000001', factor: 'a34004', time: '2026-11-22T08:00:00+08:00', value: '35.5' };
    assertCoded(await post('/api/readings', [item]), 'GL_FORBIDDEN');
    const partner = bearer(demoPartnerToken(bench.config, Date.now()));
    const { status, body } = await post('/api/readings', [item, { ...item, factor: 'nope' }], partner);
    assert.equal(status, 202);
    assert.deepEqual([body.accepted, body.rejected, body.items[1].reason], [1, 1, 'unknown_factor']);
    const kept = await bench.context.manager.streams.getMessage('FRAMES', { last_by_subj: frameSubject('http', 'AIR0000000000001') });
    assert.equal(kept?.header.get('Gl-Remote'), 'demo');
    assertCoded(await post('/api/readings', '', partner), 'GL_BAD_REQUEST');
    assertCoded(await post('/api/readings', `[${'0,'.repeat(5_000_000)}0]`, partner), 'GL_TOO_LARGE');
    assert.equal((await get(`/api/receipts/${body.receipt}`, partner)).body.state, 'waiting');
    await bench.context.store.insert('receipt_items', ['receipt', 'ordinal', 'item', 'outcome', 'device', 'readings', 'detail', 'received'], [[body.receipt, 1, '', 'opened', 'AIR0000000000001', 1, '', '2026-11-22 00:00:00.000']]);
    const receipt = (await get(`/api/receipts/${body.receipt}`, partner)).body;
    assert.deepEqual([receipt.state, receipt.readings, receipt.items.length], ['opened', 1, 1]);
  });

  test('rejects: newest first, by reason, in pages; hostile bytes are shown, not sent', async () => {
    for (let i = 0; i < 5; i += 1) {
      const headers = natsHeaders();
      for (const [name, value] of [['Gl-Received', '1795305600000'], ['Gl-Device', 'bad%20one'], ['Gl-Detail', 'at%20byte'], ['Gl-Offset', String(i)], ['Gl-Ordinal', String(100 + i)]] as const) headers.set(name, value);
      await bench.context.jetstream.publish(rejectSubject('hj212', i % 2 ? 'crc' : 'length'), Buffer.from(`##00\u0000<b>PW=123456;${i}`), { headers });
    }
    const { body } = await get('/api/rejects?limit=3');
    assert.equal(body.total, 5);
    assert.deepEqual(body.reasons, [{ source: 'hj212', reason: 'length', count: 3 }, { source: 'hj212', reason: 'crc', count: 2 }]);
    assert.deepEqual(body.items.map((item: Json) => [item.sequence, item.offset, item.device, item.detail]), [[5, 4, 'bad one', 'at byte'], [4, 3, 'bad one', 'at byte'], [3, 2, 'bad one', 'at byte']]);
    assert.equal(body.items[0].preview, '##00\\x00<b>PW=***;4');
    assert.deepEqual((await get('/api/rejects?before=3')).body.items.map((item: Json) => item.sequence), [2, 1]);
  });

  test('an unknown device is listed, registered, and its kept frames are asked to be opened', async () => {
    await bench.context.store.insert('unregistered_frames', ['device', 'ordinal', 'received', 'st', 'remote'], [['LATE0000000007', 1, '2026-11-22 00:00:00.000', '22', '10.0.0.1:999'], ['LATE0000000007', 2, '2026-11-22 00:01:00.000', '22', '10.0.0.1:999']]);
    const before = (await get('/api/devices?state=unregistered')).body;
    assert.deepEqual(before.items.map((item: Json) => [item.device, item.frames, item.st]), [['LATE0000000007', 2, '22']]);
    const answer = await post('/api/stations', {
      device: 'late0000000007', kind: 'national', names: { zh: '新站', en: 'New' }, position: [115.4, 35.2], st: '22', factors: ['a34004'], period: 60, basis: 'rtd',
    });
    assert.equal(answer.status, 201);
    assert.equal(bench.registry.byDevice('LATE0000000007')?.station, answer.body.station);
    assert.equal((await get('/api/devices?state=unregistered')).body.total, 0);
    const command = await bench.context.manager.streams.getMessage('COMMANDS', { last_by_subj: 'commands.reopen' });
    assert.deepEqual(command?.json(), { device: 'LATE0000000007' });
    const spare = await post('/api/devices', { device: 'SPARE7', station: answer.body.station });
    assert.equal(spare.status, 201);
    assertCoded(await post('/api/devices', { device: 'SPARE7', station: 1 }), 'GL_CONFLICT');
    assert.equal((await get('/api/city')).body.stations.length, 7, 'and the site\'s payload follows');
  });

  test('the audit tells its rounds, what it recomputed in the last hour, and each finding with both values and what to do', async () => {
    assert.deepEqual((await get('/api/audit')).body, { last: null, checked: 0, checkedByKind: { hour: 0, day: 0, rolling: 0, cell: 0, ranking: 0, region: 0 }, postponed: 0, standing: 0, rounds: [], findings: [] });
    const { store } = bench.context;
    const now = Date.now();
    await store.insert('audit_rounds', ['at', 'took', 'hours', 'days', 'rolling', 'cells', 'rankings', 'regions', 'postponed', 'suspects', 'standing', 'behind'], [[now - 5000, 300, 100, 20, 30, 1000, 4, 6, 2, 1, 1, 0], [now - 7_200_000, 300, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9]]);
    const columns = ['opened', 'kind', 'subject', 'station', 'factor', 'start', 'field', 'shown', 'recomputed', 'repairs', 'closed', 'version'];
    const row = (kind: string, subject: string, closed: number | null, version: number): unknown[] => [now - 10_000, kind, subject, 1, 1, Math.floor(now / 3_600_000) * 3600 - 3600, 'value', '35.2 (58/60)', '35.1 (58/60)', 1, closed, version];
    await store.insert('audit_findings', columns, [row('hour', 'a', null, 1), row('day', 'b', null, 2), row('day', 'b', now, 3)]);
    await new Promise((done) => setTimeout(done, 2100));
    const { body } = await get('/api/audit');
    assert.deepEqual([body.checked, body.standing, body.rounds.length, body.rounds[0].at], [1160, 1, 2, new Date(now - 5000).toISOString()]);
    assert.deepEqual(body.findings.map((f: Json) => [f.kind, f.shown, f.recomputed, f.closed !== null]), [['hour', '35.2 (58/60)', '35.1 (58/60)', false], ['day', '35.2 (58/60)', '35.1 (58/60)', true]]);
    assert.match(body.findings[0].next.zh, /重算/);
  });
});
