import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { FACTOR } from '../../../streams/contracts/codes.ts';
import { factorById } from '../../../streams/contracts/factors.ts';
import { loadQuery, resolveReferences } from './load-query.ts';

const SQL = new URL('../../../sql/', import.meta.url);

test('every query file is one statement in which nothing is left to put in', () => {
  for (const room of ['windows', 'hotspots', 'history', 'rollups', 'audit']) {
    for (const file of readdirSync(new URL(`${room}/`, SQL)).filter((name) => name.endsWith('.sql'))) {
      const text = loadQuery(`${room}/${file.slice(0, -4)}`);
      assert.ok(text.length > 0, `${room}/${file}`);
      assert.doesNotMatch(text, /\{\{|\}\}/, `${room}/${file}`);
    }
  }
  assert.throws(() => loadQuery('../../package'), /GL_INTERNAL/);
  assert.throws(() => loadQuery('windows/no-such-file'), /GL_INTERNAL.*no-such-file/);
});

test('a code is its number, a list its numbers; the engine’s own parameters, texts and comments stay', () => {
  assert.equal(
    resolveReferences(
      'a',
      `SELECT {{factor.co}}, x IN ({{flags.inMeans}}), {y:UInt8}, '{{factor.co}}' -- {{factor.co}}`,
    ),
    `SELECT ${FACTOR.co}, x IN (78, 84), {y:UInt8}, '{{factor.co}}' -- {{factor.co}}`,
  );
  for (const [name, id] of Object.entries(FACTOR)) assert.ok(factorById(id), name);
});

test('a fragment is the text of its file without comments', () => {
  assert.match(
    resolveReferences('a', 'WITH {{half-even}} SELECT half_even(5, 2)'),
    /^WITH \(sum, divisor\) -> [^;]* AS half_even SELECT half_even\(5, 2\)$/,
  );
});

test('what is not there fails at load, by name', () => {
  const cases: readonly [string, RegExp][] = [
    ['SELECT {{factor.unobtainium}}', /GL_INTERNAL.*a\.sql.*factor\.unobtainium/],
    ['SELECT {{no.co}}', /GL_INTERNAL.*no\.co/],
    ['SELECT {{factor.toString}}', /GL_INTERNAL.*factor\.toString/],
    ['WITH {{no-such-fragment}} SELECT 1', /GL_INTERNAL.*no-such-fragment/],
    ['WITH {{../schema/010_registry}} SELECT 1', /GL_INTERNAL.*not a reference/],
    ['WITH {{half-even(1, 2)}} SELECT 1', /GL_INTERNAL.*not a reference/],
    ['WITH {{}} SELECT 1', /GL_INTERNAL.*not a reference/],
  ];
  for (const [sql, says] of cases) assert.throws(() => resolveReferences('a.sql', sql), says, sql);
});
