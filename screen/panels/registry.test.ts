import assert from 'node:assert/strict';
import { globSync, existsSync } from 'node:fs';
import { basename } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { PANEL_NAMES, panelOf } from './registry.ts';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));

test('every panel of the registry has its file and a test beside it, and every file is in the registry', () => {
  const files = globSync('**/*.vue', { cwd: FOLDER });
  const panels = files.filter((file) => PANEL_NAMES.includes(basename(file, '.vue')));
  assert.deepEqual(panels.map((file) => basename(file, '.vue')).sort(), [...PANEL_NAMES].sort());
  const untested = files.filter((file) => !existsSync(`${FOLDER}${file.replace(/\.vue$/, '.test.ts')}`));
  assert.deepEqual(untested, []);
});

test('a name that no panel has is refused at once', () => {
  assert.throws(() => panelOf('nothing'), /no panel is called nothing/);
  assert.equal(panelOf('clock'), panelOf('clock'), 'one component for life');
});
