import assert from 'node:assert/strict';
import test from 'node:test';
import { cellKey, metricPlane } from '../../../streams/contracts/projection.ts';
import {
  hourStart,
  mountPanel,
  NORTH,
  NOW,
  QINGSHI,
  SITE,
  SMALL_CITY,
  SMELTER,
  SOUTH,
  TOWN_HALL,
  type Mounted,
} from '../../../test/fixtures/screen/panel/mod.ts';

const plane = metricPlane(SMALL_CITY.grid.centralMeridian);
const key = cellKey(...plane.toMetres([117.1, 31.3]), SMALL_CITY.grid.size);
const STEP_EAST = 65_536;
const calm = Array.from({ length: 30 }, (_, i) => ({ key: key - STEP_EAST * (4 + i), aqi: 40, value: 20, support: 1 }));
const rows = {
  hotspots: [
    { key, aqi: 163, value: 123.4, support: 0 },
    { key: key + STEP_EAST, aqi: 120, value: 91, support: 1 },
    ...calm,
  ],
  hotCells: [{ key, score: 100, class: 99, z: 4, excess: 30, village: 101, township: QINGSHI, emerging: 3 }],
  regions: [
    { key: NORTH, hour: hourStart(15), aqi: 118, level: 3 },
    { key: SOUTH, hour: hourStart(12), aqi: 62, level: 2 },
  ],
  wind: [{ key: TOWN_HALL, speed: 2.4, direction: 315, time: NOW - 60_000 }],
  stations: [
    { key: SMELTER, state: 1, time: NOW, multiple: 1.8 },
    { key: SITE, state: 4, time: NOW },
  ],
  alarms: [{ key: 1001, station: 1101, factor: 1, priority: 1, state: 1, raised: NOW - 60_000, due: NOW + 120_000 }],
};

interface DrawnLayer {
  readonly id: string;
  readonly props: { readonly data?: { readonly length: number } };
}
/** How many things each layer draws, as handed to deck.gl. */
const drawn = (panel: Mounted): Readonly<Record<string, number>> => {
  const { props } = panel.one('canvas')['deck'] as { readonly props: { readonly layers: readonly DrawnLayer[] } };
  return Object.fromEntries(props.layers.map((layer) => [layer.id, layer.props.data?.length ?? 0]));
};

test('the worst place is named: value, confidence, who answers for it, what is left of the time', async () => {
  const panel = await mountPanel('map', { rows });
  assert.deepEqual(panel.textOf('.callout'), [
    '青石镇 北山区 · 石桥村 4IAQI 163 · PM2.5 123显著 99 % · 加强 责任 青石镇网格 · 确认剩 2:00',
  ]);
  const english = await mountPanel('map', { rows, language: 'en' });
  assert.deepEqual(english.textOf('.callout'), [
    'Qingshi Beishan · Shiqiao 4IAQI 163 · PM2.5 12399 % sure · intensifying answers: Qingshi grid · confirm in 2:00',
  ]);
});

test('counties carry their AQI and go stale with it', async () => {
  const panel = await mountPanel('map', { rows });
  assert.deepEqual(panel.textOf('.county').sort(), ['北山区3118', '南河县262']);
  assert.deepEqual(panel.textOf('.county.stale'), ['南河县262']);
  await panel.set({ regions: [{ key: NORTH, hour: hourStart(15), aqi: 40, level: 1 }] });
  assert.deepEqual(panel.textOf('.county').sort(), ['北山区140', '南河县NA']);
});

test('hot cells are columns, hatched where interpolated; stations and wind are drawn', async () => {
  const panel = await mountPanel('map', { rows });
  const { columns, 'columns-interpolated': interpolated, 'columns-hatch': hatch, ...others } = drawn(panel);
  assert.deepEqual([columns, interpolated, hatch], [1, 1, 3]);
  assert.deepEqual([others['stations-national'], others['stations'], others['hot-outline-99']], [2, 6, 4]);
  assert.ok((others['wind'] ?? 0) > 0);
});

test('stale wind is not drawn; a field that has cooled down loses its columns and its callout', async () => {
  const panel = await mountPanel('map', { rows });
  await panel.moveTo(NOW + 31 * 60_000);
  assert.equal(drawn(panel)['wind'], undefined);
  await panel.set({ hotspots: calm });
  assert.equal(drawn(panel)['columns'], 0);
  assert.deepEqual(panel.textOf('.callout'), []);
});

test('callouts and values may be left out by the dashboard', async () => {
  const panel = await mountPanel('map', { rows, options: { callouts: false, values: false } });
  assert.deepEqual([panel.textOf('.callout'), panel.textOf('.county').sort()], [[], ['北山区', '南河县']]);
});

test('a touch on a column gives the address of its cell, one on a station that of the station', async () => {
  const panel = await mountPanel('map', { rows });
  const canvas = panel.one('canvas');
  const circle = panel.one('.leaders circle');
  canvas.dispatch('pointerdown', {
    clientX: Number(circle.getAttribute('cx')),
    clientY: Number(circle.getAttribute('cy')),
  });
  await panel.settled();
  assert.match(canvas.getAttribute('data-explain') ?? '', /^subject=cell/);
  canvas.dispatch('pointerdown', { clientX: 5, clientY: 5 });
  await panel.settled();
  assert.equal(canvas.getAttribute('data-explain'), null);
});
