import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startStore, type TestStore } from '../../test/harness/mod.ts';
import { AQI_FACTORS } from '../../streams/contracts/factors.ts';
import { areaMean, primaryMask, realTimeAqi } from '../standards/mod.ts';
import { tickInstantOf } from './tick-instant.ts';
import { airOf, type AirRow } from './air-question.ts';
import { regionsOf, shownHourOf } from './region-question.ts';
import { insertStations, type TestStation } from '../../test/oracle/rolling-oracle.ts';
import { fillStandardTables } from './standard-tables.ts';

let server: TestStore;
before(async () => {
  server = await startStore();
  await fillStandardTables(server.store, 1);
});
after(() => server.stop());

const ROLLING = [
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
];
type Means = readonly (number | null)[];

/** Rolling rows of air stations as a tick would have written them, each mean from one sample. */
const insertMeans = (tick: number, end: number, kind: number, means: ReadonlyMap<number, Means>): Promise<void> =>
  server.store.insert(
    'rolling',
    ROLLING,
    [...means].flatMap(([station, six]) =>
      six.flatMap((mean, i) =>
        mean === null
          ? []
          : [[tick, kind, station, AQI_FACTORS[i]!, 0, String(mean), 1, String(mean), end, 0, end, 78, 0]],
      ),
    ),
  );

function assertLike(row: AirRow | undefined, means: Means, at: number, what: string): void {
  const twin = realTimeAqi(means, at);
  assert.ok(row, what);
  assert.deepEqual(
    { aqi: row.aqi, iaqis: row.iaqis, primary: row.primary, level: row.aqi === null ? null : row.level },
    { aqi: twin.aqi, iaqis: twin.iaqis, primary: primaryMask(twin.primary), level: twin.level?.level ?? null },
    what,
  );
}

for (const [edition, date] of [
  ['HJ 633-2026', '2026-11-22T04:00:00Z'],
  ['HJ 633-2012', '2025-11-22T04:00:00Z'],
] as const) {
  test(
    `${edition} 4.2.6: IAQI, AQI, primary pollutants, level in SQL equal the ` + `arithmetic for every whole input`,
    async () => {
      const instant = tickInstantOf(Date.parse(date));
      // Station n: every factor at n units (CO n tenths); beyond the last breakpoint of each.
      const means = new Map<number, Means>(
        Array.from({ length: 3900 }, (_, n) => [
          n + 1,
          AQI_FACTORS.map((factor) => (factor === 6 ? n * 100_000 : n * 1_000_000)),
        ]),
      );
      await insertMeans(instant.tick, instant.now, 1, means);
      const rows = await airOf(server.store, instant);
      assert.equal(rows.size, means.size);
      for (const [station, six] of means)
        assertLike(rows.get(station), six, instant.since * 1000, `input ${station - 1}`);
    },
  );
}

test('HJ 633-2026 4.2.2, 4.3, 5.3.1: rounding half to even, ties of the primary pollutant, missing items', async () => {
  const instant = tickInstantOf(Date.parse('2026-11-22T05:00:00Z'));
  let state = 7;
  const random = (): number => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
  const means = new Map<number, Means>(
    Array.from({ length: 800 }, (_, i) => [
      i + 1,
      AQI_FACTORS.map((factor) => {
        if (random() < 0.08) return null;
        const half = Math.floor(random() * 500) * 1_000_000 + 500_000;
        const value = random() < 0.5 ? half : Math.floor(random() * 400_000_000);
        return factor === 6 ? Math.floor(value / 100) * 10 : value;
      }),
    ]),
  );
  await insertMeans(instant.tick, instant.now, 2, means);
  const rows = await airOf(server.store, instant);
  for (const [station, six] of means)
    if (six.some((mean) => mean !== null))
      assertLike(rows.get(station), six, instant.since * 1000, `station ${station}`);
});

test(
  'HJ 633-2026 4.2.1: means of city, counties and townships from their own ' +
    'stations, now and in the last closed hour',
  async () => {
    const now = Date.parse('2026-11-22T06:20:00Z');
    const instant = tickInstantOf(now);
    const stations: TestStation[] = Array.from({ length: 30 }, (_, i) => ({
      id: 5000 + i,
      kind: i < 12 ? 1 : 2,
      basis: 1,
      period: 60,
      county: 2 + (i % 4),
      township: 100 + (i % 9),
    }));
    await insertStations(server.store, stations);
    const means = new Map<number, Means>(
      stations.map((s, i) => [
        s.id,
        AQI_FACTORS.map((_, f) =>
          (i * 7 + f) % 11 === 0 ? null : (30 + ((i * 37 + f * 53) % 90)) * 1_000_000 + i * 333_333,
        ),
      ]),
    );
    for (const kind of [1, 2])
      await insertMeans(
        instant.tick,
        instant.now,
        kind,
        new Map([...means].filter(([id]) => stations.find((s) => s.id === id)!.kind === kind)),
      );
    const hour = instant.hour - 3600;
    for (const table of ['hours_now']) {
      await server.store.insert(
        table,
        [
          'hour',
          'station',
          'factor',
          'version',
          'value',
          'sum',
          'count',
          'expected',
          'valid',
          'over',
          'origin',
          'head',
          'reason',
          'computed',
        ],
        [...means].flatMap(([id, six]) =>
          six.flatMap((mean, i) =>
            mean === null
              ? []
              : [[hour, id, AQI_FACTORS[i], 1, (mean / 2e6).toFixed(6), '0', 60, 60, 1, 0, 1, 1, 'closed', 0]],
          ),
        ),
      );
    }
    assert.equal(await shownHourOf(server.store, instant), hour);
    const rows = await regionsOf(server.store, { ...instant, hour }, 1);
    assert.deepEqual(
      await regionsOf(server.store, { ...instant, hour: 0 }, 1),
      rows.filter(({ span }) => span === 'now'),
    );
    const regions = new Map<number, TestStation[]>();
    const add = (region: number, s: TestStation): void => void regions.set(region, [...(regions.get(region) ?? []), s]);
    for (const s of stations) {
      if (s.kind === 1) {
        add(1, s);
        add(s.county!, s);
      } else add(s.township!, s);
    }
    assert.equal(rows.length, regions.size * 2);
    for (const [region, members] of regions) {
      for (const [span, share] of [
        ['now', 1],
        ['hour', 2],
      ] as const) {
        const six = AQI_FACTORS.map((_, i) =>
          areaMean(
            members
              .flatMap((s) => means.get(s.id)![i] ?? [])
              .map((mean) => (share === 1 ? mean : Number((mean / 2e6).toFixed(6).replace('.', '')))),
          ),
        );
        const row = rows.find((r) => r.region === region && r.span === span);
        assertLike(row, six, hour * 1000, `${span} of region ${region}`);
        assert.deepEqual(
          row!.means.map((mean, i) => (row!.has_mean[i] ? Number(mean) : null)),
          six,
          `${span} means of region ${region}`,
        );
      }
    }
  },
);
