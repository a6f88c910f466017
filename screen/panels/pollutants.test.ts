import assert from 'node:assert/strict';
import test from 'node:test';
import { CITY, hourStart, mountPanel, NOW } from '../../test/fixtures/screen/panel/mod.ts';

const hour = {
  ...{ key: CITY, hour: hourStart(15), aqi: 87, level: 2, primary: 1, valid: 11, total: 12 },
  ...{ pm25: 64.6, pm10: 103.2, o3: 74, no2: 58, so2: 11, co: 0.94 },
  ...{ iaqiPm25: 125, iaqiPm10: 77, iaqiO3: 24, iaqiNo2: 29, iaqiSo2: 4, iaqiCo: 9 },
};

test('six pollutants of the closed hour, each with its unit and the word of its index', async () => {
  const panel = await mountPanel('pollutants', { rows: { regions: [hour] } });
  assert.deepEqual(panel.textOf('li')[0], 'PM2.5 65µg/m³11 / 12 国控站有效 24 分前 IAQI 125 · 轻度污染');
  assert.deepEqual(panel.textOf('li')[5], 'CO 0.9mg/m³11 / 12 国控站有效 24 分前 IAQI 9 · 优');
  // The bar stands in bands of 50: 125 fills two and half of the third.
  assert.deepEqual(
    panel.all('li')[0]?.childNodes[2]?.childNodes.flatMap((band) => band.childNodes.map((b) => b.style['width'])),
    ['100%', '100%', '50%', '0%'],
  );
  const english = await mountPanel('pollutants', { rows: { regions: [hour] }, language: 'en' });
  assert.match(english.textOf('li')[0] ?? '', /11\/12 stations valid 24 min ago IAQI 125 · Light$/);
});

test('the rolling hour knows PM2.5 only; the others say that there is no value', async () => {
  const rolling = { key: CITY, nowAqi: 153, nowLevel: 4, nowPm25: 117.4, time: NOW - 9000, valid: 10, total: 12 };
  const panel = await mountPanel('pollutants', { rows: { regions: [rolling] } });
  assert.equal(panel.textOf('li')[0], 'PM2.5 117µg/m³10 / 12 国控站有效 9 秒前 无数据');
  assert.match(panel.textOf('li')[1] ?? '', /^PM10 NA/);
});
