import assert from 'node:assert/strict';
import test from 'node:test';
import { chartSeries, hourStart, mountPanel } from '../../test/fixtures/screen/panel/mod.ts';

const key = (start: number): number => (start - Date.UTC(2020, 0, 1)) / 3_600_000;
const hour = (start: number, aqi: number, level: number, pm25: number) => ({
  key: key(start),
  aqi,
  level,
  pm25,
  valid: 20,
});
/** 24 closed hours to 15:00; that of 10:00 is missing. */
const rows = Array.from({ length: 24 }, (_, i) => hourStart(14 - i))
  .filter((start) => start !== hourStart(9))
  .map((start, i) => (i === 0 ? hour(start, 176, 4, 133) : hour(start, 80, 2, 59)));

test('24 closed hours as bars in their official colour; the note says from when to when', async () => {
  const panel = await mountPanel('hours', { rows: { cityHours: rows } });
  assert.equal(panel.textOf('.note').join(), 'AQI 柱 · PM2.5 线 µg/m³ · 昨 16 时 至 今 15 时');
  const bars = chartSeries(panel, 'aqi');
  assert.equal(bars.length, 24);
  assert.deepEqual(bars.at(-1), { value: 176, itemStyle: { color: '#ff0000' } });
  assert.equal(chartSeries(panel, 'pm25').at(-1), 133);
  // Each bar can be opened, and says what it is to who cannot see it.
  const last = panel.all('.bars i').at(-1);
  assert.equal(last?.getAttribute('aria-label'), '今 15 时 AQI 176');
  assert.ok(last?.getAttribute('data-explain'));
});

test('a missing hour is hatched: no bar, no zero line, no address', async () => {
  const panel = await mountPanel('hours', { rows: { cityHours: rows }, language: 'en' });
  assert.deepEqual(chartSeries(panel, 'missing'), [[18, 0]]);
  assert.deepEqual(chartSeries(panel, 'aqi')[18], { value: 0, itemStyle: { color: 'transparent' } });
  assert.equal(chartSeries(panel, 'pm25')[18], null);
  assert.equal(panel.all('.bars i')[18]?.getAttribute('aria-label'), '10:00 AQI NA');
  assert.equal(panel.all('.bars i')[18]?.getAttribute('data-explain'), null);
});

test('the chart follows the rows', async () => {
  const panel = await mountPanel('hours', { rows: { cityHours: rows } });
  await panel.set({ cityHours: [hour(hourStart(14), 310, 6, 260)] });
  assert.deepEqual(chartSeries(panel, 'aqi').at(-1), { value: 310, itemStyle: { color: '#7e0023' } });
});
