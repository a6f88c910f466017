import assert from 'node:assert/strict';
import test from 'node:test';
import { mountPanel, NOW, SMELTER } from '../../test/fixtures/screen/panel/mod.ts';

const MINUTE = 60_000;
const alarm = (key: number, minutes: number, due: number) => ({
  ...{
    key,
    station: SMELTER,
    factor: 5,
    priority: 1,
    state: 1,
    raised: NOW - minutes * MINUTE,
    due: NOW + due * MINUTE,
  },
});
const rows = {
  funnel: [12_486, 214, 31, 22].map((count, i) => ({ key: i + 1, count })),
  alarms: [alarm(1, 1, 5), alarm(2, 2, 5), alarm(3, 200, -5), alarm(4, 600, -400)],
};

test("the shift's counts with their shares, and what waits and is late", async () => {
  const panel = await mountPanel('duty-load', { rows });
  assert.deepEqual(panel.textOf('.steps li'), [
    '12\u2009486 感知 · 今日信号',
    '214 研判 · 1.71 %',
    '31 告知 · 0.25 %',
    '22 核实 · 0.18 %',
    '4 待确认 · 逾期 2',
  ]);
  const english = await mountPanel('duty-load', { rows, language: 'en' });
  assert.equal(english.textOf('.steps li')[4], '4 raised · 2 late');
});

test('open alarms by when they were raised, in ten minutes, over eight hours', async () => {
  const panel = await mountPanel('duty-load', { rows });
  assert.match(panel.textOf('.note').join(), /现 2$/);
  const heights = panel.all('rect').map((rect) => Number(rect.getAttribute('height')));
  assert.equal(heights.length, 48);
  assert.deepEqual([heights[47], heights.filter((height) => height > 0).length], [18, 2]);
  assert.deepEqual(panel.textOf('.labels span')[0], '07 时');
});

test('more than people can carry is heavy; a count that is not there is NA', async () => {
  const many = { alarms: [1, 2, 3, 4].map((key) => alarm(key, 1, 5)) };
  const panel = await mountPanel('duty-load', { rows: many });
  assert.equal(panel.all('rect.heavy').length, 1);
  assert.equal(panel.textOf('.steps li')[1], 'NA 研判 · NA');
});
