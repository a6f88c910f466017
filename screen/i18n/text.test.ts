import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import test from 'node:test';
import { QUALITY_CODE_NAMES, SAID_CODES } from '../../server/standards/mod.ts';
import { QUALITY_CODES } from '../../streams/contracts/codes.ts';
import { MESSAGES, type MessageKey } from './messages.ts';
import { dateText, say, windName } from './text.ts';

const FOUND = QUALITY_CODE_NAMES.filter((code) => !SAID_CODES.includes(QUALITY_CODES[code]));
const holes = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1] as string).sort();

test('both languages of a sentence have the same holes', () => {
  for (const [key, [zh, en]] of Object.entries(MESSAGES)) assert.deepEqual(holes(zh), holes(en), key);
});

test('every sentence is used by some panel', () => {
  const source = ['panels', 'shell', 'duty', 'map', 'design', 'explanation']
    .flatMap((folder) => {
      const url = new URL(`../${folder}/`, import.meta.url);
      return readdirSync(url, { recursive: true, encoding: 'utf8' })
        .filter((name) => /(?<!\.test)\.(ts|vue)$/.test(name))
        .map((name) => readFileSync(new URL(name, url), 'utf8'));
    })
    .join('\n');
  const stems = [
    'exceed.window.',
    'excluded.',
    'alarms.state.',
    'alarms.step.',
    'counts.',
    'kind.',
    'desk.step.',
    'desk.event.',
    'desk.actor.',
    'audit.kind.',
    'emerging.',
    'explain.version.',
    'quality.against.',
    ...FOUND.map((code) => `quality.${code}`),
  ];
  const unused = Object.keys(MESSAGES).filter(
    (key) => !source.includes(`'${key}'`) && !stems.some((stem) => key.startsWith(stem)),
  );
  assert.deepEqual(unused, []);
});

test('every code that the checks find by themselves has its words', () => {
  for (const code of FOUND) assert.ok(`quality.${code}` in MESSAGES, code);
});

test('a sentence is filled; a hole that nobody filled stays visible', () => {
  assert.equal(say('zh', 'aqi.valid' satisfies MessageKey, { n: 11, m: 12 }), '11 / 12 国控站有效');
  assert.equal(say('en', 'aqi.valid', { n: 11 }), '11/{m} stations valid');
});

test('wind by where it comes from, date as the wall writes it', () => {
  assert.equal(windName(315, 'zh'), '西北风');
  assert.equal(windName(359, 'en'), 'N');
  assert.equal(windName(-45, 'zh'), '西北风');
  assert.equal(dateText({ year: 2026, month: 11, day: 22, weekday: 0 }, 'zh'), '2026 年 11 月 22 日 星期日');
});
