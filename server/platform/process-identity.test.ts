import assert from 'node:assert/strict';
import { writeFileSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { run, tempDir } from '../../test/harness/mod.ts';
import { end, identify, isAlive, note, noted } from './process-identity.ts';
import { logFile } from '../supervisor/internal.ts';
import { pause } from './pause.ts';

const sleeper = (script = 'setInterval(() => {}, 1000)') => run(process.execPath, ['-e', script]);

test('a process is known by its number and its start, not by its number alone', async () => {
  const dataDir = tempDir('identity');
  const { child, ended } = sleeper();
  note(dataDir, 'part', child.pid as number);
  assert.equal(noted(dataDir, 'part')?.pid, child.pid);
  const path = join(dataDir, 'run', 'part.json');
  assert.equal(statSync(path).mode & 0o077, 0, 'readable by its owner only');
  // The number was given to another process since: it must not be taken for ours, let alone ended.
  const stranger = { pid: child.pid as number, started: '1' };
  writeFileSync(path, JSON.stringify(stranger));
  assert.equal(noted(dataDir, 'part'), null);
  await end(stranger, 50);
  assert.equal(child.exitCode, null);
  child.kill('SIGKILL');
  await ended;
  assert.equal(identify(child.pid as number), null);
});

test('who does not end when asked is ended', async () => {
  const { child, ended, output } = sleeper(
    `process.on('SIGTERM', () => {}); console.log('deaf'); setInterval(() => {}, 1000)`,
  );
  while (!output().includes('deaf')) await pause(10);
  const identity = identify(child.pid as number);
  assert.ok(identity);
  await end(identity, 100);
  assert.equal(isAlive(identity), false);
  await ended;
  assert.equal(child.signalCode, 'SIGKILL');
});

test('broken or foreign notes are nobody', () => {
  const dataDir = tempDir('identity');
  assert.equal(noted(dataDir, 'none'), null);
  writeFileSync(join(dataDir, 'run', 'broken.json'), '{"pid": "x');
  assert.equal(noted(dataDir, 'broken'), null);
});

test('a log is turned over while its writer goes on, and never more are kept than said', () => {
  const dataDir = tempDir('log');
  const log = logFile(dataDir, 'part', 100, 2);
  const descriptor = log.open();
  for (let round = 0; round < 4; round += 1) {
    writeFileSync(descriptor, `${String(round).repeat(120)}\n`);
    log.rotate();
  }
  writeFileSync(descriptor, 'last\n');
  assert.equal(readFileSync(log.path, 'utf8'), 'last\n');
  assert.match(readFileSync(`${log.path}.1`, 'utf8'), /^3+\n$/);
  assert.match(readFileSync(`${log.path}.2`, 'utf8'), /^2+\n$/);
  assert.throws(() => statSync(`${log.path}.3`), { code: 'ENOENT' });
});
