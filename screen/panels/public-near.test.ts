import assert from 'node:assert/strict';
import test from 'node:test';
import { mountPanel, NOW, PARK, TOWN_HALL } from '../../test/fixtures/screen/panel/mod.ts';

const rows = [
  { key: TOWN_HALL, state: 1, time: NOW - 9000, aqi: 87, level: 2 },
  { key: PARK, state: 3, time: NOW - 25 * 60_000, aqi: 153, level: 4 },
];

test('the nearest stations first, with their distance and AQI', async () => {
  const panel = await mountPanel('public-near', { rows: { air: rows } });
  assert.equal(panel.textOf('.note').join(), 'Nearby · 9 秒前');
  assert.deepEqual(panel.textOf('li'), ['市政府1.1 km Town hall 2 87', '化工园11.1 km · 25 分前 Chemical park 4 153']);
});

test('an old value is stale and says its age; a station without one is NA', async () => {
  const panel = await mountPanel('public-near', { rows: { air: [rows[1] ?? { key: PARK }] } });
  assert.deepEqual(panel.textOf('.num'), ['NA', '153']);
  assert.equal(panel.all('.num.stale').length, 1);
  assert.equal((await mountPanel('public-near')).textOf('.note').join(), 'Nearby · 暂无数据 no data');
});
