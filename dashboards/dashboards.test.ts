import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { TOPICS } from '../streams/live/mod.ts';
import { canonicalText, faultsOf, readDashboard } from './check/mod.ts';
import { layoutFor, topicsOf, type Dashboard } from './mod.ts';

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
  const wall = JSON.parse(file('wall')) as { layouts: { panels: Record<string, unknown>[] }[] } & Record<
    string,
    unknown
  >;
  const broken = (change: (d: typeof wall) => void): string[] => {
    const copy = structuredClone(wall);
    change(copy);
    return faultsOf(copy);
  };
  assert.deepEqual(faultsOf(wall), []);
  assert.match(
    broken((d) => {
      d.theme = 'pink';
    })[0] ?? '',
    /theme/,
  );
  assert.match(
    broken((d) => {
      d.layouts[0]!.panels[1]!.topics = ['nothing'];
    })[0] ?? '',
    /no topic/,
  );
  assert.match(
    broken((d) => {
      d.layouts[0]!.panels.push(d.layouts[0]!.panels[1]!);
    })[0] ?? '',
    /placed twice/,
  );
  assert.match(
    broken((d) => {
      d.layouts[0]!.panels[1]!.place = { from: 'left', x: 470, y: 0, width: 20, height: 10 };
    })[0] ?? '',
    /leaves the grid/,
  );
  assert.match(
    broken((d) => {
      d.screen = 'public';
    }).join(),
    /not public/,
  );
});

test('the widest layout that fits is chosen', () => {
  const dashboard = {
    layouts: [
      { name: 'a', minAspect: 0, panels: [] },
      { name: 'b', minAspect: 3, panels: [] },
    ],
  } as unknown as Dashboard;
  assert.equal(layoutFor(dashboard, 3840, 2160).name, 'a');
  assert.equal(layoutFor(dashboard, 7680, 2160).name, 'b');
});
