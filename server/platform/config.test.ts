import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadConfig } from './config.ts';

test('the defaults need no environment at all', () => {
  const config = loadConfig({});
  assert.deepEqual(
    [config.host, config.httpPort, config.livePort, config.hj212Port, config.city],
    ['127.0.0.1', 8080, 8081, 9212, 'yunzhou'],
  );
  assert.equal(config.natsUrl, null);
});

test('a secret may come from a file', () => {
  const directory = mkdtempSync(join(tmpdir(), 'guanlan-config-'));
  try {
    writeFileSync(join(directory, 'token'), 's3cret\n');
    assert.equal(loadConfig({ NATS_TOKEN_FILE: join(directory, 'token') }).natsToken, 's3cret');
  } finally {
    rmSync(directory, { recursive: true });
  }
});

const mistakes: readonly [string, Record<string, string>, RegExp][] = [
  ['a port that is no number', { GUANLAN_HTTP_PORT: 'http' }, /GL_CONFIG.*GUANLAN_HTTP_PORT: http/],
  ['a port out of range', { GUANLAN_LIVE_PORT: '70000' }, /GUANLAN_LIVE_PORT: 70000/],
  ['a host that is no address', { GUANLAN_HOST: 'my box' }, /GUANLAN_HOST/],
  ['a broker address of another protocol', { NATS_URL: 'http://nats' }, /NATS_URL.*nats:\/\//],
  ['a secret file that is not there', { NATS_TOKEN_FILE: '/nonexistent/token' }, /NATS_TOKEN_FILE.*ENOENT/],
  ['a certificate without its key', { GUANLAN_TLS_CERT: 'pem' }, /certificate and key go together/],
  ['a city pack that is not there', { GUANLAN_CITY: '../no-such-pack' }, /GUANLAN_CITY.*no-such-pack/],
];
for (const [name, env, message] of mistakes)
  test(`${name} is named`, () => assert.throws(() => loadConfig(env), message));
