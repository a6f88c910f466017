import assert from 'node:assert/strict';
import test from 'node:test';
import { LOWER_SECTION, mountPanel, NOW, UPPER_SECTION } from '../../test/fixtures/screen/panel/mod.ts';

const upper = { key: UPPER_SECTION, class: 2, items: 5, time: NOW - 3_600_000 };
const lower = { key: LOWER_SECTION, class: 4, items: 9, time: NOW - 7_200_000 };

test('each river by its section furthest downstream, what its water is fit for, and when it was sampled', async () => {
  const panel = await mountPanel('public-rivers', { rows: { water: [upper, lower] } });
  assert.equal(panel.textOf('.note').join(), 'Rivers · 14:24 采样 sampled · 9 项指标 items · 1 / 1');
  assert.deepEqual(panel.textOf('li'), ['Ⅳ 云河 青石断面 不宜直接接触 Avoid contact']);
});

test('without a class there is none, and it is said', async () => {
  const panel = await mountPanel('public-rivers', { rows: { water: [upper] } });
  assert.deepEqual(panel.textOf('li'), ['云河 青石断面 暂无数据 No data']);
  assert.equal(panel.all('.tile.missing').length, 1);
  assert.match((await mountPanel('public-rivers')).textOf('.note').join(), /^Rivers · 暂无数据 no data/);
});
