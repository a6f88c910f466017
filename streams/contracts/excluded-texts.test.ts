import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EXCLUDED_REASON, EXCLUDED_REASONS } from './codes.ts';
import { EXCLUDED_TEXTS } from './excluded-texts.ts';

test('reasons are numbered without a gap; each has its texts for API, line and drawer, in both languages', () => {
  assert.deepEqual(
    EXCLUDED_REASONS.map((name) => EXCLUDED_REASON[name]),
    EXCLUDED_REASONS.map((_, i) => i),
  );
  assert.equal(EXCLUDED_TEXTS.length, 16);
  for (const { api, short, long } of EXCLUDED_TEXTS)
    for (const said of [api, ...short, ...long]) assert.notEqual(said.trim(), '');
  assert.equal(new Set(EXCLUDED_TEXTS.map(({ api }) => api)).size, 16);
});
