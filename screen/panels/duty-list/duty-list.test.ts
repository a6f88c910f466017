import assert from 'node:assert/strict';
import test from 'node:test';
import { seriesKey } from '../../../streams/contracts/factors.ts';
import { mountPanel, mountPanels, NOW, PARK, SITE, SMELTER } from '../../../test/fixtures/screen/panel/mod.ts';

const MINUTE = 60_000;
const SO2 = 5;
const alarm = (key: number, station: number, priority: number, minutesLeft: number) => ({
  ...{ key, station, factor: SO2, priority, state: 1, raised: NOW - 10 * MINUTE, due: NOW + minutesLeft * MINUTE },
  ...{ multiple: 1.83, value: 99, limit: 35 },
});
const exceedance = (station: number) => ({
  ...{ key: seriesKey(station, SO2), rank: 1, multiple: 0.55, value: 93, limit: 60, limitSource: 0, window: 1 },
  ...{ since: NOW - 80 * MINUTE, time: NOW - 41_000 },
});
const rows = {
  alarms: [alarm(1001, SMELTER, 1, 2), alarm(1002, SITE, 2, -3)],
  exceedances: [exceedance(SMELTER), exceedance(PARK)],
  excluded: [
    { key: 1, count: 19 },
    { key: 2, count: 11 },
  ],
};
const quality = {
  items: [
    {
      station: PARK,
      factor: 'a21026',
      start: '2026-11-22T05:00:00.000Z',
      code: 'QC_STUCK',
      invalidates: true,
      value: 12,
      reference: null,
      count: 12,
    },
  ],
};

test('alarms by priority: value, limit and whose it is, how much over, since when, and what is left', async () => {
  const panel = await mountPanel('duty-list', { rows });
  assert.deepEqual(panel.textOf('li'), [
    'P1 云州冶炼 1# 北山区 河口镇 SO₂ 99 滚动小时 GB 3095 二级 · 限 35 µg/m³ 1.83倍 1 h 20 min 确认剩 2:00 待确认',
    'P2 滨河工地 南河县 白塔乡 SO₂ 99 限 35 µg/m³ 1.83倍 10 min 确认逾期 3:00 待确认',
  ]);
  assert.equal(panel.textOf('footer').join(), '未列入 30 条：标记 19 · 时均不足 11');
  assert.deepEqual(panel.textOf('.tab'), ['告警2', '超标未提出1', '质控–']);
  const english = await mountPanel('duty-list', { rows, language: 'en' });
  assert.match(english.textOf('li')[1] ?? '', /^P2 Riverside site Nanhe Baita .* confirm late 3:00 raised$/);
});

test('an exceedance without an alarm stands on its own tab, without a priority and a deadline', async () => {
  const panel = await mountPanels(['duty-list', 'duty-keys'], { rows });
  await panel.press('t');
  assert.deepEqual(panel.textOf('li'), [
    '– 化工园 南河县 白塔乡 SO₂ 93 滚动小时 GB 3095 二级 · 限 60 µg/m³ 0.55倍 1 h 20 min — 未提出',
  ]);
});

test('what quality control found stands on the third tab, and says whether it is judged', async () => {
  const panel = await mountPanels(['duty-list', 'duty-keys'], { rows, answers: { '/api/quality': quality } });
  assert.equal(panel.textOf('.tab')[2], '质控1');
  await panel.press('t');
  await panel.press('t');
  assert.match(panel.textOf('li').join(), /^– 化工园 南河县 白塔乡 SO₂ 数值不变 12 µg\/m³ · 1 个小时 — .* 不参与判定$/);
});

test('the list under the hand does not move: new rows are only counted until they are loaded', async () => {
  const panel = await mountPanel('duty-list', { rows });
  await panel.set({ alarms: [...rows.alarms, { ...alarm(1003, PARK, 1, 1), factor: 1 }] });
  assert.equal(panel.all('li').length, 2);
  assert.match(panel.textOf('.hint').join(), /载入 1 条/);
  await panel.click('.plain');
  assert.match(panel.textOf('li')[0] ?? '', /化工园/);
  assert.equal(panel.all('li').length, 3);
});

test('a row that is gone stays in its place and says so; nothing at all is said too', async () => {
  const panel = await mountPanel('duty-list', { rows });
  await panel.set({ alarms: rows.alarms.slice(1) });
  assert.match(panel.textOf('li.stale').join(), /云州冶炼.* 已消失$/);
  const empty = await mountPanel('duty-list', { language: 'en' });
  assert.match(empty.text, /No open alarm/);
  assert.equal(empty.textOf('footer').join(), 'Nothing was left out');
});
