import assert from 'node:assert/strict';
import test from 'node:test';
import { mountPanels, NOW, SITE, SMELTER } from '../../test/fixtures/screen/panel/mod.ts';

const alarm = (key: number, station: number, priority: number) => ({
  ...{ key, station, factor: 5, priority, state: 1, raised: NOW - 60_000, due: NOW + 120_000, multiple: 1.2 },
});
const rows = { alarms: [alarm(1001, SMELTER, 1), alarm(1002, SITE, 2)] };

test('the place of the selected row is ringed and named, and the ring follows the selection', async () => {
  const desk = await mountPanels(['duty-map', 'duty-list', 'duty-keys'], { rows });
  assert.deepEqual(desk.textOf('.named'), ['云州冶炼 1#']);
  const at = desk.one('.ring').getAttribute('cx');
  await desk.press('j');
  assert.deepEqual(desk.textOf('.named'), ['滨河工地']);
  assert.notEqual(desk.one('.ring').getAttribute('cx'), at);
});

test('nothing selected, nothing ringed; what a column means is said once the field is known', async () => {
  const desk = await mountPanels(['duty-map'], { language: 'en' });
  assert.deepEqual([desk.textOf('.named'), desk.all('.ring').length], [[], 0]);
  assert.doesNotMatch(desk.text, /columns above/);
  const hotspots = Array.from({ length: 20 }, (_, i) => ({ key: 30_000_000 + i, aqi: i === 0 ? 163 : 50, support: 0 }));
  await desk.set({ hotspots });
  assert.match(desk.text, /columns above IAQI 92/);
});
