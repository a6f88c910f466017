import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { partly, startStore, type TestStore } from '../../test/harness/mod.ts';
import { cellKey, cellName, cellOfName, cellParent, metricPlane } from '../../streams/contracts/projection.ts';
import type { Registry } from '../registry/mod.ts';
import { hotspotRuleAt, iaqi } from '../standards/mod.ts';
import { CELL_SIZES, cellsOf, type GridStation } from './grid.ts';
import { fillGridTables } from './grid-tables.ts';
import { analyse } from './analysis-question.ts';
import { erfc, falseDiscovery, getisOrd } from './getis-ord.ts';
import { analysisOracle } from '../../test/oracle/hotspot-oracle.ts';
import { sharesOf, WHOLE_CELL } from './polygon-shares.ts';
import { fillStandardTables } from '../windows/internal.ts';

let server: TestStore;
before(async () => {
  server = await startStore();
  await fillStandardTables(server.store, 1);
});
after(() => server.stop());

const plane = metricPlane(117);
const AT = Date.parse('2026-11-22T04:00:00Z') / 1000;
const rule = hotspotRuleAt(AT * 1000);
type Point = [number, number];

const registryOf = (
  stations: readonly GridStation[],
  ring: readonly Point[],
  regions: readonly { id: number; level: string; ring: readonly Point[] }[] = [],
): Registry =>
  partly<Registry>({
    version: 1,
    plane: { toMetres: (p: Point) => p, toDegrees: plane.toDegrees },
    stations: () => new Map(stations.map((s) => [s.id, { ...s, kind: 'township' }])),
    regions: () => new Map([[1, { id: 1, level: 'city', ring }], ...regions.map((r) => [r.id, r] as const)]),
  });

let ticks = 1000;
async function giveRolling(means: ReadonlyMap<number, number>, factor = 1): Promise<number> {
  ticks += 1;
  await server.store.insert(
    'rolling',
    [
      'tick',
      'kind',
      'station',
      'factor',
      'folded',
      'sum1',
      'count1',
      'mean1',
      'end1',
      'closed',
      'last_time',
      'last_flag',
      'over',
    ],
    [...means].map(([id, mean]) => [ticks, 2, id, factor, 0, String(mean), 1, String(mean), AT, 0, AT, 78, 0]),
  );
  return ticks;
}

const near = (got: number | null, wanted: number | null, what: string): void => {
  if (got === null || wanted === null) assert.equal(got, wanted, what);
  else assert.ok(Math.abs(got - wanted) <= 1e-9 * Math.max(1, Math.abs(wanted)), `${what}: ${got} against ${wanted}`);
};

/** A field where one station stands in each cell: what the cells hold is what the test says. */
async function measuredField(
  rows: readonly (readonly number[])[],
  size: number,
  [x0, y0]: Point,
): Promise<{ stations: GridStation[]; ring: Point[]; means: Map<number, number> }> {
  const stations = rows.flatMap((row, j) =>
    row.map((_, i) => ({
      id: j * row.length + i + 1,
      x: x0 + (i + 0.5) * size,
      y: y0 + (rows.length - j - 0.5) * size,
    })),
  );
  const [width, height] = [rows[0]!.length * size, rows.length * size];
  return {
    stations,
    ring: [
      [x0, y0],
      [x0 + width, y0],
      [x0 + width, y0 + height],
      [x0, y0 + height],
    ],
    means: new Map(rows.flat().map((value, i) => [i + 1, Math.round(value * 1e6)])),
  };
}

test('Gi* of the vector of domain 6.3, queen neighbours, n = 16: a constant background changes nothing', async () => {
  const rows = [
    [80, 82, 79, 81],
    [83, 120, 125, 82],
    [81, 118, 130, 84],
    [80, 83, 82, 79],
  ];
  const field = await measuredField(rows, 1000, [498_000, 3_900_000]);
  const generation = await fillGridTables(server.store, registryOf(field.stations, field.ring));
  const cells = await analyse(server.store, 'grid', {
    source: { tick: await giveRolling(field.means) },
    at: AT,
    factor: 1,
    size: 1000,
    generation,
  });
  assert.equal(cells.length, 16);
  assert.ok(
    cells.every(({ background, support, score }) => background === 91_812_500 && support === 0 && score === 100),
    'the square of 21 km holds all: mean 91.8125',
  );
  const wanted = [null, [0.3577, 1.9065, 1.9862, 0.8209], [0.3849, 2.0128, 2.0394, 0.8482], null];
  wanted.forEach((row, j) =>
    row?.forEach((z, i) => {
      const station = field.stations[j * 4 + i]!;
      const cell = cells.find((c) => c.cell === cellKey(station.x, station.y, 1000))!;
      assert.equal(cell.z!.toFixed(4), z.toFixed(4), `row ${j + 1}, column ${i + 1}`);
    }),
  );
  // The same by the formula alone, row 2, column 2.
  const all = rows.flat().map((v) => BigInt(v * 1e6));
  const nine = [80, 82, 79, 83, 120, 125, 81, 118, 130].reduce((a, b) => a + BigInt(b * 1e6), 0n);
  assert.equal(
    getisOrd(
      16,
      all.reduce((a, b) => a + b),
      all.reduce((a, b) => a + b * b, 0n),
      nine,
      9,
    )!.toFixed(4),
    '1.9065',
  );
});

test('uniform haze and an exact plane give no hot cell; one plume above its ring does', async () => {
  const side = Array.from({ length: 24 }, (_, j) => j);
  const cases: [string, (i: number, j: number) => number, boolean][] = [
    ['uniform', () => 180, false],
    ['plane of 1.2 µg/m3 a km', (i, j) => 60 + 1.2 * i + 0.6 * j, false],
    ['clean day, relative peak without substance', (i, j) => (Math.hypot(i - 12, j - 12) < 2 ? 12 : 6), false],
    ['plume', (i, j) => 60 + 1.2 * i + (Math.hypot(i - 12, j - 12) < 2 ? 60 : 0), true],
  ];
  const first = await measuredField(
    side.map((j) => side.map((i) => cases[0]![1](i, j))),
    1000,
    [480_000, 3_840_000],
  );
  const generation = await fillGridTables(server.store, registryOf(first.stations, first.ring));
  for (const [name, value, hot] of cases) {
    const field = await measuredField(
      side.map((j) => side.map((i) => value(i, j))),
      1000,
      [480_000, 3_840_000],
    );
    const cells = await analyse(server.store, 'grid', {
      source: { tick: await giveRolling(field.means) },
      at: AT,
      factor: 1,
      size: 1000,
      generation,
    });
    assert.equal(cells.length, 24 * 24);
    const found = cells.filter((cell) => cell.class >= 95);
    assert.equal(found.length > 0, hot, `${name}: ${found.length}`);
    if (name === 'uniform')
      assert.ok(
        cells.every(({ z, p }) => z === null && p === null),
        'nothing varies: no z',
      );
    for (const cell of found)
      assert.ok(
        Math.hypot(cellParent(cell.cell, 1000, 1000) / 65_536 - 492.5, (cell.cell % 65_536) - 3852) < 4,
        'only at the plume',
      );
  }
});

test(
  'every cell of the analysis equals brute force over random cities: means and ' + 'sums exactly, z and p to 1e-9',
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          size: fc.constantFrom(...CELL_SIZES),
          factor: fc.constantFrom(1, 3, 6),
          seed: fc.integer({ min: 1, max: 1e9 }),
          stations: fc.integer({ min: 3, max: 28 }),
          silent: fc.double({ min: 0, max: 0.5, noNaN: true }),
          reach: fc.integer({ min: 3, max: 9 }),
        }),
        async ({ size, factor, seed, stations: count, silent, reach }) => {
          let state = seed;
          const random = (): number => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
          const radius = reach * 1000 * (size === 500 ? 0.6 : size / 1000);
          const ring = Array.from({ length: 24 }, (_, i): Point => {
            const r = radius * (0.7 + 0.3 * random());
            return [500_000 + r * Math.cos((i / 24) * 2 * Math.PI), 3_900_000 + r * Math.sin((i / 24) * 2 * Math.PI)];
          });
          const stations = Array.from({ length: count }, (_, i): GridStation => ({
            id: 5 + i * 3,
            x: 500_000 + (random() - 0.5) * 2.4 * radius,
            y: 3_900_000 + (random() - 0.5) * 2.4 * radius,
          }));
          const means = new Map(
            stations
              .filter(() => random() >= silent)
              .map(({ id }) => [id, Math.floor((20 + random() ** 4 * 300) * 1e6)]),
          );
          const generation = await fillGridTables(server.store, registryOf(stations, ring));
          const got = await analyse(server.store, 'grid', {
            source: { tick: await giveRolling(means, factor) },
            at: AT,
            factor,
            size,
            generation,
          });
          const wanted = analysisOracle({ ring, stations, means, size, factor, rule });
          assert.deepEqual(
            got.map((c) => c.cell),
            wanted.map((c) => c.cell),
          );
          got.forEach((cell, i) => {
            const twin = wanted[i]!;
            for (const column of [
              'mean',
              'support',
              'stations',
              'nearest',
              'score',
              'background',
              'ring',
              'class',
            ] as const)
              assert.equal(cell[column], twin[column], `${column} of ${cellName(cell.cell, size)}`);
            for (const column of ['error', 'z', 'p'] as const)
              near(cell[column], twin[column], `${column} of ${cellName(cell.cell, size)}`);
            if (factor === 1) assert.equal(cell.iaqi, Math.max(1, iaqi(1, 'hour', cell.mean, AT * 1000)!));
          });
        },
      ),
      { numRuns: 15 },
    );
  },
);

test('cells are nested: each lies in exactly one of every coarser size, which is in that grid and names it', () => {
  const ring: Point[] = [
    [480_250, 3_880_250],
    [511_000, 3_884_000],
    [507_000, 3_905_000],
    [484_000, 3_901_000],
  ];
  const grids = new Map(
    CELL_SIZES.map((size) => [size, new Set(cellsOf(ring, [{ id: 1, x: 530_100, y: 3_880_100 }], size))]),
  );
  for (const [size, coarser] of [
    [500, 1000],
    [1000, 3000],
    [500, 3000],
  ] as const) {
    for (const cell of grids.get(size)!)
      assert.ok(grids.get(coarser)!.has(cellParent(cell, size, coarser)), cellName(cell, size));
    assert.equal(
      new Set([...grids.get(size)!].map((cell) => cellParent(cell, size, coarser))).size,
      grids.get(coarser)!.size,
      'and no coarser cell is empty',
    );
  }
  assert.deepEqual(cellOfName('L500_1000_7800', CELL_SIZES), { size: 500, key: 1000 * 65_536 + 7800 });
  for (const bad of ['L501_1_1', 'L500_1', 'L500_70000_1', 'x', 'L500_1_1 '])
    assert.equal(cellOfName(bad, CELL_SIZES), null, bad);
});

test('shares of a polygon per cell equal a fine raster of it, and sum to its area', () => {
  const ring = Array.from({ length: 30 }, (_, i): Point => {
    const r = 2600 + 1500 * Math.sin(i * 2.1);
    return [10_000 + r * Math.cos((i / 30) * 2 * Math.PI), 20_000 + r * Math.sin((i / 30) * 2 * Math.PI)];
  });
  const shares = new Map<number, number>();
  sharesOf(ring, 1000, (cell, share) => {
    assert.ok(!shares.has(cell));
    shares.set(cell, share);
  });
  const area =
    Math.abs(ring.reduce((t, [x, y], i) => t + ring[(i + 29) % 30]![0] * y - x * ring[(i + 29) % 30]![1], 0)) / 2;
  assert.ok(Math.abs([...shares.values()].reduce((a, b) => a + b, 0) - area) < shares.size, 'to a square metre a cell');
  const inside = (x: number, y: number): boolean =>
    ring.reduce((odd, [bx, by], i) => {
      const [ax, ay] = ring[(i + 29) % 30]!;
      return ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax ? !odd : odd;
    }, false);
  for (let column = 5; column < 15; column += 1)
    for (let row = 15; row < 25; row += 1) {
      let hits = 0;
      for (let i = 0; i < 100; i += 1)
        for (let j = 0; j < 100; j += 1)
          if (inside((column + (i + 0.5) / 100) * 1000, (row + (j + 0.5) / 100) * 1000)) hits += 1;
      assert.ok(
        Math.abs((shares.get(column * 65_536 + row) ?? 0) / WHOLE_CELL - hits / 10_000) < 0.01,
        `${column}, ${row}`,
      );
    }
});

test("the twin's own parts: erfc and the false discovery rate by published values", () => {
  // Two-sided p of the thresholds of domain 6.3, and a far tail.
  for (const [z, p] of [
    [1.959963984540054, 0.05],
    [2.5758293035489004, 0.01],
    [1.6448536269514722, 0.1],
    [6, 1.9731752900753e-9],
  ] as const)
    assert.ok(Math.abs(erfc(z / Math.SQRT2) / p - 1) < 1e-9, `${z}`);
  // Benjamini and Hochberg (1995), section 3.1: fifteen tests, four of them rejected at 0.05.
  const ps = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1,
  ];
  assert.equal(falseDiscovery(ps, 0.05, 15), 0.0095);
});
