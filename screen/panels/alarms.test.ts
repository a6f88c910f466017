import assert from 'node:assert/strict';
import test from 'node:test';
import { mountPanel, NOW, PARK, SITE, SMELTER } from '../../test/fixtures/screen/panel/mod.ts';

const MINUTE = 60_000;
const smelter = {
  ...{ key: 1001, station: SMELTER, factor: 5, priority: 1, state: 1, raised: NOW - 3 * MINUTE, due: NOW + 2 * MINUTE },
  ...{ multiple: 1.83, value: 99, limit: 35 },
};
const site = {
  key: 1002,
  station: SITE,
  factor: 2,
  priority: 2,
  state: 2,
  raised: NOW - 50 * MINUTE,
  due: NOW - MINUTE,
  multiple: 0.4,
};
const park = {
  key: 1003,
  station: PARK,
  factor: 1,
  priority: 3,
  state: 1,
  raised: NOW - 20 * MINUTE,
  due: NOW + 40 * MINUTE,
  value: 93,
};

test('open alarms by priority: when, where, how much over, and what is left for the next step', async () => {
  const panel = await mountPanel('alarms', { rows: { alarms: [park, site, smelter] } });
  assert.equal(panel.textOf('.note').join(), '待确认 2 · 处置中 1 · 逾期 1');
  assert.deepEqual(panel.textOf('li'), [
    '15:21:07 云州冶炼 1#SO₂ 超标 1.83 倍 · 确认剩 2:00',
    '14:34:07 滨河工地PM10 超标 0.40 倍 · 处置逾期 1:00',
    '15:04:07 化工园PM2.5 93 · 确认剩 40:00',
  ]);
  const english = await mountPanel('alarms', { rows: { alarms: [smelter] }, language: 'en' });
  assert.equal(english.textOf('.note').join(), '1 to confirm · 0 in hand · 0 overdue');
  assert.match(english.textOf('li').join(), /Yunzhou smelter 1.* 1\.83 × over · confirm in 2:00$/);
});

test('a deadline that passes turns into overdue, and is counted', async () => {
  const panel = await mountPanel('alarms', { rows: { alarms: [smelter] } });
  await panel.moveTo(NOW + 3 * MINUTE);
  assert.match(panel.textOf('.note').join(), /逾期 1$/);
  assert.match(panel.textOf('li').join(), /确认逾期 1:00$/);
});

test('only an alarm that has just been raised flashes', async () => {
  const panel = await mountPanel('alarms', { rows: { alarms: [{ ...smelter, raised: NOW - 2000 }, park] } });
  assert.deepEqual(panel.all('li.fresh').length, 1);
  assert.equal((await mountPanel('alarms')).text, '告警\n待确认 0 · 处置中 0 · 逾期 0\n无未结告警');
});
