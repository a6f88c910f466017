import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { codeOnly } from '../../server/platform/store/internal.ts';

/** The form of SQL that no formatter looks at; what each rule is for: docs/notes/080. */
const SQL = new URL('../../sql/', import.meta.url);
const SERVER = new URL('../../server/', import.meta.url);
interface SqlFile {
  readonly room: string;
  readonly name: string;
  readonly text: string;
}
const FILES: readonly SqlFile[] = readdirSync(SQL).flatMap((room) =>
  readdirSync(new URL(`${room}/`, SQL)).map((name) => ({
    room,
    name,
    text: readFileSync(new URL(`${room}/${name}`, SQL), 'utf8'),
  })),
);
const QUESTIONS = FILES.filter(({ room }) => room !== 'schema' && room !== 'fragments');

/** A code in place of its name, 0 = none aside. */
const NUMBER = String.raw`(?:toUInt8\()?[1-9]\d*\b(?!\s*[*+/-])`;
const CODED =
  'factor|kind|reason|state|flag|letter|priority|span|code|statistic|basis|averaging|origin|form|family|cause';
const BARE_CODE = new RegExp(
  String.raw`\b(?:${CODED})(?:\)|\s)*(?:[!<>]?=|<|>|(?:NOT\s+)?IN\s*\(|BETWEEN)\s*${NUMBER}`,
  'gi',
);
/** What only a fragment may say. */
const RULES: Readonly<Record<string, RegExp>> = {
  rounding: /roundBankers|%\s*\w+\s*\)?\s*=\s*\w+|positiveModulo\((?!degrees\()/g,
  'a sound level': /exp10|log10/g,
  'a unit vector': /\b(?:sin|cos)\([^()]*\* pi\(\)/g,
  'the valid version of a reading': /36028797018963968|bitShiftLeft\(toUInt128/g,
  'validity of a period': /\*\s*4\s*>=|\*\s*24\s*>=/g,
  'an index': /\(\w+\.?ih\s*-|aqi\s*<=\s*50\b|least\(500/g,
};

const found = (files: readonly SqlFile[], pattern: RegExp): string[] =>
  files.flatMap(({ room, name, text }) =>
    [...codeOnly(text).matchAll(pattern)].map((match) => `${room}/${name}: ${match[0]}`),
  );

test('every question and fragment says who asks and what it reads; every schema file its backfill', () => {
  const says = ({ room, text }: SqlFile): boolean =>
    room === 'schema'
      ? /^-- backfill: \S|backfill: \S/m.test(text)
      : /^-- Who asks: \S/m.test(text) && /^-- (?:.*\. )?Reads: \S/m.test(text);
  assert.deepEqual(
    FILES.filter((file) => !says(file)).map(({ room, name }) => `${room}/${name}`),
    [],
  );
});

test('names are kebab-case, but for NNN_name of the schema; lines are at most 120 characters', () => {
  const misnamed = FILES.filter(
    ({ room, name }) => !(room === 'schema' ? /^\d{3}_[a-z0-9_]+\.sql$/ : /^[a-z0-9]+(-[a-z0-9]+)*\.sql$/).test(name),
  );
  assert.deepEqual(misnamed, []);
  assert.deepEqual(
    FILES.flatMap(({ room, name, text }) =>
      text.split('\n').flatMap((line, i) => ([...line].length > 120 ? [`${room}/${name}:${i + 1}`] : [])),
    ),
    [],
  );
});

test('a rule stands in one fragment', () => {
  for (const [rule, pattern] of Object.entries(RULES)) assert.deepEqual(found(QUESTIONS, pattern), [], rule);
});

test('a code is named, never written as its number, in questions and in the statements of the server', () => {
  assert.deepEqual(found([...QUESTIONS, ...FILES.filter(({ room }) => room === 'fragments')], BARE_CODE), []);
  const statements = (readdirSync(SERVER, { recursive: true }) as string[])
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => ({
      room: 'server',
      name,
      text: [
        ...readFileSync(new URL(name, SERVER), 'utf8').matchAll(/[`'](?:SELECT|INSERT|WITH|ALTER|DELETE)\b[^`]*?[`']/g),
      ]
        .map(([text]) => text.slice(1, -1))
        .join('\n'),
    }));
  assert.deepEqual(found(statements, BARE_CODE), []);
});

test('the rules of this test find what they are for', () => {
  const planted = (text: string, pattern: RegExp): number => found([{ room: 'a', name: 'b', text }], pattern).length;
  for (const text of [
    'WHERE factor = 24',
    'x.letter IN (78, 84)',
    'kind IN ( 1, 2)',
    'factor BETWEEN 1 AND 6',
    'cause != 10',
    'v.statistic NOT IN (1)',
    'reason > 2',
  ])
    assert.equal(planted(text, BARE_CODE), 1, text);
  for (const text of [
    'factor = 0',
    'kind = {{kind.water}}',
    '-- factor = 24',
    "code = 'a'",
    'reason = {reason:UInt8}',
    'version = 3',
  ])
    assert.equal(planted(text, BARE_CODE), 0, text);
  const broken: readonly [string, string][] = [
    ['rounding', 'toInt64(roundBankers(x, 0))'],
    ['rounding', '2 * (abs(s) % n) = n'],
    ['a sound level', '10 * log10(x)'],
    ['a unit vector', 'sin(micro / 1e6 * pi() / 180)'],
    ['the valid version of a reading', 'bitShiftLeft(toUInt128(first), 64)'],
    ['validity of a period', 'n * 4 >= 3 * expected'],
    ['validity of a period', 'n * 24 >= expected * 20'],
    ['an index', 'multiIf(aqi <= 50, 1, 2)'],
    ['an index', '(s.ih - s.il) * x'],
  ];
  for (const [rule, text] of broken) assert.ok(planted(text, RULES[rule] ?? /$^/g) > 0, `${rule}: ${text}`);
});
