import assert from 'node:assert/strict';
import test from 'node:test';
import { metricPlane, cellKey } from '../../streams/contracts/projection.ts';
import { mountPanel, mountPanels, NOW, SMALL_CITY, TOWN_HALL } from '../../test/fixtures/screen/panel/mod.ts';

const plane = metricPlane(SMALL_CITY.grid.centralMeridian);
const key = cellKey(...plane.toMetres([117.1, 31.3]), SMALL_CITY.grid.size);
const wind = [{ key: TOWN_HALL, speed: 2, direction: 90, time: NOW - 60_000 }];
const hotspots = [{ key, aqi: 163, value: 123.4, support: 0 }];

test('levels with digit and word, shapes by kind, what stands as a column', async () => {
  const panel = await mountPanel('map-key', { rows: { wind } });
  assert.match(panel.text, /^北IAQI > 92 立柱 · 1 km 网格 · 滚动小时 PM2.5$/m);
  assert.match(panel.text, /1优2良3轻度4中度5重度6严重实测仅插值国控乡镇站水断面工地企业/);
  const english = await mountPanel('map-key', { rows: { wind }, language: 'en' });
  assert.match(english.text, /1Excellent2Good3Light4Moderate5Heavy6Severemeasuredinterpolatednational/);
});

test('stale wind and the support of the analysis are only spoken of where they are so', async () => {
  const panel = await mountPanel('map-key', { rows: { wind } });
  assert.doesNotMatch(panel.text, /风场过期|弱支撑/);
  await panel.moveTo(NOW + 31 * 60_000);
  assert.match(panel.text, /风场过期，不显示/);
  await panel.set({ hotCells: [{ key, score: 100, class: 0 }] });
  assert.match(panel.text, /弱支撑/);
});

test('beside a map it has the scale of that map, and says when nothing is hot', async () => {
  const screen = await mountPanels(['map', 'map-key'], { rows: { wind, hotspots } });
  assert.match(screen.textOf('.key').join(), /^北(1|2|5|10|20) km/);
  assert.doesNotMatch(screen.textOf('.key').join(), /当前无热点网格/);
  await screen.set({ hotspots: [{ key, aqi: 60, value: 40, support: 0 }] });
  assert.match(screen.textOf('.key').join(), /当前无热点网格/);
});
