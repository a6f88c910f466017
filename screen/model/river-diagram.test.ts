import assert from 'node:assert/strict';
import test from 'node:test';
import { DEMO_SEED, generatePack } from '../../streams/demo-city/mod.ts';
import { FACTORS } from '../../streams/contracts/factors.ts';
import { indexCity } from './city.ts';
import { riverDiagram } from './river-diagram.ts';
import { townshipAt } from './hot-places.ts';

const pack = generatePack(DEMO_SEED);
const city = indexCity({
  city: pack.city,
  grid: { size: 1000, centralMeridian: pack.city.centralMeridian },
  regions: pack.regions,
  waters: pack.waters,
  relief: pack.relief,
  stations: pack.stations,
  limitSources: [],
  factors: FACTORS,
  liveUrl: '',
});
const box = { width: 110, upper: 8.6, stem: 18.6, lower: 30, tile: 4.6 };

test('every section of the city stands in the diagram once, none on another', () => {
  const diagram = riverDiagram(city, box);
  const nodes = [...(diagram.stem?.nodes ?? []), ...diagram.branches.flatMap((b) => b.nodes), ...diagram.lakes];
  const sections = pack.stations.filter((s) => s.kind === 'water');
  assert.equal(nodes.length, sections.length);
  assert.equal(new Set(nodes.map((n) => n.station.id)).size, sections.length);
  for (const [i, a] of nodes.entries()) {
    assert.ok(a.x > 0 && a.x < box.width, `${a.station.names.zh} at ${a.x}`);
    for (const b of nodes.slice(i + 1))
      assert.ok(
        Math.abs(a.x - b.x) >= 4 || Math.abs(a.y - b.y) >= 4,
        `${a.station.names.zh} and ${b.station.names.zh}`,
      );
  }
});

test('sections of the stem run downstream', () => {
  const { stem } = riverDiagram(city, box);
  const chainages = stem?.nodes.map((n) => n.station.river?.chainage ?? 0) ?? [];
  assert.deepEqual(
    chainages,
    [...chainages].sort((a, b) => a - b),
  );
});

test('the township of a station is the one the pack says', () => {
  const wrong = pack.stations.filter(
    (s, i) => i % 97 === 0 && s.township !== 0 && townshipAt(city, s.position[0], s.position[1])?.id !== s.township,
  );
  assert.deepEqual(
    wrong.map((s) => s.id),
    [],
  );
});
