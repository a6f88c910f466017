import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { after, before, describe, test } from 'node:test';
import { adminToken } from '../access/mod.ts';
import { openApiBench, type ApiBench } from '../../test/fixtures/api-bench.ts';
import { assertCoded, bearer, requestsTo, type Json } from '../../test/fixtures/api-requests.ts';

let bench: ApiBench;
before(async () => {
  bench = await openApiBench();
});
after(async () => {
  await bench.close();
});
const { get, post } = requestsTo(() => bench.url);

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
    ['GET', '/api/city?x=1'],
    ['GET', '/api/public/city?x=1'],
    ['GET', '/api/stations?kind=volcano'],
    ['GET', '/api/stations?limit=0'],
    ['GET', '/api/stations?unknown=1'],
    ['GET', '/api/stations/abc'],
    ['GET', '/api/stations/1/series?factor=a34004'],
    ['GET', '/api/stations/1/series?factor=zz&from=2026-01-01T00:00:00Z'],
    ['GET', '/api/stations/1/series?factor=a34004&from=2026-01-01T00:00:00'],
    ['GET', '/api/stations/1/series?factor=a34004&from=2026-01-01T00:00:00Z&to=2026-03-01T00:00:00Z&step=raw'],
    ['GET', '/api/stations/1/series?factor=a34004&from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z'],
    ['GET', '/api/stations/1/series?factor=a34004&from=2026-19-01T00:00:00Z'],
    ['GET', '/api/stations/1/series?factor=a34004&from=2026-01-01T00:00:00Z&step=week'],
    ['GET', '/api/hotspots?size=7'],
    ['GET', '/api/hotspots?factor=w01001'],
    ['GET', '/api/rankings/exceedance?limit=9999'],
    ['GET', '/api/rankings/regions?level=planet'],
    ['GET', '/api/alarms?state=angry'],
    ['GET', '/api/alarms/0'],
    ['GET', '/api/rejects?limit=100000'],
    ['GET', '/api/audit?x=1'],
    ['GET', '/api/receipts/..%2f'],
    ['GET', '/api/devices?state=lost'],
    ['GET', '/api/dashboards?x=1'],
    ['GET', '/healthz?x=1'],
    ['GET', '/readyz?x=1'],
    ['GET', '/metrics?x=1'],
    ['GET', '/api/openapi.json?x=1'],
    ['GET', '/api/stations/%'],
  ];
  for (const [, path] of bad) test(`GET ${path}`, async () => assertCoded(await get(path), 'GL_BAD_REQUEST'));

  const bodies: readonly (readonly [string, unknown])[] = [
    ['/api/alarms/1/events', {}],
    ['/api/alarms/1/events', { step: 'raised', sequence: 1 }],
    ['/api/alarms/1/events', { step: 'confirmed', sequence: '1' }],
    ['/api/alarms/1/events', '{broken'],
    ['/api/alarms/1/events', { step: 'confirmed', sequence: 1, note: 'x'.repeat(1001) }],
    ['/api/devices', { device: 'a b', station: 1 }],
    ['/api/devices', { device: 'x', station: 1, more: 1 }],
    ['/api/stations', { device: 'x' }],
    [
      '/api/stations',
      {
        device: 'x',
        kind: 'national',
        names: { zh: '站', en: 'S' },
        position: [1, 2],
        st: '22',
        factors: ['nope'],
        period: 60,
        basis: 'rtd',
      },
    ],
  ];
  for (const [path, body] of bodies)
    test(`POST ${path} ${JSON.stringify(body).slice(0, 60)}`, async () =>
      assertCoded(await post(path, body), 'GL_BAD_REQUEST'));

  test('what is not there is GL_NOT_FOUND', async () => {
    for (const path of [
      '/api/stations/77',
      '/api/alarms/12345',
      '/api/dashboards/none',
      '/api/nothing',
      '/nothing',
      '/assets/none.js',
      '/assets/..%2findex.html',
      '/api/receipts/zzzzzzzz-00000000000000000000000000000000',
    ]) {
      assertCoded(await get(path), 'GL_NOT_FOUND');
    }
  });

  test('a body over the bound is GL_TOO_LARGE', async () =>
    assertCoded(await post('/api/devices', { device: 'x'.repeat(300_000), station: 1 }), 'GL_TOO_LARGE'));
});

describe('access', () => {
  test('from elsewhere everything but the public needs a token of the right role', async () => {
    const { url, access } = bench.guarded;
    const internal = [
      '/api/city',
      '/api/stations',
      '/api/stations/1',
      '/api/hotspots',
      '/api/hotspots/L1000_536_3896',
      '/api/rankings/exceedance',
      '/api/rankings/regions',
      '/api/alarms',
      '/api/rejects',
      '/api/devices',
      '/metrics',
      '/api/dashboards/wall',
    ];
    for (const path of internal) assertCoded(await get(path, {}, url), 'GL_UNAUTHORIZED');
    for (const path of [
      '/healthz',
      '/api/public/city',
      '/api/openapi.json',
      '/api/reference',
      '/api/dashboards/public',
      '/public',
      '/',
      '/login',
    ])
      assert.equal((await get(path, {}, url)).status, 200, path);
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
    assert.equal(
      (await fetch(`${url}/api/tokens/${issued.body.entry.id}`, { method: 'DELETE', headers: bearer(admin) })).status,
      204,
    );
    assertCoded(await get('/api/alarms', bearer(issued.body.token), url), 'GL_UNAUTHORIZED');
  });

  test('a screen logs in once, by form or by link, and never to another host', async () => {
    const { url, access } = bench.guarded;
    const { token } = access.tokens.issue('viewer', 'wall 2', Date.now());
    const form = await post(
      '/login',
      `token=${token}&next=%2Fwall`,
      { 'content-type': 'application/x-www-form-urlencoded' },
      url,
    );
    assert.equal(form.status, 303);
    assert.equal(form.headers.get('location'), '/wall');
    const [cookie = '', ...attributes] = (form.headers.get('set-cookie') ?? '').split('; ');
    assert.deepEqual(attributes.sort(), ['HttpOnly', 'Max-Age=7776000', 'Path=/', 'SameSite=Strict']);
    assert.equal((await get('/wall', { cookie }, url)).status, 200);
    assert.equal((await get('/api/city', { cookie }, url)).status, 200);
    assert.equal((await get(`/login?token=${token}&next=//evil.example`, {}, url)).headers.get('location'), '/');
    assert.equal((await get('/login?token=wrong', {}, url)).status, 401);
  });

  test("a page of another site can neither read nor act through this machine's browser", async () => {
    assert.equal((await get('/api/alarms', { origin: 'https://evil.example' })).status, 401);
    assert.equal(
      (await post('/api/devices', { device: 'x', station: 1 }, { origin: 'https://evil.example' })).status,
      401,
    );
    const { url, access } = bench.guarded;
    const cookie = access.login(access.tokens.issue('operator', 'desk 3', Date.now()).token)!.split(';')[0]!;
    assertCoded(
      await post('/api/devices', { device: 'x', station: 1 }, { cookie, origin: 'https://evil.example' }, url),
      'GL_FORBIDDEN',
    );
  });

  test('expensive questions are bounded per address', async () => {
    const statuses = await Promise.all(
      Array.from({ length: 90 }, async () => (await get('/api/rejects', {}, bench.guarded.url)).status),
    );
    assert.ok(
      statuses.every((status) => status === 401),
      'who may not ask costs nothing',
    );
    const path = '/login?token=wrong';
    const tried = await Promise.all(
      Array.from({ length: 90 }, async () => (await get(path, {}, bench.guarded.url)).status),
    );
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
    assert.equal(
      (await fetch(`${bench.url}/api/city`, { headers: { 'accept-encoding': 'gzip;q=0' } })).headers.get(
        'content-encoding',
      ),
      null,
    );
  });

  test('the public payload contains nothing but what is listed here', async () => {
    const { body } = await get('/api/public/city', {}, bench.guarded.url);
    const keysOf = (value: Json): string[] => Object.keys(value).sort();
    assert.deepEqual(keysOf(body), [
      'city',
      'factors',
      'grid',
      'limitSources',
      'liveUrl',
      'notice',
      'regions',
      'relief',
      'stations',
      'waters',
    ]);
    for (const station of body.stations) {
      for (const key of keysOf(station))
        assert.ok(
          [
            'county',
            'factors',
            'id',
            'isPublic',
            'kind',
            'names',
            'period',
            'position',
            'river',
            'targetClass',
            'township',
          ].includes(key),
          key,
        );
    }
    assert.deepEqual(
      body.stations.map((station: Json) => station.id),
      [1, 2, 200],
      'no enterprise, no site, no township micro-station',
    );
    for (const region of body.regions)
      assert.deepEqual(keysOf(region), ['centre', 'id', 'level', 'names', 'parent', 'ring']);
    assert.deepEqual(body.limitSources, []);
    for (const factor of body.factors) assert.deepEqual(keysOf(factor), ['code', 'decimals', 'en', 'id', 'unit', 'zh']);
    const text = JSON.stringify(body);
    for (const secret of [
      'AIR0000',
      'ENT0000',
      '一厂',
      '许可证',
      '生态环境分局',
      'industry',
      'device',
      'units',
      'limits"',
    ])
      assert.ok(!text.includes(secret), secret);
  });

  test('pages and assets: fresh pages, assets for ever, a strict policy on each', async () => {
    const page = await get('/wall');
    assert.equal(page.headers.get('cache-control'), 'no-cache');
    const policy = page.headers.get('content-security-policy')!;
    assert.ok(
      policy.includes(`default-src 'none'`) &&
        policy.includes(`script-src 'self';`) &&
        policy.includes(`connect-src 'self' ws://127.0.0.1:${bench.hub.port};`),
      policy,
    );
    assert.ok(!/script-src[^;]*unsafe|style-src [^;]*unsafe|https?:|\*/.test(policy), policy);
    assert.equal(page.headers.get('x-content-type-options'), 'nosniff');
    const asset = await get('/assets/wall-AbCd1234.js');
    assert.match(asset.headers.get('cache-control')!, /immutable/);
    for (const path of ['/api/stations', '/api/nothing', '/assets/wall-AbCd1234.js', '/api/reference'])
      assert.ok((await get(path)).headers.get('content-security-policy'), path);
  });

  test('every answer has the same security headers, whatever becomes of the request', async () => {
    const answers = [
      '/wall',
      '/assets/wall-AbCd1234.js',
      '/api/city',
      '/api/nothing',
      '/healthz?x=1',
      '/login?token=x',
    ];
    for (const path of [...answers, '/assets/none.js']) {
      const { headers } = await get(path);
      const expected = {
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
        'strict-transport-security': null,
      };
      for (const [name, value] of Object.entries(expected)) assert.equal(headers.get(name), value, `${path} ${name}`);
      assert.deepEqual(
        headers.get('content-security-policy')?.split(/; ?/),
        [
          `default-src 'none'`,
          `script-src 'self'`,
          `style-src 'self'`,
          `style-src-attr 'unsafe-inline'`,
          `img-src 'self' data: blob:`,
          `font-src 'self'`,
          `connect-src 'self' ws://127.0.0.1:${bench.hub.port}`,
          `worker-src 'self' blob:`,
          `manifest-src 'self'`,
          `base-uri 'none'`,
          `form-action 'self'`,
          `frame-ancestors 'none'`,
        ],
        path,
      );
      assert.match(headers.get('x-trace-id') ?? '', /^[0-9a-f]{16}$/);
    }
    const undecodable = await get('/api/stations/%');
    assert.match(undecodable.headers.get('content-security-policy') ?? '', /^default-src 'none'; ?script-src 'self';/);
  });

  test('a page or an asset that is held already is 304, and comes compressed where its build made it so', async () => {
    const plain = Buffer.from('export const kept = 1;');
    const path = join(bench.screens, 'assets', 'kept-AbCd1234.js');
    writeFileSync(path, plain);
    writeFileSync(`${path}.br`, brotliCompressSync(plain));
    writeFileSync(`${path}.gz`, gzipSync(plain));
    const cases = {
      br: 'br',
      gzip: 'gzip',
      'gzip, br': 'br',
      'br;q=0, gzip': 'gzip',
      'gzip;q=0': null,
      identity: null,
    };
    for (const [accepted, coding] of Object.entries(cases)) {
      const headers = { 'accept-encoding': accepted };
      const asset = await get('/assets/kept-AbCd1234.js', headers);
      assert.deepEqual([asset.status, asset.body], [200, String(plain)]);
      assert.equal(asset.headers.get('content-encoding'), coding, accepted);
      assert.match(asset.headers.get('content-type') ?? '', /javascript; charset=utf-8$/i);
      assert.equal(asset.headers.get('vary'), 'accept-encoding');
      assert.equal(asset.headers.get('cache-control'), 'public, max-age=31536000, immutable');
      const etag = asset.headers.get('etag') ?? '';
      const again = await get('/assets/kept-AbCd1234.js', { ...headers, 'if-none-match': etag });
      assert.deepEqual([again.status, again.body, again.headers.get('etag')], [304, '', etag]);
    }
    for (const page of ['/', '/wall', '/icon.svg']) {
      const etag = (await get(page)).headers.get('etag') ?? '';
      const again = await get(page, { 'if-none-match': etag });
      assert.deepEqual([again.status, again.headers.get('cache-control')], [304, 'no-cache'], page);
      assert.equal((await get(page, { 'if-none-match': '"another"' })).status, 200, page);
    }
    for (const hidden of ['/assets/kept-AbCd1234.js.br', '/assets/kept-AbCd1234.js.gz', '/assets/']) {
      const answer = await get(hidden);
      assertCoded(answer, 'GL_NOT_FOUND');
      assert.equal(answer.headers.get('cache-control'), 'no-store');
    }
  });

  test('a page that is not built is not ready, and is served as soon as it is', async () => {
    const page = join(bench.screens, 'duty', 'index.html');
    const built = readFileSync(page);
    rmSync(page);
    assertCoded(await get('/duty'), 'GL_NOT_READY');
    writeFileSync(page, built);
    assert.equal((await get('/duty')).status, 200);
  });

  test('a host that is no name does not reach the policy', async () => {
    const answer = await new Promise<string>((resolve, reject) => {
      import('node:http')
        .then(({ request }) =>
          request(`${bench.url}/healthz`, { headers: { host: 'a; script-src *' } }, (reply) =>
            resolve(String(reply.headers['content-security-policy'])),
          )
            .on('error', reject)
            .end(),
        )
        .catch(reject);
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
        const declared = (operation.parameters ?? [])
          .filter((parameter: Json) => parameter.in === 'path')
          .map((parameter: Json) => parameter.name);
        assert.deepEqual(declared.sort(), named.sort(), path);
      }
    }
    assert.equal(new Set(ids).size, ids.length);
    for (const path of [
      '/api/stations',
      '/api/stations/{id}',
      '/api/stations/{id}/series',
      '/api/hotspots',
      '/api/rankings/exceedance',
      '/api/rankings/regions',
      '/api/alarms',
      '/api/rejects',
      '/api/receipts/{id}',
      '/api/devices',
      '/api/readings',
      '/healthz',
      '/readyz',
      '/metrics',
    ]) {
      assert.ok(body.paths[path], path);
    }
    for (const [, reference] of JSON.stringify(body).matchAll(/"\$ref":"([^"]+)"/g)) {
      const found = reference!
        .replace(/^#\//, '')
        .split('/')
        .reduce((at: Json, key) => at?.[key], body);
      assert.ok(found, reference);
    }
    const page = await get('/api/reference');
    for (const id of ids) assert.ok(page.body.includes(`id="${id}"`), id);
    assert.ok(!/<script|https?:\/\//.test(page.body));
  });
});
