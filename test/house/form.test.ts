import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

/** Rules of the form that no linter knows. What linters know: `npm run check`. */
const root = fileURLToPath(new URL('../../', import.meta.url));
const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file !== '' && !file.startsWith('node_modules'));
const text = (file: string): string => readFileSync(`${root}${file}`, 'utf8');
const isCode = (file: string): boolean => /\.(ts|vue|mjs)$/.test(file);
const code = tracked.filter(isCode);
const lengthOf = (file: string): number => text(file).split('\n').length - 1;

/** Lines longer than this are findings of the linter in code, and of `sql.test.ts` in SQL. */
const MEDIAN_LINES = 70;
/** Places where a rule is switched off, each with its reason beside it. */
const MOST_CASTS = 10;
const MOST_NON_NULL = 60;

test('files are named in one form: lower case, words joined by hyphens', () => {
  const oddly = code.filter((file) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.(test|config))?\.(ts|vue|mjs)$/.test(basename(file)));
  assert.deepEqual(
    oddly.filter((file) => !/^\.|\.d\.ts$/.test(basename(file))),
    [],
  );
});

test(`half of all files of code have at most ${MEDIAN_LINES} lines`, () => {
  const lengths = code
    .filter((file) => !file.endsWith('.mjs'))
    .map(lengthOf)
    .sort((a, b) => a - b);
  const median = lengths[Math.floor((lengths.length - 1) / 2)] ?? 0;
  assert.ok(median <= MEDIAN_LINES, `the median of ${lengths.length} files is ${median} lines`);
});

test('every panel has a test beside it', () => {
  const panels = tracked.filter((file) => /^screen\/panels\/.+\.vue$/.test(file));
  const tests = tracked.filter((file) => /^screen\/panels\/.+\.test\.ts$/.test(file)).map((file) => basename(file));
  assert.ok(panels.length > 30);
  const without = panels.filter((file) => !tests.includes(basename(file).replace('.vue', '.test.ts')));
  assert.deepEqual(without, []);
});

test('a rule is switched off for one line or one function only, and says why', () => {
  const off = code.flatMap((file) =>
    text(file)
      .split('\n')
      .filter((line) => line.includes('eslint-disable'))
      .map((line) => ({ file, line: line.trim() })),
  );
  const here = off.filter(({ file }) => file !== 'test/house/form.test.ts');
  assert.deepEqual(
    here.filter(({ line }) => !/eslint-(disable|enable)[\w-]* .+ -- \S+/.test(line) && !/eslint-enable/.test(line)),
    [],
  );
  const count = (rule: string): number =>
    here.filter(({ line }) => line.includes('eslint-disable') && line.includes(rule)).length;
  assert.ok(count('no-restricted-syntax') <= MOST_CASTS, `${count('no-restricted-syntax')} double casts`);
  assert.ok(count('no-non-null-assertion') <= MOST_NON_NULL, `${count('no-non-null-assertion')} non-null assertions`);
});

test('no shipped file imports from test or bench', () => {
  const shipped = code.filter(
    (file) => /^(bin|streams|server|screen|dashboards|examples)\//.test(file) && !/\.test\.ts$/.test(file),
  );
  const from = shipped.filter((file) => /from '(\.\.\/)+(test|bench)\//.test(text(file)));
  assert.deepEqual(from, []);
});
