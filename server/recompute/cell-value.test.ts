import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cellValue } from './cell-value.ts';
import { stationShares } from './station-shares.ts';

const AT = Date.parse('2026-11-22T10:00:00+08:00');
const stations = [
  { id: 1, x: 1500, y: 500 },
  { id: 2, x: 500, y: 1500 },
  { id: 3, x: 2500, y: 500 },
  { id: 4, x: 20_000, y: 500 },
];
const means = new Map([
  [1, 10_000_000n],
  [2, 10_000_000n],
  [3, 40_000_000n],
]);

test('a cell takes the stations within it, else the inverse square of the distance of three near ones', () => {
  const shares = stationShares(0, stations, 1000);
  assert.deepEqual(
    shares.map(({ station, weight, isInside }) => [station, Number(weight), isInside]),
    [
      [1, 1_000_000_000, false],
      [2, 1_000_000_000, false],
      [3, 250_000_000, false],
    ],
    'nearest first; not the one 20 km away',
  );
  const far = cellValue(shares, means, 1, AT);
  assert.deepEqual([far?.mean, far?.isMeasured, far?.used.length], [13_333_333n, false, 3]);
  assert.equal(cellValue(shares, new Map([[1, 1n]]), 1, AT), null, 'fewer than three');
  const own = cellValue(stationShares(65_536, stations, 1000), means, 1, AT);
  assert.deepEqual([own?.mean, own?.isMeasured, own?.used.length], [10_000_000n, true, 1]);
});
