import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { GuanlanError } from '../../streams/contracts/errors.ts';
import { tempDir } from '../../test/harness/mod.ts';
import { startStoreProcess } from './store/mod.ts';
import { prepareEndpoints, readEndpoints, runDirectory } from './endpoints.ts';

const free = async (): Promise<boolean> => true;

test('endpoints are kept from start to start', async () => {
  const dataDir = tempDir('endpoints');
  const first = await prepareEndpoints(dataDir, free);
  assert.ok(first.natsToken.length >= 32 && first.storeToken.length >= 32);
  assert.deepEqual(await prepareEndpoints(dataDir, free), first);
  assert.deepEqual(readdirSync(runDirectory(dataDir)), ['endpoints.json']);
});

const damaged: readonly (readonly [string, (first: object) => string])[] = [
  ['an empty one', () => ''],
  ['cut short', (first) => JSON.stringify(first).slice(0, -9)],
  ['with an empty broker token', (first) => JSON.stringify({ ...first, natsToken: '' })],
  ['with an empty store token', (first) => JSON.stringify({ ...first, storeToken: '' })],
  ['with a short store token', (first) => JSON.stringify({ ...first, storeToken: 'abc' })],
  ['with no tokens', () => '{"natsPort":4222,"storePort":8123}'],
  ['with a port that is none', (first) => JSON.stringify({ ...first, storePort: '8123' })],
  ['null', () => 'null'],
];
for (const [what, text] of damaged) {
  test(`a file of endpoints (${what}) counts as none: both secrets are made anew`, async () => {
    const dataDir = tempDir('endpoints');
    const first = await prepareEndpoints(dataDir, free);
    writeFileSync(join(runDirectory(dataDir), 'endpoints.json'), text(first));
    assert.equal(readEndpoints(dataDir), null);
    const next = await prepareEndpoints(dataDir, free);
    assert.ok(next.natsToken.length >= 32 && next.storeToken.length >= 32);
    assert.notEqual(next.natsToken, first.natsToken);
    assert.deepEqual(readEndpoints(dataDir), next);
  });
}

test('the store does not start without a password', async () => {
  for (const token of ['', 'short']) {
    const start = startStoreProcess({
      dataDir: tempDir('open-store'),
      host: '127.0.0.1',
      port: 0,
      token,
      fatal: () => undefined,
    });
    await assert.rejects(start, (error) => error instanceof GuanlanError && error.code === 'GL_CONFIG');
  }
});
