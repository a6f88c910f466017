import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import Ajv2020 from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { ENVIRONMENT, loadConfig, SECRETS } from '../server/platform/config.ts';

interface Service {
  readonly environment?: Readonly<Record<string, string>>;
  readonly image: string;
  readonly healthcheck?: unknown;
  readonly volumes?: readonly string[];
}
interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly secrets: Readonly<Record<string, { readonly environment: string }>>;
}

const text = readFileSync(new URL('../docker-compose.yml', import.meta.url), 'utf8');
const compose = parse(text, { merge: true }) as Compose;
const ours = ['work', 'edge'];

test('the compose file fits the compose specification', () => {
  const schemaPath = createRequire(import.meta.url)
    .resolve('dclint/package.json')
    .replace('package.json', 'schemas/compose.schema.json');
  const { $schema: _, ...schema } = JSON.parse(readFileSync(schemaPath, 'utf8')) as Record<string, unknown>;
  const validate = new Ajv2020.default({ strict: false, validateFormats: false }).compile(schema);
  assert.equal(validate(compose), true, JSON.stringify(validate.errors));
  assert.equal(validate({ services: { edge: { image: 7 } } }), false, 'the schema must be able to refuse');
});

test('the environment it passes is the one server/platform/config.ts reads', () => {
  const known = new Set<string>([...ENVIRONMENT, ...SECRETS.map((name) => `${name}_FILE`)]);
  for (const role of ours) {
    const given = compose.services[role]!.environment!;
    for (const name of Object.keys(given)) assert.ok(known.has(name), `${role} passes ${name}, which no code reads`);
    const plain = Object.fromEntries(
      Object.entries(given)
        .filter(([name]) => !name.endsWith('_FILE'))
        .map(([name, value]) => [name, value.replace(/^\$\{\w+:-(.*)\}$/, '$1')]),
    );
    const config = loadConfig(plain);
    assert.equal(config.host, '0.0.0.0');
    assert.equal(config.natsUrl, 'nats://nats:4222');
    assert.equal(config.clickhouseUrl, 'http://clickhouse:8123');
    assert.equal(config.publicLiveUrl, '/live');
  }
});

test('there is no default password, and every service has a health check or is watched by one', () => {
  for (const name of ['NATS_TOKEN', 'CLICKHOUSE_PASSWORD']) assert.match(text, new RegExp(`\\$\\{${name}:\\?`));
  for (const secret of Object.values(compose.secrets)) assert.match(secret.environment, /^[A-Z_]+$/);
  for (const name of ['nats', 'clickhouse', 'edge', 'proxy'])
    assert.ok(compose.services[name]!.healthcheck, `${name} has no health check`);
  for (const service of Object.values(compose.services)) assert.doesNotMatch(service.image, /:latest$|^[^:]+$/);
});
