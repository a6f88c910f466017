import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { GuanlanError } from '../../streams/contracts/errors.ts';
import { adminToken, demoPartnerToken, startupCredentials, openAccess, reaches, type AccessRequest } from './mod.ts';
import { openTokens } from './tokens.ts';

let dataDir: string;
let now = Date.UTC(2026, 10, 22);
const clock = { now: () => now, monotonic: () => now };
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'guanlan-access-'));
  now = Date.UTC(2026, 10, 22);
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const open = (host = '127.0.0.1', configured: string | null = null) =>
  openAccess({ adminToken: configured, dataDir, host, tls: null }, clock);
const bearer = (token: string): AccessRequest => ({ authorization: `Bearer ${token}`, host: 'city.example' });
const cookieOf = (setCookie: string | null): string => (setCookie ?? '').split(';')[0]!;

describe('tokens', () => {
  test('are kept hashed, in a file that only the owner reads', () => {
    const { token } = openTokens(dataDir).issue('operator', 'desk 1', now);
    const path = join(dataDir, 'access', 'tokens.json');
    assert.equal(statSync(path).mode & 0o777, 0o600);
    assert.ok(!readFileSync(path, 'utf8').includes(token));
    assert.equal(open('0.0.0.0').authorize(bearer(token))?.role, 'operator');
    assert.equal(open('0.0.0.0').authorize(bearer(`${token}x`)), null);
  });

  test('revoking one ends it and its sessions in a process that had them read already', () => {
    const access = open('0.0.0.0');
    const { token, entry } = access.tokens.issue('viewer', 'wall', now);
    const cookie = cookieOf(access.login(token));
    assert.equal(access.authorize({ cookie })?.name, 'wall');
    assert.ok(openTokens(dataDir).revoke(entry.id), 'another process revokes');
    assert.equal(access.authorize({ cookie })?.role, 'public');
    assert.equal(access.authorize(bearer(token)), null);
  });

  test('a file that is not a list of tokens is refused whole', () => {
    openTokens(dataDir).issue('viewer', 'wall', now);
    const path = join(dataDir, 'access', 'tokens.json');
    const good = readFileSync(path, 'utf8');
    for (const bad of [good.replace('viewer', 'root'), good.replace('"wall"', String.raw`"\ud800"`)]) {
      writeFileSync(path, bad);
      assert.throws(
        () => openTokens(dataDir),
        (error) => error instanceof GuanlanError && error.code === 'GL_CONFIG',
      );
    }
  });

  test('the administrator has one from the first start on, the configured one where there is one', () => {
    const first = adminToken({ adminToken: null, dataDir });
    assert.equal(first.made, true);
    assert.deepEqual(adminToken({ adminToken: null, dataDir }), { token: first.token, made: false });
    assert.equal(statSync(join(dataDir, 'secrets', 'admin-token')).mode & 0o777, 0o600);
    assert.equal(open('0.0.0.0').authorize(bearer(first.token))?.role, 'admin');
    const configured = open('0.0.0.0', 'a configured one');
    assert.equal(configured.authorize(bearer(first.token)), null);
  });

  test('the demo partner may push and nothing else', () => {
    const token = demoPartnerToken({ dataDir }, now);
    assert.equal(demoPartnerToken({ dataDir }, now), token);
    const access = open('0.0.0.0');
    const grant = access.authorize(bearer(token));
    assert.ok(grant && reaches(grant, 'partner') && !reaches(grant, 'viewer'));
    assert.equal(access.login(token), null);
    assert.equal(access.tokens.list().length, 1);
  });
});

test("a start tells the administrator's token once, and the demo's partner token each time", () => {
  const config = { adminToken: null, dataDir, city: 'yunzhou' };
  const first = startupCredentials(config, now);
  assert.deepEqual(
    first.map(([, en]) => en),
    ['admin token', 'partner token'],
  );
  assert.equal(open('0.0.0.0').authorize(bearer(first[0]![2]))?.role, 'admin');
  assert.equal(open('0.0.0.0').authorize(bearer(first[1]![2]))?.role, 'partner');
  const where = ['管理', 'admin token', join(dataDir, 'secrets', 'admin-token')];
  assert.deepEqual(startupCredentials(config, now), [where, first[1]]);
  assert.deepEqual(startupCredentials({ ...config, city: null }, now), [where]);
  assert.deepEqual(startupCredentials({ ...config, adminToken: 'configured', city: null }, now), []);
});

describe('a single machine on loopback, nothing configured', () => {
  const local: AccessRequest = { host: '127.0.0.1:8080' };
  const cases: readonly (readonly [string, AccessRequest, 'operator' | 'public'])[] = [
    ['a program on this machine', local, 'operator'],
    ['a page of ours', { ...local, origin: 'http://127.0.0.1:8080', fetchSite: 'same-origin' }, 'operator'],
    [
      'the live socket, on the other port',
      { host: '127.0.0.1:8081', origin: 'http://127.0.0.1:8080', fetchSite: 'same-site' },
      'operator',
    ],
    ['an address typed by hand', { host: 'localhost:8080', fetchSite: 'none' }, 'operator'],
    ['IPv6 loopback', { host: '[::1]:8080' }, 'operator'],
    ['a page of another site', { ...local, origin: 'https://evil.example', fetchSite: 'cross-site' }, 'public'],
    ['a page of another site in an old browser', { ...local, origin: 'https://evil.example' }, 'public'],
    ['a name that resolves to 127.0.0.1', { host: 'evil.example:8080', origin: 'http://evil.example:8080' }, 'public'],
    ['a proxy in front', { ...local, forwarded: '203.0.113.9' }, 'public'],
    ['no host at all', {}, 'public'],
    ['a sandboxed page', { ...local, origin: 'null' }, 'public'],
  ];
  for (const [name, request, role] of cases) {
    test(`${name}: ${role}`, () => {
      assert.equal(open().authorize(request)?.role, role);
      assert.equal(open().authorizeLive(request), role === 'public' ? 'public' : 'internal');
    });
  }

  test('a configured token, or another address, ends that', () => {
    assert.equal(open('127.0.0.1', 'configured').authorize(local)?.role, 'public');
    assert.equal(open('0.0.0.0').authorize(local)?.role, 'public');
    assert.equal(open('192.168.1.5').isOpen, false);
  });
});

describe('sessions of screens', () => {
  test('a cookie opens what its token opens, until it is over', () => {
    const access = open('0.0.0.0');
    const set = access.login(adminToken({ adminToken: null, dataDir }).token);
    assert.match(set ?? '', /HttpOnly; SameSite=Strict/);
    const cookie = cookieOf(set);
    assert.equal(access.authorize({ cookie })?.role, 'admin');
    assert.equal(open('0.0.0.0').authorize({ cookie })?.role, 'admin', 'after a restart');
    const forged = cookie.replace(/\.\d+\./, (until) => `.${Number(until.slice(1, -1)) + 1}.`);
    assert.equal(access.authorize({ cookie: forged })?.role, 'public');
    now += 91 * 86_400_000;
    assert.equal(access.authorize({ cookie })?.role, 'public');
  });

  test('a change by cookie or loopback must come from our own page', () => {
    const access = open('0.0.0.0');
    const session = { role: 'operator', name: 'desk', via: 'session' } as const;
    assert.equal(access.mayChange({ host: 'city.example', origin: 'https://city.example' }, session), true);
    assert.equal(access.mayChange({ host: 'city.example', origin: 'https://evil.example' }, session), false);
    assert.equal(access.mayChange({ host: 'city.example', fetchSite: 'cross-site' }, session), false);
    assert.equal(
      access.mayChange({ host: 'city.example', origin: 'https://evil.example' }, { ...session, via: 'token' }),
      true,
    );
  });
});
