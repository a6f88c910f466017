import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { GuanlanError } from '../../streams/contracts/errors.ts';
import { run, tempDir } from '../../test/harness/mod.ts';
import { keySecret } from '../device-keys/mod.ts';
import { keptSecret, replacePrivate } from '../platform/secret-file.ts';
import { adminToken, demoPartnerToken, startupCredentials, openAccess } from './mod.ts';

const NOW = Date.UTC(2026, 10, 22);
const clock = { now: () => NOW, monotonic: () => NOW };
let dataDir: string;
beforeEach(() => {
  dataDir = tempDir('secrets');
  mkdirSync(join(dataDir, 'secrets'));
});

const place = (name: string): string => join(dataDir, 'secrets', name);
const open = () => openAccess({ adminToken: null, dataDir, host: '0.0.0.0', tls: null }, clock);
/** The refusal by code, with the file's path in it. */
const names =
  (path: string) =>
  (error: unknown): boolean =>
    error instanceof GuanlanError && error.code === 'GL_SECRET_DAMAGED' && error.detail.includes(path);

const DAMAGED: readonly (readonly [string, string])[] = [
  ['of no bytes', ''],
  ['of a line end', '\n'],
  ['of spaces', ' '.repeat(60)],
  ['of NULs', '\0'.repeat(60)],
  ['cut short', 'gl_admin_4hK2\n'],
  ['whose end is NULs', `gl_admin_4hK2${'\0'.repeat(40)}`],
  ['one character too short', 'x'.repeat(31)],
];

describe('a secret file', () => {
  for (const [what, text] of DAMAGED) {
    test(`${what} is refused by code and left as it is`, () => {
      writeFileSync(place('admin-token'), text);
      writeFileSync(place('session-key'), text);
      writeFileSync(place('device-keys'), text);
      writeFileSync(place('demo-partner-token'), text);
      assert.throws(() => adminToken({ adminToken: null, dataDir }), names(place('admin-token')));
      assert.throws(
        () => startupCredentials({ adminToken: null, dataDir, city: null }, NOW),
        names(place('admin-token')),
      );
      assert.throws(open, names(place('admin-token')));
      assert.throws(() => keySecret({ keySecret: null, dataDir }), names(place('device-keys')));
      assert.throws(() => demoPartnerToken({ dataDir }, NOW), names(place('demo-partner-token')));
      for (const name of readdirSync(join(dataDir, 'secrets')))
        assert.equal(readFileSync(place(name), 'utf8'), text, name);
      assert.equal(
        existsSync(join(dataDir, 'access', 'tokens.json')),
        false,
        'an unusable partner token is not entered',
      );
    });
  }

  test('a session key cut short ends the start: nobody can sign a cookie under a key that is known', () => {
    const { token } = adminToken({ adminToken: null, dataDir });
    const cookie = open().login(token)?.split(';')[0];
    writeFileSync(place('session-key'), '');
    assert.throws(open, names(place('session-key')));
    writeFileSync(place('session-key'), readFileSync(place('admin-token')).subarray(0, 5));
    assert.throws(open, names(place('session-key')));
    assert.ok(cookie);
  });

  test('is made once, for its owner only, with nothing left beside it', () => {
    const path = place('session-key');
    assert.deepEqual(
      keptSecret(path, () => 'a'.repeat(43), ''),
      { secret: 'a'.repeat(43), made: true },
    );
    assert.deepEqual(
      keptSecret(path, () => 'b'.repeat(43), ''),
      { secret: 'a'.repeat(43), made: false },
    );
    assert.equal(statSync(path).mode & 0o777, 0o600);
    assert.deepEqual(readdirSync(join(dataDir, 'secrets')), ['session-key']);
  });

  test('what a process that was killed while writing left beside it is not taken for it', () => {
    writeFileSync(place('session-key.0123456789ab'), 'half');
    assert.equal(keptSecret(place('session-key'), () => 'a'.repeat(43), '').made, true);
    writeFileSync(place('admin-token.0123456789ab'), 'half');
    writeFileSync(place('admin-token'), '');
    assert.throws(() => adminToken({ adminToken: null, dataDir }), names(place('admin-token')));
  });
});

const CHILD = `
  import { keptSecret } from ${JSON.stringify(fileURLToPath(new URL('../platform/secret-file.ts', import.meta.url)))};
  import { randomBytes } from 'node:crypto';
  const [path, at] = process.argv.slice(1);
  while (Date.now() < Number(at));
  try { console.log(JSON.stringify(keptSecret(path, () => randomBytes(32).toString('base64url'), ''))); }
  catch (error) { console.log(JSON.stringify({ failed: error.code })); }`;
const child = (path: string, at = 0): readonly string[] => ['--input-type=module', '--eval', CHILD, path, String(at)];

test('processes that start together meet in one secret', async () => {
  const at = Date.now() + 2_500;
  const children = Array.from({ length: 6 }, () => run(process.execPath, child(place('admin-token'), at)));
  await Promise.all(children.map(({ ended }) => ended));
  const told = children.map(({ output }) => JSON.parse(output()) as { secret: string; made: boolean });
  assert.equal(new Set(told.map(({ secret }) => secret)).size, 1, JSON.stringify(told));
  assert.equal(told.filter(({ made }) => made).length, 1, 'one of them made it');
  assert.deepEqual(readdirSync(join(dataDir, 'secrets')), ['admin-token']);
});

test('where nothing can be written the start fails, and no empty file is left for the next one', async () => {
  // A file size limit of nothing acts as a full disk does: the file can be made, its bytes cannot be written.
  const full = run('/bin/sh', ['-c', 'ulimit -f 0; exec "$0" "$@"', process.execPath, ...child(place('admin-token'))]);
  await full.ended;
  assert.match(full.output(), /"failed":"EFBIG"/);
  assert.deepEqual(readdirSync(join(dataDir, 'secrets')), []);
});

test('a private file is replaced whole, with nothing left beside it', () => {
  const path = join(dataDir, 'access', 'tokens.json');
  replacePrivate(path, 'first');
  replacePrivate(path, 'second');
  assert.equal(readFileSync(path, 'utf8'), 'second');
  assert.equal(statSync(path).mode & 0o777, 0o600);
  assert.deepEqual(readdirSync(join(dataDir, 'access')), ['tokens.json']);
});

test("an empty token is nobody's, whatever is configured or entered", () => {
  const entry = {
    id: 'abcdef012345',
    role: 'admin',
    name: 'x',
    hash: createHash('sha256').update('').digest('hex'),
    created: NOW,
  };
  replacePrivate(join(dataDir, 'access', 'tokens.json'), JSON.stringify([entry]));
  assert.equal(open().tokens.find(''), null);
  assert.equal(open().login(''), null);
  assert.throws(
    () => open().tokens.enter('', 'partner', 'y', NOW),
    (error) => error instanceof GuanlanError,
  );
  assert.equal(openAccess({ adminToken: '', dataDir, host: '0.0.0.0', tls: null }, clock).login(''), null);
});

test("`npm start` on an empty administrator's token ends with the code, the file and what to do", async () => {
  writeFileSync(place('admin-token'), '');
  const main = fileURLToPath(new URL('../main.ts', import.meta.url));
  const started = run(process.execPath, [main], {
    GUANLAN_DATA_DIR: dataDir,
    GUANLAN_CITY: 'none',
    GUANLAN_HTTP_PORT: '0',
    GUANLAN_LIVE_PORT: '0',
    GUANLAN_HJ212_PORT: '0',
  });
  const timer = setTimeout(() => started.child.kill('SIGINT'), 20_000);
  assert.equal(await started.ended, 1, started.output());
  clearTimeout(timer);
  assert.match(started.output(), /GL_SECRET_DAMAGED/);
  assert.ok(started.output().includes(place('admin-token')), started.output());
  assert.match(started.output(), /delete/);
});
