import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { partly, startStore, type TestStore } from '../../test/harness/mod.ts';
import { cellColumn, cellKey, cellRow } from '../../streams/contracts/projection.ts';
import type { Registry } from '../registry/mod.ts';
import { hotspotRuleAt } from '../standards/mod.ts';
import type { GridStation } from './grid.ts';
import { fillGridTables } from './grid-tables.ts';
import { candidatesOf } from './candidates.ts';
import { askHotspotEvidence } from './hotspot-evidence.ts';
import { analysisOracle } from '../../test/oracle/hotspot-oracle.ts';
import { insertReadings, type TestReading } from '../../test/oracle/rolling-oracle.ts';
import { fillStandardTables } from '../windows/internal.ts';

let server: TestStore;
before(async () => {
  server = await startStore();
  await fillStandardTables(server.store, 1);
});
after(() => server.stop());

type Point = [number, number];
const rule = hotspotRuleAt(Date.parse('2026-11-22T00:00:00Z'));
const NOW = Math.floor(Date.now() / 1000);
interface Place {
  id: number;
  kind: number;
  x: number;
  y: number;
  enterprise?: number;
  rated?: number;
  role?: string;
}

async function givePlaces(places: readonly Place[]): Promise<void> {
  await server.store.command('write', 'TRUNCATE TABLE stations');
  await server.store.insert(
    'stations',
    ['station', 'device', 'kind', 'basis', 'period', 'x', 'y', 'extra', 'version'],
    places.map((p) => [
      p.id,
      `D${p.id}`,
      p.kind,
      1,
      60,
      p.x,
      p.y,
      JSON.stringify({
        origin: 'pack',
        ...(p.enterprise ? { enterprise: p.enterprise, power: { rated: p.rated, role: p.role } } : {}),
      }),
      1,
    ]),
  );
}

async function giveExceedances(multiples: ReadonlyMap<number, number>): Promise<void> {
  await server.store.command('write', 'TRUNCATE TABLE exceedance_states');
  await server.store.insert(
    'exceedance_states',
    ['station', 'factor', 'active', 'since', 'multiple', 'value', 'limit_value', 'limit_source', 'version'],
    [...multiples].map(([station, multiple]) => [
      station,
      2,
      1,
      NOW - 600,
      Math.round(multiple * 1e6),
      Math.round(100_000_000 * (1 + multiple)),
      100_000_000,
      7,
      1,
    ]),
  );
}

const power = (station: number, factor: number, kilowatts: number, back: number, sequence: number): TestReading => ({
  station,
  factor,
  statistic: 1,
  time: NOW - back,
  value: kilowatts * 1e6,
  flag: 'N',
  sequence,
});

test(
  'candidates, their scores and order equal the plain rule over random places, ' + 'winds, powers, exceedances',
  async () => {
    let round = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          from: fc.option(fc.double({ min: 0, max: 359.99, noNaN: true }), { nil: null, freq: 8 }),
          places: fc.array(
            fc.record({
              kind: fc.constantFrom(3, 4, 6),
              angle: fc.double({ min: 0, max: 360, noNaN: true }),
              far: fc.double({ min: 0, max: 1.2, noNaN: true }),
              load: fc.option(fc.integer({ min: 0, max: 120 }), { nil: null }),
              multiple: fc.option(fc.integer({ min: 1, max: 60 }), { nil: null, freq: 2 }),
            }),
            { minLength: 1, maxLength: 40 },
          ),
        }),
        async ({ from, places }) => {
          round += 1;
          const size = 1000;
          const [x, y] = [500_500, 3_900_500];
          const cell = cellKey(x, y, size);
          const placed = places.map((p, i) => ({
            ...p,
            id: round * 1000 + i + 1,
            x: x + p.far ** 2 * 10_000 * Math.sin((p.angle * Math.PI) / 180),
            y: y + p.far ** 2 * 10_000 * Math.cos((p.angle * Math.PI) / 180),
          }));
          const meters = placed
            .filter((p) => p.kind === 6 && p.load !== null)
            .map((p, i): Place => ({
              id: round * 1000 + 500 + i,
              kind: 7,
              x: p.x,
              y: p.y,
              enterprise: p.id,
              rated: 200,
              role: 'production',
            }));
          await givePlaces([...placed, ...meters]);
          await giveExceedances(
            new Map(placed.flatMap((p) => (p.multiple === null ? [] : [[p.id, p.multiple / 10] as const]))),
          );
          const loadOf = new Map(placed.map((p) => [p.id, p.load]));
          // An older value, one of another hour that is too old to count, and the newest.
          await insertReadings(
            server.store,
            meters.flatMap((m, i) => [
              power(m.id, 101, 7, 1200, i * 3),
              power(m.id, 101, 199, 5400, i * 3 + 1),
              power(m.id, 101, (loadOf.get(m.enterprise!)! / 100) * 200, 30, i * 3 + 2),
            ]),
          );
          const wanted = placed
            .flatMap((p) => {
              const metres = Math.hypot(p.x - x, p.y - y);
              const bearing = ((Math.atan2(p.x - x, p.y - y) * 180) / Math.PI + 360) % 360;
              const off = from === null ? 999 : Math.min(Math.abs(bearing - from), 360 - Math.abs(bearing - from));
              const inside = cellKey(p.x, p.y, size) === cell;
              const upwind = metres <= rule.upwindMetres && off <= rule.sectorDegrees;
              if (!inside && !upwind) return [];
              const load = p.kind === 6 && p.load !== null ? Math.min(1, p.load / 100) : null;
              const state =
                (p.multiple === null ? 0 : 1 + Math.min(4, p.multiple / 10)) +
                (load === null ? 0.25 : load >= 0.05 ? 0.5 * load : 0);
              return [
                {
                  id: p.id,
                  inside,
                  upwind,
                  metres,
                  score: state / (1 + (metres / 2000) ** 2),
                  running: load === null ? null : load >= 0.05,
                },
              ];
            })
            .sort((a, b) => b.score - a.score || a.metres - b.metres || a.id - b.id);
          const got = await candidatesOf(server.store, { cell, size, at: NOW, from, rule });
          assert.equal(got.length, wanted.length);
          const byId = new Map(got.map((c) => [c.station, c]));
          for (const one of wanted) {
            const candidate = byId.get(one.id)!;
            assert.deepEqual(
              [candidate.isInside, candidate.isUpwind, candidate.power?.isRunning ?? null],
              [one.inside, one.upwind, one.running],
              `${one.id}`,
            );
            assert.ok(
              Math.abs(candidate.score - one.score) < 1e-9 && Math.abs(candidate.metres - one.metres) < 1e-6,
              `${one.id}: ${candidate.score} against ${one.score}`,
            );
          }
          for (let i = 1; i < got.length; i += 1) assert.ok(got[i - 1]!.score >= got[i]!.score);
        },
      ),
      { numRuns: 15 },
    );
  },
);

test(
  "one cell's evidence: parts make its value, grids hold its area, the wind is the " + 'vector mean of three hours',
  async () => {
    const ring: Point[] = [
      [496_000, 3_896_000],
      [508_000, 3_896_000],
      [508_000, 3_908_000],
      [496_000, 3_908_000],
    ];
    const west: Point[] = [
      [496_000, 3_896_000],
      [500_300, 3_896_000],
      [500_300, 3_908_000],
      [496_000, 3_908_000],
    ];
    const east: Point[] = [
      [500_300, 3_896_000],
      [508_000, 3_896_000],
      [508_000, 3_908_000],
      [500_300, 3_908_000],
    ];
    const stations: GridStation[] = [
      [497_200, 3_897_100],
      [501_300, 3_898_000],
      [505_800, 3_897_500],
      [498_400, 3_902_600],
      [503_300, 3_903_900],
      [506_600, 3_906_100],
    ].map(([x, y], i) => ({ id: 9001 + i, x: x!, y: y! }));
    const regions = new Map<number, unknown>([
      [1, { id: 1, level: 'city', ring }],
      ...[
        [20, 'county', ring],
        [31, 'township', west],
        [32, 'township', east],
        [41, 'village', west],
        [42, 'village', east],
      ].map(([id, level, own]) => [id as number, { id, level, ring: own }] as const),
    ]);
    const known = new Map(stations.map((s) => [s.id, { ...s, kind: 'township', factors: [1, 23, 24] }]));
    const registry = partly<Registry>({
      version: 1,
      city: { timezone: 'Asia/Shanghai' },
      plane: { toMetres: (p: Point) => p, toDegrees: (x: number, y: number) => [x, y] },
      stations: () => known,
      station: (id: number) => known.get(id),
      regions: () => regions,
    });
    const generation = await fillGridTables(server.store, registry);
    assert.notEqual(generation, '0');
    const means = new Map(stations.slice(0, 5).map((s, i) => [s.id, (40 + i * 17) * 1_000_000]));
    const tick = NOW - 1_577_836_800;
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
      [...means].map(([id, mean]) => [tick, 2, id, 1, 0, '1', 1, String(mean), NOW, 0, NOW, 78, 0]),
    );
    // Wind from 350 degrees at one station, from 30 at another; the third is older than three hours, one value was
    // taken back.
    const wind = (
      station: number,
      speed: number,
      degrees: number,
      back: number,
      sequence: number,
      flag = 'N',
    ): TestReading[] => [
      { station, factor: 23, statistic: 1, time: NOW - back, value: speed * 1e6, flag, sequence },
      { station, factor: 24, statistic: 1, time: NOW - back, value: degrees * 1e6, flag, sequence },
    ];
    await insertReadings(server.store, [
      ...wind(9001, 2, 350, 60, 1),
      ...wind(9001, 4, 350, 7200, 2),
      ...wind(9002, 3, 30, 60, 3),
      ...wind(9002, 9, 180, 12_000, 4),
      ...wind(9004, 9, 180, 60, 5, 'D'),
    ]);
    await givePlaces([
      { id: 8001, kind: 4, x: 500_260, y: 3_900_400 },
      { id: 8002, kind: 6, x: 500_600, y: 3_903_400 },
    ]);
    await giveExceedances(new Map([[8002, 1.5]]));

    const cell = cellKey(500_250, 3_900_250, 500);
    const evidence = (await askHotspotEvidence(server.store, registry, {
      size: 500,
      cell,
      factor: 1,
      now: NOW * 1000,
    }))!;
    const twin = analysisOracle({ ring, stations, means, size: 500, factor: 1, rule }).find((c) => c.cell === cell)!;
    assert.deepEqual(
      [evidence.cell!.mean, evidence.cell!.background, evidence.cell!.class, evidence.cell!.score],
      [twin.mean, twin.background, twin.class, twin.score],
    );
    assert.equal(evidence.stations.length, 6);
    assert.ok(Math.abs(evidence.stations.reduce((sum, s) => sum + s.part, 0) - 1) < 1e-9);
    assert.ok(
      Math.abs(evidence.stations.reduce((sum, s) => sum + s.part * (s.value ?? 0), 0) - evidence.cell!.mean) <= 1,
      'the parts make the value',
    );
    assert.equal(evidence.stations.find((s) => s.station === 9006)!.part, 0);
    const squared = evidence.stations.filter((s) => s.value !== null && s.leftOut !== null);
    const total = squared.reduce((sum, s) => sum + s.part, 0);
    assert.ok(
      Math.abs(
        Math.sqrt(squared.reduce((sum, s) => sum + s.part * (s.value! - s.leftOut!) ** 2, 0) / total) /
          evidence.cell!.error! -
          1,
      ) < 1e-9,
      'and the error',
    );
    assert.deepEqual(evidence.regions, [
      { level: 2, region: 20, share: 1 },
      { level: 3, region: 31, share: 0.6 },
      { level: 3, region: 32, share: 0.4 },
      { level: 4, region: 41, share: 0.6 },
      { level: 4, region: 42, share: 0.4 },
    ]);
    const vectors = [
      [2, 350],
      [4, 350],
      [3, 30],
    ].map(([speed, degrees]) => [
      speed! * Math.sin((degrees! * Math.PI) / 180),
      speed! * Math.cos((degrees! * Math.PI) / 180),
    ]);
    const [u, v] = [vectors.reduce((s, a) => s + a[0]!, 0) / 3, vectors.reduce((s, a) => s + a[1]!, 0) / 3];
    assert.equal(evidence.wind!.samples, 3);
    assert.ok(
      Math.abs(evidence.wind!.from! - (((Math.atan2(u, v) * 180) / Math.PI + 360) % 360)) < 1e-9 &&
        Math.abs(evidence.wind!.speed - Math.hypot(u, v)) < 1e-9,
    );
    assert.deepEqual(evidence.candidates.map((c) => [c.station, c.isInside, c.isUpwind]).sort(), [
      [8001, true, true],
      [8002, false, true],
    ]);
    assert.deepEqual(evidence.candidates.find((c) => c.station === 8002)!.exceedance, {
      factor: 2,
      multipleHundredths: 150,
      value: 250_000_000,
      limit: 100_000_000,
      limitSource: 7,
      since: (NOW - 600) * 1000,
    });
    assert.deepEqual(evidence.slices, {
      size: 1000,
      cell: Math.floor(cellColumn(cell) / 2) * 65_536 + Math.floor(cellRow(cell) / 2),
    });
    assert.equal(
      await askHotspotEvidence(server.store, registry, { size: 500, cell: 5, factor: 1, now: NOW * 1000 }),
      null,
      'no such cell',
    );
  },
);
