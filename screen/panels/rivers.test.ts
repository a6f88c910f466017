import assert from 'node:assert/strict';
import test from 'node:test';
import { LOWER_SECTION, mountPanel, NOW, UPPER_SECTION } from '../../test/fixtures/screen/panel/mod.ts';

const upper = { key: UPPER_SECTION, class: 2, time: NOW - 3_600_000, items: 5 };
const lower = { key: LOWER_SECTION, class: 6, time: NOW - 7_200_000, items: 5 };

test('the class of every section at its place, and how many are good', async () => {
  const panel = await mountPanel('rivers', { rows: { water: [upper, lower] } });
  assert.equal(panel.textOf('h2').join(), '云河干支流');
  assert.equal(panel.textOf('.note').join(), 'Ⅰ–Ⅲ 类 1 / 2 · 14:24采样');
  assert.deepEqual(panel.textOf('.node').sort(), ['Ⅱ', '劣Ⅴ']);
  assert.deepEqual(panel.textOf('.label').sort(), ['源头', '青石']);
  // From source to border: further down is further right.
  const x = (sign: string): number =>
    parseFloat(String(panel.all('.node').find((node) => node.textContent.includes(sign))?.style['left']));
  assert.ok(x('Ⅱ') < x('劣Ⅴ'));
  const english = await mountPanel('rivers', { rows: { water: [upper, lower] }, language: 'en' });
  assert.equal(english.textOf('.note').join(), 'class Ⅰ–Ⅲ 1 / 2 · sampled 14:24');
  assert.deepEqual(english.textOf('.label').sort(), ['Qingshi', 'Source']);
});

test('a section without a class is hatched and not counted; a sample that is not renewed goes stale', async () => {
  const panel = await mountPanel('rivers', { rows: { water: [upper, { key: LOWER_SECTION, time: NOW }] } });
  assert.match(panel.textOf('.note').join(), /^Ⅰ–Ⅲ 类 1 \/ 2/);
  assert.equal(panel.all('.tile.missing').length, 1);
  assert.equal(panel.all('.tile.stale').length, 0);
  await panel.moveTo(NOW + 8 * 3_600_000);
  assert.ok(panel.all('.tile.stale').length >= 1);
});

test('before the first sample it says how many sections there are', async () => {
  assert.equal((await mountPanel('rivers')).textOf('.note').join(), '2 个断面 · 尚无水质数据');
});
