import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { TOPICS } from '../streams/live/mod.ts';
import { canonicalText, faultsOf, readDashboard } from './check/mod.ts';
import { layoutFor, topicsOf } from './mod.ts';

const registry = readFileSync(new URL('../screen/panels/registry.ts', import.meta.url), 'utf8');
const SCREENS = ['wall', 'duty', 'public'] as const;
const file = (name: string): string => readFileSync(new URL(`${name}.json`, import.meta.url), 'utf8');

for (const name of SCREENS) {
  test(`${name}: valid, canonical to the byte, and every panel is registered`, () => {
    const dashboard = readDashboard(name);
    assert.equal(canonicalText(dashboard), file(name));
    for (const layout of dashboard.layouts)
      for (const { panel } of layout.panels) assert.match(registry, new RegExp(`^  '?${panel}'?: `, 'm'), panel);
  });
}

test('the public screen names public topics only', () => {
  for (const topic of topicsOf(readDashboard('public'))) assert.ok(TOPICS[topic].isPublic, topic);
});

test('faults are found and named', () => {
  const wall = readDashboard('wall');
  const [layout] = wall.layouts;
  const [map, air] = layout?.panels ?? [];
  assert.ok(layout && map && air);
  /** The wall with these panels in its first layout. */
  const withPanels = (...panels: readonly object[]): string =>
    faultsOf({ ...wall, layouts: [{ ...layout, panels }] }).join();
  assert.deepEqual(faultsOf(wall), []);
  assert.match(faultsOf({ ...wall, theme: 'pink' }).join(), /theme/);
  assert.match(withPanels(map, { ...air, topics: ['nothing'] }), /no topic/);
  assert.match(withPanels(map, air, air), /placed twice/);
  const beyond = { from: 'left', x: 470, y: 0, width: 20, height: 10 };
  assert.match(withPanels(map, { ...air, place: beyond }), /leaves the grid/);
  assert.match(faultsOf({ ...wall, screen: 'public' }).join(), /not public/);
});

test('the widest layout that fits is chosen', () => {
  const dashboard = {
    ...readDashboard('wall'),
    layouts: [
      { name: 'a', minAspect: 0, panels: [] },
      { name: 'b', minAspect: 3, panels: [] },
    ],
  };
  assert.equal(layoutFor(dashboard, 3840, 2160).name, 'a');
  assert.equal(layoutFor(dashboard, 7680, 2160).name, 'b');
});
