import assert from 'node:assert/strict';
import test from 'node:test';
import { hourStart, mountPanel, NORTH, NOW, SOUTH } from '../../test/fixtures/screen/panel/mod.ts';

const north = {
  key: NORTH,
  hour: hourStart(15),
  aqi: 62,
  level: 2,
  valid: 5,
  total: 6,
  rank: 2,
  move: -1,
  index: 3.456,
};
const south = { key: SOUTH, hour: hourStart(15), aqi: 118, level: 3, valid: 4, total: 4, rank: 1, move: 2, index: 3.1 };

test('counties by rank, each with its movement, AQI and index', async () => {
  const panel = await mountPanel('counties', { rows: { regions: [north, south] } });
  assert.equal(panel.textOf('.note').join(), '本月综合指数 · 至 15 时 · 24 分前');
  assert.deepEqual(panel.textOf('li'), ['1 2 南河县 3 118 3.10', '2 1 北山区 2 62 3.46']);
  const english = await mountPanel('counties', { rows: { regions: [north, south] }, language: 'en' });
  assert.match(english.textOf('li')[0] ?? '', /Nanhe/);
  assert.equal(english.textOf('.note').join(), 'month’s index · to 15:00 · 24 min ago');
});

test('a county without enough hours is not ranked, stands last and says on how many stations', async () => {
  const panel = await mountPanel('counties', {
    rows: { regions: [{ key: NORTH, hour: hourStart(15), valid: 1, total: 6 }, south] },
  });
  assert.match(panel.textOf('li')[1] ?? '', /^北山区时均不足 不排名1\/6 NA –$/);
});

test('while no county has a closed hour all are compared by the rolling one, and the note says so', async () => {
  const rolling = { key: NORTH, nowAqi: 91, nowLevel: 2, time: NOW - 30_000, rank: 1, index: 3 };
  const panel = await mountPanel('counties', { rows: { regions: [rolling] } });
  assert.equal(panel.textOf('.note').join(), '综合指数 · 滚动小时 AQI · 30 秒前');
  assert.match(panel.textOf('li')[0] ?? '', /北山区 2 91 3\.00$/);
});

test('a county that is hours behind the others shows its own age', async () => {
  const panel = await mountPanel('counties', { rows: { regions: [{ ...north, hour: hourStart(12) }, south] } });
  assert.equal(panel.textOf('.age').join(), '12:00');
});
