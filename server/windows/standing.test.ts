import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { partly, startStore, type TestStore } from '../../test/harness/mod.ts';
import { AQI_FACTORS } from '../../streams/contracts/factors.ts';
import { metricPlane } from '../../streams/contracts/projection.ts';
import type { Registry } from '../registry/mod.ts';
import {
  areaMean,
  compositeThousandths,
  dailyAqi,
  divideHalfEven,
  percentile,
  primaryMask,
  COMPOSITE_VARIANTS,
} from '../standards/mod.ts';
import { insertStations, type TestStation } from '../../test/oracle/rolling-oracle.ts';
import { slowQuestions } from './slow-questions.ts';
import { fillStandardTables } from './standard-tables.ts';
import { standingsOf } from './standing.ts';

let server: TestStore;
before(async () => {
  server = await startStore();
  await fillStandardTables(server.store, 1);
});
after(() => server.stop());

const ZONE = 'Asia/Shanghai';
const DAY = 86_400;
/** The variant in force on the days of the test. */
const TRANSITION_VARIANT = COMPOSITE_VARIANTS.find(({ name }) => name === 'B')!;
const COLUMNS = [
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

test(
  'region days, city days, index, ranks, moves, good days equal an independent ' + 'computation (HJ 633, HJ 663)',
  async () => {
    let state = 5;
    const random = (): number => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
    const stations: TestStation[] = Array.from({ length: 9 }, (_, i) => ({
      id: i + 1,
      kind: i < 6 ? 1 : 2,
      basis: 1,
      period: 60,
      county: i < 6 ? 2 + (i % 3) : 2,
      township: 100 + (i % 3),
    }));
    await insertStations(server.store, stations);
    await server.store.insert(
      'regions',
      ['region', 'level', 'parent', 'version'],
      [[1, 1, 0, 1], ...[2, 3, 4].map((r) => [r, 2, 1, 1]), ...[100, 101, 102].map((r) => [r, 3, 2, 1])],
    );
    const today = Date.parse('2026-11-22T00:00:00+08:00') / 1000;
    const hours: unknown[][] = [];
    const days: unknown[][] = [];
    /** `station/day/factor` -> valid daily value: means, for ozone MDA8 by its definition. */
    const daily = new Map<string, number>();
    const decimal = (micro: number): string => (micro / 1e6).toFixed(6);
    for (const { id } of stations) {
      // Back to the 1st of October, and November a year ago, but for the third county's stations.
      for (const back of [
        ...Array.from({ length: 52 }, (_, i) => i + 1),
        ...(id === 3 || id === 6 ? [] : Array.from({ length: 21 }, (_, i) => i + 366)),
      ]) {
        const start = today - back * DAY;
        const ozone: (number | null)[] = Array.from({ length: 24 }, () =>
          random() < 0.12 ? null : Math.floor((20 + random() * 150) * 1e6),
        );
        ozone.forEach((value, h) => {
          if (value !== null)
            hours.push([
              start + h * 3600,
              id,
              3,
              1,
              decimal(value),
              '0',
              60,
              60,
              random() < 2 ? 1 : 0,
              0,
              1,
              1,
              'closed',
              0,
            ]);
        });
        const eight = Array.from({ length: 17 }, (_, k) => ozone.slice(k, k + 8).filter((v) => v !== null))
          .filter((v) => v.length >= 6)
          .map((v) =>
            divideHalfEven(
              v.reduce((a, b) => a + b, 0),
              v.length,
            ),
          );
        if (eight.length >= 14 || Math.max(...eight) > 160e6) daily.set(`${id}/${back}/3`, Math.max(...eight));
        for (const factor of [1, 2, 4, 5, 6]) {
          const valid = random() > 0.05;
          const value = factor === 6 ? Math.floor((0.3 + random() * 2) * 1e6) : Math.floor((10 + random() * 110) * 1e6);
          days.push([
            ((start + 12 * 3600) / DAY) | 0,
            id,
            factor,
            1,
            decimal(value),
            '0',
            24,
            24,
            valid ? 1 : 0,
            0,
            1,
            1,
            'closed',
            1,
          ]);
          if (valid) daily.set(`${id}/${back}/${factor}`, value);
        }
        days.push([((start + 12 * 3600) / DAY) | 0, id, 3, 1, '50', '0', 24, 24, 1, 0, 1, 1, 'closed', 1]);
      }
    }
    await server.store.insert('hours_now', ['hour', ...COLUMNS], hours);
    await server.store.insert('days_now', ['day', ...COLUMNS], days);

    const regions = new Map<number, readonly TestStation[]>([
      [1, stations.filter((s) => s.kind === 1)],
      ...[2, 3, 4].map((r) => [r, stations.filter((s) => s.kind === 1 && s.county === r)] as const),
      ...[100, 101, 102].map((r) => [r, stations.filter((s) => s.kind === 2 && s.township === r)] as const),
    ]);
    const regionDay = (region: number, back: number): (number | null)[] =>
      AQI_FACTORS.map((factor) =>
        areaMean(regions.get(region)!.flatMap(({ id }) => daily.get(`${id}/${back}/${factor}`) ?? [])),
      );
    const valuesOf = (region: number, from: number, until: number): number[][] => {
      const all = Array.from({ length: from - until + 1 }, (_, i) => regionDay(region, from - i));
      return AQI_FACTORS.map((_, f) => all.flatMap((six) => six[f] ?? []));
    };
    const concentrationsOf = (region: number, from: number, until: number): (number | null)[] =>
      valuesOf(region, from, until).map((values, f) => {
        if (values.length * 4 < (from - until + 1) * 3) return null;
        return f === 5 ? percentile(values, 95) : f === 2 ? percentile(values, 90) : areaMean(values);
      });
    const indexAt = (region: number, from: number, until: number): number | null =>
      compositeThousandths(concentrationsOf(region, from, until), TRANSITION_VARIANT);
    const comparedWith = (region: number, from: number, until: number): [number | null, string | null] => {
      const index = indexAt(region, from, until);
      return [
        index,
        index !== null
          ? null
          : valuesOf(region, from, until).every((values) => values.length === 0)
            ? 'no history'
            : 'below the validity minimum',
      ];
    };
    const rankIn = (group: readonly number[], region: number, from: number, until: number): number | null => {
      const own = indexAt(region, from, until);
      return own === null ? null : 1 + group.filter((other) => (indexAt(other, from, until) ?? Infinity) < own).length;
    };

    const registry = partly<Registry>({
      city: { timezone: ZONE },
      plane: metricPlane(116),
      regions: () => new Map([[1, { id: 1, level: 'city' }]]),
      stations: () => new Map(),
    });
    const questions = slowQuestions(server.store, registry);
    await questions.ask((today + 3600) * 1000);
    const answers = await questions.ask((today + 3600) * 1000);
    assert.ok(
      [...answers.standing.values()].some(({ yearAgoMissing }) => yearAgoMissing === 'no history') &&
        [...answers.standing.values()].some(({ yearAgoThousandths }) => yearAgoThousandths !== null),
    );
    assert.equal(answers.standing.size, 7);
    for (const group of [[1], [2, 3, 4], [100, 101, 102]]) {
      for (const region of group) {
        // 1..21 November, and as of yesterday 1..20.
        const [rank, before] = [rankIn(group, region, 21, 1), rankIn(group, region, 21, 2)];
        const year = Array.from(
          { length: 52 },
          (_, i) => dailyAqi(regionDay(region, i + 1), (today - (i + 1) * DAY) * 1000).aqi,
        ).filter((aqi) => aqi !== null);
        const [previousThousandths, previousMissing] = comparedWith(region, 52, 32);
        const [yearAgoThousandths, yearAgoMissing] = comparedWith(region, 386, 366);
        const six = concentrationsOf(region, 21, 1);
        const shares = six.map((c, f) => (c ?? 0) / TRANSITION_VARIANT.limits[f]!);
        assert.deepEqual(
          answers.standing.get(region),
          {
            region,
            rank,
            move: rank === null || before === null ? null : before - rank,
            indexThousandths: indexAt(region, 21, 1),
            unranked: rank === null ? 'below the validity minimum' : null,
            variant: 'B',
            main: rank === null ? null : AQI_FACTORS[shares.indexOf(Math.max(...shares))],
            from: '2026-11-01',
            ofDays: 21,
            coveredDays: Math.min(...valuesOf(region, 21, 1).map((values) => values.length)),
            previousThousandths,
            previousMissing,
            yearAgoThousandths,
            yearAgoMissing,
            goodDays: year.filter((aqi) => aqi <= 100).length,
            days: year.length,
          },
          `region ${region}`,
        );
      }
    }
    const first = Date.UTC(2020, 0, 1) / 1000;
    assert.deepEqual(
      answers.cityDays,
      Array.from({ length: 52 }, (_, i) => {
        const back = 52 - i;
        const quality = dailyAqi(regionDay(1, back), (today - back * DAY) * 1000);
        return {
          key: Math.round((today + 8 * 3600 - back * DAY - first) / DAY),
          ...{ aqi: quality.aqi, level: quality.level?.level ?? null, primary: primaryMask(quality.primary) },
        };
      }),
    );

    // A correction of one day reopens that day and nothing else is needed.
    await server.store.insert(
      'days_now',
      ['day', ...COLUMNS],
      [[((today - 3 * DAY + 12 * 3600) / DAY) | 0, 1, 1, 2, '499', '0', 24, 24, 1, 0, 1, 1, 'corrected', 5]],
    );
    daily.set('1/3/1', 499_000_000);
    const asked = slowQuestions(server.store, registry);
    await asked.ask((today + 3600) * 1000);
    const [county] = (await standingsOf(server.store, 'history', '2026-11-22', ZONE)).filter(
      ({ region }) => region === 2,
    );
    assert.equal(county!.indexThousandths, indexAt(2, 21, 1));
  },
);
