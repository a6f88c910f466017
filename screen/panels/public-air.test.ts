import assert from 'node:assert/strict';
import test from 'node:test';
import { CITY, hourStart, mountPanel, NOW } from '../../test/fixtures/screen/panel/mod.ts';

const hour = { key: CITY, hour: hourStart(15), aqi: 175, level: 4, primary: 0b10 };

test('AQI and level in words of both languages, of which hour and how old', async () => {
  const panel = await mountPanel('public-air', { rows: { regions: [hour] } });
  assert.match(panel.text, /^云州Yunzhou · 现在的空气与水 Air and water now$/m);
  assert.match(panel.text, /\n175\n4中度污染\nModerately polluted · PM10\nAQI · 15 时均值 hourly mean · 24 分前\n/);
  assert.deepEqual(panel.textOf('li.on'), ['中度 Moderate']);
  // Half of the fourth of six bands.
  assert.equal(panel.one('.pointer').style['left'], `${(3.5 / 6) * 100}%`);
});

test('the rolling hour has its own name', async () => {
  const panel = await mountPanel('public-air', {
    rows: { regions: [{ key: CITY, nowAqi: 42, nowLevel: 1, time: NOW - 9000 }] },
  });
  assert.match(panel.text, /\n42\n1优\nExcellent\nAQI · 滚动小时 rolling hour · 9 秒前\n/);
});

test('without a value there is no level, no pointer and no age', async () => {
  const panel = await mountPanel('public-air');
  assert.match(panel.text, /\nNA\n无有效 AQI\nAQI · 无数据 · 无数据\n/);
  assert.deepEqual([panel.all('.pointer').length, panel.all('li.on').length], [0, 0]);
});
