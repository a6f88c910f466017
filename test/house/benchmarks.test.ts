import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { readResults, RESULTS, type BenchResult, type Text } from '../../bench/bench-result.ts';
import { recordResult } from '../../bench/record-result.ts';
import { BENCHMARK_DOCUMENTS, benchmarksDocument } from '../../bench/render-benchmarks.ts';

for (const language of ['en', 'zh'] as const) {
  const file = BENCHMARK_DOCUMENTS[language];
  test(`docs/${basename(file)} is rendered from bench/results as they are (npm run docs:benchmarks)`, () => {
    assert.equal(readFileSync(file, 'utf8'), benchmarksDocument(language));
  });
}

test('every result says what, how and when in both languages, and is named after its file', () => {
  const results = readResults();
  assert.deepEqual(results.map(({ name }) => `${name}.json`).toSorted(), readdirSync(RESULTS).toSorted());
  const said = (text: Text): boolean => text.en !== '' && text.zh !== '';
  for (const { name, what, result, bar, command, date } of results) {
    assert.ok(said(what) && said(result) && (bar === null || said(bar)), name);
    assert.match(command, /^npm (start|test|run )/, name);
    assert.match(date, /^\d{4}-\d{2}-\d{2}$/, name);
  }
});

test('a recorded run replaces the figure and keeps what was written by hand in both languages', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const argv = process.argv;
  process.argv = ['node', '/somewhere/bench/ticks.ts', '--rate', '20000'];
  const run = (figure: string, what: string): BenchResult => {
    const result = { en: figure, zh: figure };
    recordResult({ what, result, bar: '<= 2 s', passed: false, variant: '20000' }, folder);
    return JSON.parse(readFileSync(join(folder, 'ticks-20000.json'), 'utf8')) as BenchResult;
  };
  try {
    assert.equal(run('3 s', 'a tick').command, 'npm run bench -- ticks --rate 20000');
    const { what, result, passed } = run('4 s', 'other words');
    assert.deepEqual([what.en, result.zh, passed], ['a tick', '4 s', false]);
  } finally {
    process.argv = argv;
    rmSync(folder, { recursive: true });
  }
});
