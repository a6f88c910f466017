import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import Ajv2020 from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { loadConfig } from '../server/platform/config.ts';
import { ENVIRONMENT, SECRETS } from '../server/platform/environment.ts';
import { tempDir } from './harness/mod.ts';

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

test('every value it passes is accepted, its secret files too once they are filled', () => {
  const directory = tempDir('compose');
  const filled =
    (secret: string) =>
    (name: string): string => {
      const path = join(directory, name);
      writeFileSync(path, secret);
      return path;
    };
  for (const role of ours) {
    const given = Object.entries(compose.services[role]?.environment ?? {});
    const withFiles = (file: (name: string) => string): Record<string, string> =>
      Object.fromEntries(
        given.map(([name, value]) => [
          name,
          name.endsWith('_FILE') ? file(name) : value.replace(/^\$\{\w+:-(.*)\}$/, '$1'),
        ]),
      );
    // As docs/operations.md makes them: openssl rand -hex 24.
    const config = loadConfig(withFiles(filled(randomBytes(24).toString('hex'))));
    assert.ok(config.adminToken && config.keySecret && config.natsToken && config.clickhousePassword);
    // Compose fills a file with nothing where the variable behind it is not set.
    assert.throws(() => loadConfig(withFiles(filled(''))), /GL_CONFIG.*_FILE: .* is empty/);
  }
});

test('there is no default password, and every service has a health check or is watched by one', () => {
  for (const name of ['NATS_TOKEN', 'CLICKHOUSE_PASSWORD']) assert.match(text, new RegExp(`\\$\\{${name}:\\?`));
  for (const secret of Object.values(compose.secrets)) assert.match(secret.environment, /^[A-Z_]+$/);
  for (const name of ['nats', 'clickhouse', 'edge', 'proxy'])
    assert.ok(compose.services[name]!.healthcheck, `${name} has no health check`);
  for (const service of Object.values(compose.services)) assert.doesNotMatch(service.image, /:latest$|^[^:]+$/);
});
