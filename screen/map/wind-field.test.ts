import assert from 'node:assert/strict';
import test from 'node:test';
import { windAt, windTrails, windVector } from './wind-field.ts';

test('wind from the north-west blows to the south-east', () => {
  const v = windVector(116, 35, 2, 315);
  assert.ok(v.east > 1.41 && v.east < 1.42 && v.north < -1.41 && v.north > -1.42);
});

test('between equal winds blows the same wind', () => {
  const [east, north] = windAt([windVector(116, 35, 3, 270), windVector(117, 36, 3, 270)], 116.4, 35.6);
  assert.ok(Math.abs(east - 3) < 1e-9 && Math.abs(north) < 1e-9);
});

test('trails are bounded, joined head to tail, and the same for the same wind', () => {
  const vectors = [windVector(116, 35, 3, 300), windVector(117, 36, 1, 10)];
  const bounds = { west: 115, south: 34, east: 118, north: 37 };
  const trails = windTrails(vectors, bounds, 200);
  assert.ok(trails.count > 0 && trails.count <= 200 * 14);
  assert.deepEqual(windTrails(vectors, bounds, 200), trails);
  for (let s = 1; s < trails.count; s += 1) {
    if (trails.along[s * 3] === 0) continue;
    assert.equal(trails.sources[s * 3], trails.targets[(s - 1) * 3]);
  }
  assert.equal(windTrails([], bounds, 200).count, 0);
});
