import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isStationOfRegion, regionMeans } from './region-air.ts';
import { regionMonth } from './region-month.ts';

test('city and county rest on national stations, a township on its own; a factor without a value has no mean', () => {
  const national = { kind: 'national', county: 2, township: 0 };
  const township = { kind: 'township', county: 2, township: 3 };
  const regions = [
    { id: 1, level: 'city' },
    { id: 2, level: 'county' },
    { id: 9, level: 'county' },
    { id: 3, level: 'township' },
  ];
  assert.deepEqual(
    regions.map((region) => [isStationOfRegion(region, national), isStationOfRegion(region, township)]),
    [
      [true, false],
      [true, false],
      [false, false],
      [false, true],
    ],
  );
  assert.deepEqual(
    regionMeans((factor) => (factor === 1 ? [1, 2, 2] : [])),
    [2, null, null, null, null, null],
  );
});

test('a month: means, of CO the 95th and of O3 the 90th percentile, from three quarters of its closed days on', () => {
  const days = Array.from({ length: 8 }, (_, i) => `2026-11-0${i + 1}`);
  const rows = days.flatMap((civil, i) => [1, 3, 6].map((factor) => ({ civil, factor, micro: (i + 1) * 1_000_000 })));
  const month = { from: '2026-11-01', until: '2026-11-09', days: 8 };
  const { concentrations, counts } = regionMonth(rows, month);
  assert.deepEqual(counts, [8, 0, 8, 0, 0, 8]);
  assert.equal(concentrations[0], 4_500_000);
  assert.ok((concentrations[2] ?? 0) > 7_000_000 && (concentrations[5] ?? 0) > (concentrations[2] ?? 0));
  assert.equal(regionMonth(rows.slice(0, 5 * 3), month).concentrations[0], null, 'five of eight');
});
