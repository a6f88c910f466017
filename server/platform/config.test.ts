import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadConfig } from './config.ts';
import { SECRETS } from './environment.ts';

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

const LONG = 'c'.repeat(32);
const live = (url: string): RegExp => new RegExp(`GL_CONFIG.*GUANLAN_LIVE_URL: ${url.replace(/[/?.[\]]/g, '\\$&')}`);

test('a live address is a path of the same host, or a whole ws:// or wss:// address', () => {
  for (const url of [
    '/live',
    '/guanlan/live',
    '/live-2/v1.0',
    '/',
    'ws://10.0.0.5:8081/live',
    'wss://city.example/live',
    'wss://[2001:db8::1]:8443/live',
  ]) {
    assert.equal(loadConfig({ GUANLAN_LIVE_URL: url }).publicLiveUrl, url);
  }
  assert.equal(loadConfig({ GUANLAN_LIVE_URL: '' }).publicLiveUrl, null);
  for (const url of [
    'live',
    'city.example/live',
    'http://city.example/live',
    '//city.example/live',
    '/\\city.example',
    '/live?x=1',
    '/live#x',
    '/a b',
    'wss://',
    'wss:/live',
    'wss://city.example/live#x',
    'wss://user:word@city.example/live',
    'wss://a.example/live,wss://b.example/live',
    'wss://city.example:99999/live',
    'wss://*/live',
    'wss://city.example;x/live',
    'wss://city.example/a,b',
  ])
    assert.throws(() => loadConfig({ GUANLAN_LIVE_URL: url }), /GL_CONFIG.*GUANLAN_LIVE_URL/, url);
  assert.throws(() => loadConfig({ GUANLAN_LIVE_URL: 'city.example/live' }), live('city.example/live'));
});

test("an administrator's token and a key secret are taken from 32 characters on", () => {
  assert.equal(loadConfig({ GUANLAN_ADMIN_TOKEN: LONG }).adminToken, LONG);
  assert.equal(loadConfig({ GUANLAN_KEY_SECRET: `${LONG} 口令` }).keySecret, `${LONG} 口令`);
});

for (const name of ['GUANLAN_ADMIN_TOKEN', 'GUANLAN_KEY_SECRET']) {
  for (const [what, text] of [
    ['empty', ''],
    ['short', 'x'.repeat(31)],
    ['spaces', ' '.repeat(40)],
    ['NULs', '\0'.repeat(40)],
  ] as const) {
    test(`${name} that is ${what} is refused, given itself or as a file`, () => {
      const directory = mkdtempSync(join(tmpdir(), 'guanlan-config-'));
      try {
        assert.throws(() => loadConfig({ [name]: text }), new RegExp(`GL_CONFIG.*${name}: `));
        writeFileSync(join(directory, 'secret'), text);
        assert.throws(
          () => loadConfig({ [`${name}_FILE`]: join(directory, 'secret') }),
          new RegExp(`GL_CONFIG.*${name}_FILE: `),
        );
      } finally {
        rmSync(directory, { recursive: true });
      }
    });
  }
}

test('any secret given as a file that is empty is refused: it was cut, or never filled', () => {
  const directory = mkdtempSync(join(tmpdir(), 'guanlan-config-'));
  try {
    writeFileSync(join(directory, 'secret'), '\n');
    for (const name of SECRETS)
      assert.throws(
        () => loadConfig({ [`${name}_FILE`]: join(directory, 'secret') }),
        new RegExp(`GL_CONFIG.*${name}_FILE: .*empty`),
      );
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
