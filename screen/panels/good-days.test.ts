import assert from 'node:assert/strict';
import test from 'node:test';
import { mountPanel } from '../../test/fixtures/screen/panel/mod.ts';

const day = (month: number, date: number): number =>
  (Date.UTC(2026, month - 1, date) - Date.UTC(2020, 0, 1)) / 86_400_000;
const rows = [
  { key: day(1, 5), aqi: 45, level: 1 },
  { key: day(1, 6), aqi: 160, level: 4 },
  { key: day(11, 20), aqi: 80, level: 2 },
  { key: day(11, 21), aqi: 210, level: 5 },
];

test('good days of those with a value, from the first to the last of them', async () => {
  const panel = await mountPanel('good-days', { rows: { cityDays: rows } });
  assert.equal(panel.textOf('h2').join(), '优良天数 2/ 4 天 · 50.0 %');
  assert.equal(panel.textOf('.note').join(), '01-05 至 11-21 有日值');
  const english = await mountPanel('good-days', { rows: { cityDays: rows }, language: 'en' });
  assert.equal(english.textOf('h2').join(), 'Good days 2/ 4 days · 50.0 %');
  assert.deepEqual(english.textOf('.months span'), ['Jan', 'Mar', 'May', 'Jul', 'Sep', 'Nov']);
});

test('a dot a day up to yesterday: the worse the larger, without a value in the colour of the ground', async () => {
  const panel = await mountPanel('good-days', { rows: { cityDays: rows } });
  const dots = panel.all('rect');
  assert.equal(dots.length, day(11, 22) - day(1, 1));
  const look = (i: number): (string | null | undefined)[] =>
    ['fill', 'width', 'height'].map((name) => dots[i]?.getAttribute(name));
  assert.deepEqual(look(4), ['#00e400', '0.7', '0.7']);
  assert.deepEqual(look(5), ['#ff0000', '1.75', '2.5']);
  assert.deepEqual(look(6), ['var(--track)', '0.5', '0.5']);
});

test('a year without a day value says so and counts nothing', async () => {
  const panel = await mountPanel('good-days');
  assert.deepEqual([panel.textOf('h2').join(), panel.textOf('.note').join()], ['优良天数', '无数据']);
});
