import assert from 'node:assert/strict';
import test from 'node:test';
import { seriesKey } from '../../streams/contracts/factors.ts';
import { mountPanel, NOW, PARK, SITE, SMELTER } from '../../test/fixtures/screen/panel/mod.ts';

const SO2 = 5;
const smelter = {
  ...{ key: seriesKey(SMELTER, SO2), rank: 1, multiple: 1.83, value: 99.05, limit: 35, limitSource: 1, window: 1 },
  ...{ since: NOW - 80 * 60_000, time: NOW - 41_000, count: 3 },
};
const park = {
  ...{ key: seriesKey(PARK, 1), rank: 2, multiple: 0.55, value: 93, limit: 60, limitSource: 0, window: 4 },
  ...{ since: NOW - 60_000, time: NOW - 120_000, count: 1 },
};

test('the worst first, with value, limit, whose rule it is, where, and for how long', async () => {
  const panel = await mountPanel('exceedances', { rows: { exceedances: [park, smelter] } });
  assert.equal(panel.textOf('.note').join(), '前 2 / 2 项 · 仅计有效数据 · 15:23 · 41 秒前');
  assert.equal(panel.textOf('li')[0], '1.83倍 云州冶炼 1# 北山区 河口镇 · 已 1 h 20 min SO₂ 99 限 35 · 排污许可');
  assert.match(panel.textOf('li')[1] ?? '', /化工园 南河县 白塔乡 · 日均值 PM2.5 93 限 60 · GB 3095 二级$/);
  const english = await mountPanel('exceedances', { rows: { exceedances: [smelter] }, language: 'en' });
  assert.match(
    english.textOf('li')[0] ?? '',
    /^1\.83× Yunzhou smelter 1 Beishan Hekou · for 1 h 20 min .* limit 35 · permit$/,
  );
});

test('what was left out is counted with its reasons, the largest first, the rest together', async () => {
  const excluded = [
    { key: 1, count: 19 },
    { key: 2, count: 110 },
    { key: 3, count: 5 },
    { key: 4, count: 2 },
    { key: 5, count: 0 },
  ];
  const panel = await mountPanel('exceedances', { rows: { exceedances: [smelter], excluded } });
  assert.equal(panel.textOf('.footer').join(), '未列入 136 条：时均不足 110 · 标记 19 · 湿度>95% 5 · 其他 2');
});

test('nothing exceeds: it is said, and no note claims a time', async () => {
  const panel = await mountPanel('exceedances', { rows: { exceedances: [] } });
  assert.equal(panel.text, '超标排行\n当前无有效数据超标');
});

test('at most seven are shown, of how many is said; a row that is not renewed goes stale', async () => {
  const many = Array.from({ length: 9 }, (_, i) => ({ ...smelter, key: seriesKey(SITE, i + 1), rank: i + 1 }));
  const panel = await mountPanel('exceedances', { rows: { exceedances: many } });
  assert.equal(panel.all('li').length, 7);
  assert.match(panel.textOf('.note').join(), /^前 7 \/ 9 项/);
  assert.equal(panel.all('li.stale').length, 0);
  await panel.moveTo(NOW + 40 * 60_000);
  assert.equal(panel.all('li.stale').length, 7);
});
