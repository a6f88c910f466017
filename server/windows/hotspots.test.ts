import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startStore, type TestStore } from '../../test/harness/mod.ts';
import { cellKey } from '../../streams/contracts/projection.ts';
import { iaqi } from '../standards/mod.ts';
import { cellsOf, MOST_NEIGHBOURS, REACH_METRES, weightsOf, type GridStation } from '../hotspots/internal.ts';
import { tickInstantOf } from './tick-instant.ts';
import { hotspotsOf } from './hotspot-question.ts';
import { meanOf } from '../../test/oracle/rolling-oracle.ts';
import { fillStandardTables } from './standard-tables.ts';

let server: TestStore;
before(async () => {
  server = await startStore();
  await fillStandardTables(server.store, 1);
});
after(() => server.stop());

let state = 11;
const random = (): number => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;

test('cells of the outline: the finest by centre or station, the coarser ones exactly their parents', () => {
  const ring = Array.from({ length: 40 }, (_, i): [number, number] => {
    const angle = (i / 40) * 2 * Math.PI;
    const radius = 20_000 + 9000 * Math.sin(i * 1.7);
    return [500_000 + radius * Math.cos(angle), 3_900_000 + radius * Math.sin(angle)];
  });
  const outside: GridStation = { id: 1, x: 560_500, y: 3_900_500 };
  const size = 500;
  const wanted = new Set([cellKey(outside.x, outside.y, size)]);
  {
    for (let column = Math.floor(460_000 / size); column <= 540_000 / size; column += 1) {
      for (let row = Math.floor(3_860_000 / size); row <= 3_940_000 / size; row += 1) {
        const [x, y] = [(column + 0.5) * size, (row + 0.5) * size];
        let inside = false;
        for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
          const [ax, ay] = ring[j]!;
          const [bx, by] = ring[i]!;
          if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
        }
        if (inside) wanted.add(column * 65_536 + row);
      }
    }
  }
  assert.deepEqual(
    cellsOf(ring, [outside], size),
    [...wanted].sort((a, b) => a - b),
  );
  for (const coarser of [1000, 3000]) {
    const parents = new Set(
      [...wanted].map((cell) => {
        const [x, y] = [(Math.floor(cell / 65_536) + 0.5) * size, ((cell % 65_536) + 0.5) * size];
        return cellKey(x, y, coarser);
      }),
    );
    assert.deepEqual(
      cellsOf(ring, [outside], coarser),
      [...parents].sort((a, b) => a - b),
      `${coarser} m`,
    );
  }
});

test('inverse-distance means, support and index in SQL equal brute force; thin support gives no cell', async () => {
  const size = 1000;
  const stations: GridStation[] = Array.from({ length: 60 }, (_, i) => ({
    id: i + 1,
    x: 480_000 + random() * 50_000,
    y: 3_880_000 + random() * 50_000,
  }));
  const means = new Map(stations.filter(() => random() < 0.8).map((s) => [s.id, Math.floor(random() * 300e6)]));
  const cells = [
    ...new Set([
      ...Array.from({ length: 2000 }, () => cellKey(478_000 + random() * 54_000, 3_878_000 + random() * 54_000, size)),
      ...stations.map((s) => cellKey(s.x, s.y, size)),
    ]),
  ];
  await server.store.insert(
    'cell_weights',
    ['size', 'generation', 'cell', 'station', 'weight', 'inside'],
    cells.flatMap((cell) =>
      weightsOf(cell, stations, size).map((w) => [size, 7, w.cell, w.station, w.weight, w.inside ? 1 : 0]),
    ),
  );
  const instant = tickInstantOf(Date.parse('2026-11-22T04:00:00Z'));
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
    [...means].map(([id, mean]) => [
      instant.tick,
      1 + (id % 2),
      id,
      1,
      0,
      String(mean),
      1,
      String(mean),
      instant.now,
      0,
      instant.now,
      78,
      0,
    ]),
  );
  const rows = await hotspotsOf(server.store, {
    tick: instant.tick,
    at: instant.since,
    factor: 1,
    size,
    generation: '7',
  });

  const wanted = cells
    .flatMap((cell) => {
      const [x, y] = [(Math.floor(cell / 65_536) + 0.5) * size, ((cell % 65_536) + 0.5) * size];
      const here = stations.filter((s) => cellKey(s.x, s.y, size) === cell && means.has(s.id));
      const near = stations
        .map((s) => ({ s, d: Math.hypot(s.x - x, s.y - y) }))
        .filter(({ d }) => d <= REACH_METRES)
        .sort((a, b) => a.d - b.d)
        .slice(0, MOST_NEIGHBOURS)
        .filter(({ s }) => means.has(s.id));
      if (here.length === 0 && near.length < 3) return [];
      const weight = (d: number): bigint => BigInt(Math.round(1e15 / Math.max(d * d, (size / 2) ** 2)));
      const mean =
        here.length > 0
          ? meanOf(
              here.reduce((sum, s) => sum + BigInt(means.get(s.id)!), 0n),
              BigInt(here.length),
            )
          : meanOf(
              near.reduce((sum, { s, d }) => sum + weight(d) * BigInt(means.get(s.id)!), 0n),
              near.reduce((sum, { d }) => sum + weight(d), 0n),
            );
      return [{ cell, mean: Number(mean), support: here.length > 0 ? 0 : 1 }];
    })
    .sort((a, b) => a.cell - b.cell);
  assert.ok(wanted.length > 500 && wanted.length < cells.length && wanted.some((w) => w.support === 0));
  assert.equal(rows.length, wanted.length);
  // Squared distances differ in the last bit between the two ways of writing them: a weight by 1 part in 1e7.
  rows.forEach((row, i) => {
    assert.equal(row.cell, wanted[i]!.cell);
    assert.equal(row.support, wanted[i]!.support);
    assert.ok(Math.abs(row.mean - wanted[i]!.mean) <= 100, `cell ${row.cell}: ${row.mean} against ${wanted[i]!.mean}`);
    assert.equal(row.iaqi, Math.max(1, iaqi(1, 'hour', row.mean, instant.since * 1000)!), `index of ${row.mean}`);
  });
});
