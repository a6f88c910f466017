import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { until } from '../../test/harness/mod.ts';
import { adminToken } from '../access/mod.ts';
import { startIngest, type RunningIngest } from '../ingest/mod.ts';
import { openApiBench, type ApiBench } from '../../test/fixtures/api-bench.ts';
import { assertCoded, bearer, requestsTo, type ApiAnswer, type Json } from '../../test/fixtures/api-requests.ts';

/**
 * Half of a surrogate pair is good JSON and no text: every door says so, and nothing of it reaches the broker or the
 * store.
 */
const LONE = '\ud800x';
let bench: ApiBench;
let ingest: RunningIngest;
let partner: string;
before(async () => {
  bench = await openApiBench();
  partner = bench.guarded.access.tokens.issue('partner', 'partner', Date.now()).token;
  ingest = await startIngest(bench.context, {
    publisher: bench.publisher,
    registry: bench.registry,
    bounds: { batchAge: 50, pullWait: 1000 },
  });
});
after(async () => {
  await ingest.close();
  await bench.close();
});
const { get, post } = requestsTo(() => bench.url);
const push = (body: unknown): Promise<ApiAnswer> => post('/api/readings', body, bearer(partner), bench.guarded.url);

const readings = async (): Promise<number> =>
  Number((await bench.context.store.rows<{ n: string }>('history', 'SELECT count() AS n FROM readings'))[0]?.n);
const item = (device: string, value: number): object => ({
  device,
  factor: 'a34004',
  time: new Date(Math.floor(Date.now() / 1000) * 1000).toISOString(),
  value,
});

test('a push with such a device: a verdict per item, the good one stored, and later pushes as well', async () => {
  const device = bench.registry.station(1)?.device ?? '';
  const { status, body } = await push([item(LONE, 1), item(device, 2), { ...item(device, 3), unit: LONE }]);
  assert.equal(status, 202);
  assert.deepEqual(
    body.items.map((verdict: Json) => [verdict.accepted, verdict.reason ?? null]),
    [
      [false, 'bad_text'],
      [true, null],
      [false, 'bad_text'],
    ],
  );
  await until('the good one', async () => (await readings()) === 1);
  await push([{ ...item(device, 4), time: new Date(Math.floor(Date.now() / 1000) * 1000 - 60_000).toISOString() }]);
  await until('a later push', async () => (await readings()) === 2);
});

test('the reason of a mark is text or the mark is refused', async () => {
  const mark = { station: 300, code: 'fd', begin: new Date().toISOString(), reason: LONE };
  const { body } = await get('/api/openapi.json');
  const [code] = body.paths['/api/marks'].post.requestBody.content['application/json'].schema.properties.code.enum;
  const answer = await post('/api/marks', { ...mark, code });
  assertCoded(answer, 'GL_BAD_REQUEST');
  assert.match(answer.body.detail, /^body\/reason /);
  assert.equal((await post('/api/marks', { ...mark, code, reason: '😀 检修' })).status, 201);
});

/** A body that the schema takes, as far as a schema tells. */
function sample(schema: Json): Json {
  if (schema.enum) return schema.enum[0];
  if (schema.const !== undefined) return schema.const;
  if (schema.anyOf) return sample(schema.anyOf[0]);
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(Object.entries(schema.properties ?? {}).map(([name, each]) => [name, sample(each)]));
    case 'array':
      return Array.from({ length: schema.minItems ?? 1 }, () => sample(schema.items));
    case 'integer':
    case 'number':
      return schema.minimum ?? 1;
    case 'boolean':
      return false;
    default:
      return /T\\d\{2\}/.test(schema.pattern ?? '')
        ? new Date().toISOString()
        : 'a'.repeat(Math.max(1, schema.minLength ?? 1));
  }
}

/** The same value, once for each text in it (names of fields too), with that text spoiled. */
function* spoiled(value: Json): Generator<Json> {
  if (typeof value === 'string') yield LONE;
  else if (Array.isArray(value))
    for (const [at, each] of value.entries()) for (const bad of spoiled(each)) yield value.with(at, bad);
  else if (typeof value === 'object' && value !== null) {
    for (const [name, each] of Object.entries(value)) for (const bad of spoiled(each)) yield { ...value, [name]: bad };
    yield { ...value, [LONE]: 1 };
  }
}

test('no route answers half a pair with a 5xx, wherever it stands: body, address, query or header', async () => {
  const { paths } = bench.api.openapi() as Json;
  const admin = adminToken(bench.config).token;
  let bodies = 0;
  const faulty: string[] = [];
  const look = (what: string, { status, body }: ApiAnswer): void => {
    if (status >= 500 && body.code !== 'GL_NOT_READY')
      faulty.push(`${what}: ${status} ${JSON.stringify(body).slice(0, 200)}`);
  };
  for (const [path, methods] of Object.entries<Json>(paths)) {
    for (const [method, operation] of Object.entries<Json>(methods)) {
      // These say how they are by their status.
      if (path === '/readyz') continue;
      const address = path.replaceAll(/\{\w+\}/g, '%ED%A0%80x');
      const plain = path.replaceAll(/\{\w+\}/g, '1');
      const ask = async (at: string, body?: Json, headers: Record<string, string> = {}): Promise<ApiAnswer> => {
        const answer = await fetch(bench.guarded.url + at, {
          method: method.toUpperCase(),
          redirect: 'manual',
          headers: {
            ...(body === undefined ? {} : { 'content-type': 'application/json' }),
            ...bearer(admin),
            ...headers,
          },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
        const text = await answer.text();
        return {
          status: answer.status,
          headers: answer.headers,
          body: /json/.test(answer.headers.get('content-type') ?? '') && text !== '' ? JSON.parse(text) : text,
        };
      };
      if (address !== path) look(`${method} ${address}`, await ask(address));
      for (const { in: where, name } of (operation.parameters ?? []) as Json[]) {
        if (where === 'query') look(`${method} ${plain}?${name}`, await ask(`${plain}?${name}=%ED%A0%80x`));
      }
      look(
        `${method} ${plain} cookie`,
        await ask(plain, undefined, { cookie: 'gl=\xed\xa0\x80', 'x-forwarded-for': '\xed\xa0\x80' }),
      );
      const schema = operation.requestBody?.content?.['application/json']?.schema;
      if (!schema || path === '/api/readings') continue;
      for (const body of spoiled(sample(schema))) {
        bodies += 1;
        const answer = await ask(plain, body);
        look(`${method} ${plain} ${JSON.stringify(body)}`, answer);
        if (answer.status < 500) assertCoded(answer, 'GL_BAD_REQUEST');
      }
    }
  }
  assert.deepEqual(faulty, []);
  assert.ok(bodies > 20, `${bodies}`);
});
