import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { partly, startStore, type TestStore } from '../../test/harness/mod.ts';
import { cellKey } from '../../streams/contracts/projection.ts';
import type { Registry } from '../registry/mod.ts';
import { hotspotRuleAt } from '../standards/mod.ts';
import { emergingKind, mannKendall } from './emerging-kind.ts';
import type { GridStation } from './grid.ts';
import { fillGridTables } from './grid-tables.ts';
import { EMERGING_KINDS, emergingOf, type EmergingKind } from './emerging.ts';
import { hotHoursOf } from './hot-hours.ts';
import { MOST_SLICES, openHotSlices } from './hot-slices.ts';
import { analysisOracle } from '../../test/oracle/hotspot-oracle.ts';
import { meanOf } from '../../test/oracle/rolling-oracle.ts';
import { fillStandardTables } from '../windows/internal.ts';

let server: TestStore;
before(async () => {
  server = await startStore();
  await fillStandardTables(server.store, 1);
});
after(() => server.stop());

const ZONE = 'Asia/Shanghai';
const DAY = 86_400;
const NOW = Date.parse('2026-11-22T15:20:00+08:00');
/** Label of the civil day that is `back` days before today. */
const dayLabel = (back: number): number => Date.parse('2026-11-22T00:00:00Z') / 1000 - back * DAY;

/** What the rule of 2026 asks for: 11 of 14 days, hot on 90 % of them. */
const RULE = { least: 11, persistent: 90 };

let versions = 0;
async function giveDays(
  series: ReadonlyMap<number, readonly ({ z: number | null; hot: boolean } | null)[]>,
): Promise<void> {
  await server.store.command('write', 'TRUNCATE TABLE hot_slices');
  await server.store.command('write', 'TRUNCATE TABLE hot_slice_heads');
  versions += 1;
  const rows = [...series].flatMap(([cell, days]) =>
    days.flatMap((day, i) =>
      day === null ? [] : [[24, 1000, cell, dayLabel(days.length - i), 0, 0, day.z, day.hot ? 95 : 0, versions]],
    ),
  );
  await server.store.insert(
    'hot_slices',
    ['span', 'size', 'cell', 'start', 'mean', 'background', 'z', 'class', 'version'],
    rows,
  );
  await server.store.insert(
    'hot_slice_heads',
    ['span', 'start', 'head', 'generation', 'version'],
    Array.from({ length: 20 }, (_, back) => [24, dayLabel(back), 1, 1, versions]),
  );
}

test('Mann-Kendall of the vector of domain 6.3: S 43, Var 123, z 3.787; eleven hot days: intensifying', async () => {
  const vector = [1, 2, 2, 3, 4, 4, 5, 6, 7, 9];
  await giveDays(
    new Map([
      [77, vector.map((z) => ({ z, hot: true }))],
      [78, [...vector, 10].map((z) => ({ z, hot: true }))],
    ]),
  );
  const [ten, eleven] = await emergingOf(server.store, 'grid', 1000, NOW, ZONE);
  assert.deepEqual(
    [ten!.s, ten!.variance, ten!.trend.toFixed(3), ten!.kind],
    [43, 123, '3.787', 'none'],
    'ten of fourteen days are too few for a class',
  );
  assert.deepEqual([eleven!.days, eleven!.kind], [11, 'intensifying']);
});

test('every class of emerging hot cells, and a random thousand of series, equal the plain computation', async () => {
  const of = (zs: readonly number[], hots: readonly number[]): { z: number; hot: boolean }[] =>
    zs.map((z, i) => ({ z, hot: hots[i] === 1 }));
  const flat = Array.from({ length: 14 }, (_, i) => 3 + (i % 2));
  const ones = (from: number, to = 14): number[] => Array.from({ length: 14 }, (_, i) => (i >= from && i < to ? 1 : 0));
  const cases: [EmergingKind, { z: number | null; hot: boolean }[]][] = [
    ['new', of(flat, ones(13))],
    ['consecutive', of(flat, ones(10))],
    ['persistent', of(flat, ones(0))],
    [
      'intensifying',
      of(
        flat.map((_, i) => i),
        ones(0),
      ),
    ],
    [
      'diminishing',
      of(
        flat.map((_, i) => 20 - i),
        ones(0),
      ),
    ],
    ['sporadic', of(flat, [1, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 1, 1])],
    ['none', of(flat, ones(0, 13))],
  ];
  await giveDays(new Map(cases.map(([, days], i) => [i + 1, days])));
  const found = await emergingOf(server.store, 'grid', 1000, NOW, ZONE);
  assert.deepEqual(
    found.map(({ kind }) => kind),
    cases.map(([kind]) => kind),
  );

  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record({
          days: fc.array(
            fc.option(
              fc.record({
                z: fc.option(
                  fc.integer({ min: -3, max: 8 }).map((z) => z / 2),
                  { nil: null, freq: 20 },
                ),
                heat: fc.double({ min: 0, max: 1, noNaN: true }),
              }),
              { nil: null, freq: 12 },
            ),
            { minLength: 14, maxLength: 14 },
          ),
          share: fc.constantFrom(0.05, 0.4, 0.85, 1),
        }),
        { minLength: 1, maxLength: 200 },
      ),
      async (drawn) => {
        const series = new Map(
          drawn.map(({ days, share }, i) => [
            i + 1,
            days.map((day) => (day === null ? null : { z: day.z, hot: day.z !== null && day.heat < share })),
          ]),
        );
        await giveDays(series);
        const got = new Map((await emergingOf(server.store, 'grid', 1000, NOW, ZONE)).map((row) => [row.cell, row]));
        const latest = Math.max(
          ...[...series.values()].flatMap((days) => days.map((day, i) => (day?.z == null ? -1 : i))),
        );
        for (const [cell, all] of series) {
          const days = all.filter((day) => day !== null && day.z !== null) as { z: number; hot: boolean }[];
          const row = got.get(cell);
          assert.equal(
            row !== undefined,
            days.some((day) => day.hot),
            'cells that were never hot are not in it',
          );
          if (!row) continue;
          const { s, variance, trend } = mannKendall(days.map((day) => day.z));
          assert.deepEqual([row.days, row.hotDays, row.s], [days.length, days.filter((d) => d.hot).length, s]);
          assert.ok(Math.abs(row.variance - variance) < 1e-9 && Math.abs(row.trend - trend) < 1e-9);
          const last = all.findLastIndex((day) => day?.z != null);
          assert.equal(row.kind, emergingKind(days, last === latest, RULE));
        }
      },
    ),
    { numRuns: 12 },
  );
  assert.equal(EMERGING_KINDS.length, 7);
});

test(
  'slices follow closed hours and civil days, newest first, bounded, again after a ' + 'late value; hot hours',
  async () => {
    await server.store.command('write', 'TRUNCATE TABLE hot_slices');
    await server.store.command('write', 'TRUNCATE TABLE hot_slice_heads');
    let state = 3;
    const random = (): number => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
    const ring: [number, number][] = [
      [496_000, 3_896_000],
      [506_000, 3_896_000],
      [506_000, 3_904_000],
      [496_000, 3_904_000],
    ];
    const stations = Array.from({ length: 9 }, (_, i): GridStation => ({
      id: i + 1,
      x: 496_500 + (i % 3) * 4000,
      y: 3_896_500 + Math.floor(i / 3) * 3000,
    }));
    const registry = partly<Registry>({
      version: 1,
      plane: { toMetres: (p: [number, number]) => p },
      stations: () => new Map(stations.map((s) => [s.id, { ...s, kind: 'township' }])),
      regions: () => new Map([[1, { id: 1, level: 'city', ring }]]),
    });
    const generation = await fillGridTables(server.store, registry);
    const nowHour = Math.floor(NOW / 3_600_000) * 3600;
    const values = new Map<string, number>();
    const columns = [
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
    ];
    const decimal = (micro: number): string => (micro / 1e6).toFixed(6);
    const hourRow = (hour: number, id: number, value: number, valid: number, version: number): unknown[] => [
      hour,
      id,
      1,
      version,
      decimal(value),
      '0',
      60,
      60,
      valid,
      0,
      1,
      version,
      'closed',
      0,
    ];
    const rows: unknown[][] = [];
    // Fourteen days of the hours 6 to 8 of the civil day; the north-east is worst at 7. One hour in the middle is
    // missing.
    const hours = Array.from({ length: 14 * 24 }, (_, i) => nowHour - (i + 1) * 3600).filter((hour) =>
      [6, 7, 8].includes((hour / 3600 + 8) % 24),
    );
    for (const hour of hours) {
      for (const { id } of stations) {
        const civil = (hour / 3600 + 8) % 24;
        const value = Math.floor((40 + 10 * random() + (id === 9 && civil === 7 ? 80 : 0)) * 1e6);
        const valid = random() > 0.1 && hour !== hours[20];
        if (valid) values.set(`${hour}/${id}`, value);
        rows.push(hourRow(hour, id, value, valid ? 1 : 0, 1));
      }
    }
    await server.store.insert('hours_now', ['hour', ...columns], rows);
    await server.store.insert(
      'days_now',
      ['day', ...columns],
      Array.from({ length: 14 }, (_, i) =>
        stations.map(({ id }) => [
          dayLabel(i + 1) / DAY,
          id,
          1,
          1,
          decimal(50e6 + id * 1e6),
          '0',
          24,
          24,
          1,
          0,
          1,
          1,
          'closed',
          0,
        ]),
      ).flat(),
    );

    const slices = openHotSlices(server.store);
    const first = await slices.refresh(NOW, ZONE, generation);
    assert.deepEqual(first, { written: 2 * MOST_SLICES, isPartial: true });
    const [newest] = await server.store.rows<{ least: number; most: number }>(
      'history',
      `SELECT toUnixTimestamp(min(start)) AS least, toUnixTimestamp(max(start)) AS most
    FROM hot_slice_heads FINAL WHERE span = 1`,
    );
    assert.deepEqual(newest, { least: hours[MOST_SLICES - 1], most: hours[0] }, 'the newest hours first');
    let looks = 1;
    while ((await slices.refresh(NOW, ZONE, generation)).isPartial) looks += 1;
    assert.equal(looks, Math.floor(hours.length / MOST_SLICES), 'bounded per look');
    assert.deepEqual(await slices.refresh(NOW, ZONE, generation), { written: 0, isPartial: false });

    // A late value: this hour is written again, and only this one.
    const changed = hours[5]!;
    values.set(`${changed}/9`, 300_000_000);
    await server.store.insert('hours_now', ['hour', ...columns], [hourRow(changed, 9, 300_000_000, 1, 2)]);
    assert.deepEqual(await openHotSlices(server.store).refresh(NOW, ZONE, generation), {
      written: 1,
      isPartial: false,
    });

    const cell = cellKey(stations[8]!.x, stations[8]!.y, 1000);
    const sums = new Map<number, { sum: bigint; days: bigint }>();
    for (const hour of hours) {
      const means = new Map(
        stations.flatMap(({ id }) =>
          values.has(`${hour}/${id}`) ? [[id, values.get(`${hour}/${id}`)!] as const] : [],
        ),
      );
      const twin = analysisOracle({ ring, stations, means, size: 1000, factor: 1, rule: hotspotRuleAt(NOW) }).find(
        (c) => c.cell === cell,
      );
      if (!twin) continue;
      const civil = (hour / 3600 + 8) % 24;
      const entry = sums.get(civil) ?? { sum: 0n, days: 0n };
      sums.set(civil, { sum: entry.sum + BigInt(twin.mean - twin.background), days: entry.days + 1n });
    }
    const wanted = [...sums]
      .filter(([, { days }]) => days >= 11n)
      .map(([hour, { sum, days }]) => ({ hour, excess: Number(meanOf(sum, days)), days: Number(days) }))
      .sort((a, b) => b.excess - a.excess || a.hour - b.hour);
    const got = await hotHoursOf(server.store, 'grid', 1000, NOW, ZONE, cell);
    assert.deepEqual(
      got.map((row) => ({ ...row })),
      wanted,
    );
    assert.equal(got[0]!.hour, 7);
  },
);
