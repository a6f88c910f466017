import assert from 'node:assert/strict';
import test from 'node:test';
import { CITY, hourStart, mountPanel, NOW } from '../../test/fixtures/screen/panel/mod.ts';

const hour = { key: CITY, hour: hourStart(15), aqi: 87, level: 2, primary: 0b01, valid: 11, total: 12 };

test('the last closed hour with its level, its primary pollutant, the stations it rests on and its age', async () => {
  const panel = await mountPanel('air-now', { rows: { regions: [hour] } });
  assert.deepEqual(panel.lines, [
    '云州生态环境指挥中心演示城市',
    '87',
    '2良',
    '首要污染物 PM2.5',
    '15 时均值 · 11 / 12 国控站有效 · 24 分前',
  ]);
  assert.equal(
    panel.one('.aqi').getAttribute('data-explain'),
    'subject=region:1&quantity=hour.aqi&at=2026-11-22T06%3A00%3A00.000Z',
  );
  const english = await mountPanel('air-now', { rows: { regions: [hour] }, language: 'en' });
  assert.match(english.text, /\n2Good\nPrimary PM2.5\nHour to 15:00 · 11\/12 stations valid · 24 min ago$/);
});

test('without a closed hour the rolling one stands under its own name', async () => {
  const rolling = { key: CITY, nowAqi: 153, nowLevel: 4, nowPrimary: 0b10, time: NOW - 9000, valid: 10, total: 12 };
  const panel = await mountPanel('air-now', { rows: { regions: [rolling] } });
  assert.match(panel.text, /153\n4中度污染\n首要污染物 PM10\n滚动小时 · 10 \/ 12 国控站有效 · 9 秒前/);
});

test('without any value it says NA and no valid AQI, and no level', async () => {
  const panel = await mountPanel('air-now', { rows: { regions: [{ key: CITY, valid: 0, total: 12 }] } });
  assert.match(panel.text, /\nNA\n无有效 AQI\n0 \/ 12 国控站有效 · 无数据$/);
  assert.match((await mountPanel('air-now')).text, /\nNA\n无有效 AQI\n无数据$/);
});

test('an hour that nobody followed up goes stale', async () => {
  const panel = await mountPanel('air-now', { rows: { regions: [hour] } });
  assert.equal(panel.all('.stale').length, 0);
  await panel.moveTo(NOW + 5 * 3_600_000);
  assert.ok(panel.one('.aqi').className.includes('stale'));
  assert.match(panel.text, /· 15:00$/);
});
