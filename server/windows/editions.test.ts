import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startStore, type TestStore } from '../../test/harness/mod.ts';
import { AQI_FACTORS } from '../../streams/contracts/factors.ts';
import { airLimit, compositeThousandths, compositeVariantAt, dailyAqi, realTimeAqi } from '../standards/mod.ts';
import { loadQuery } from '../platform/store/mod.ts';
import { fillEvaluationBounds } from './evaluation-bounds.ts';
import { tickInstantOf } from './tick-instant.ts';
import { airOf } from './air-question.ts';
import { hotspotsOf } from './hotspot-question.ts';
import { regionsOf } from './region-question.ts';
import { insertStations } from '../../test/oracle/rolling-oracle.ts';
import { airLimitSource } from './limit-source-ids.ts';
import { fillStandardTables } from './standard-tables.ts';
import { standingsOf } from './standing.ts';

/**
 * One air through every question that picks an edition, at both sides of 2026-03-01 and of 2031-01-01 (Asia/Shanghai).
 */
const ZONE = 'Asia/Shanghai';
/**
 * AQI_FACTORS order. PM2.5 70 is 94 by HJ 633-2012 and 110 by HJ 633-2026; SO2 200 is within 500 and above the final
 * 150.
 */
const SIX = [70_000_000, 130_000_000, 90_000_000, 60_000_000, 200_000_000, 1_200_000];
const TURNS = ['2026-03-01T00:00:00+08:00', '2031-01-01T00:00:00+08:00'].map((text) => Date.parse(text));
const HOUR = 3_600_000;
const decimal = (micro: number): string => (micro / 1e6).toFixed(6);
const civil = (ms: number): string => new Date(ms + 8 * HOUR).toISOString().slice(0, 10);

let server: TestStore;
before(async () => {
  server = await startStore();
  await fillStandardTables(server.store, 1);
  await insertStations(server.store, [{ id: 1, kind: 1, basis: 1, period: 60, county: 2 }]);
  await server.store.insert(
    'regions',
    ['region', 'level', 'parent', 'version'],
    [
      [1, 1, 0, 1],
      [2, 2, 1, 1],
    ],
  );
  await server.store.insert('station_heard', ['station', 'time', 'received'], [[1, 0, 0]]);
  const hours = TURNS.flatMap((turn) => [-2, -1, 0, 1].map((h) => turn + h * HOUR));
  await server.store.insert(
    'hours_now',
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
    hours.flatMap((hour) =>
      SIX.map((micro, i) => [hour / 1000, 1, AQI_FACTORS[i], 1, decimal(micro), '0', 60, 60, 1, 0, 1, 1, 'closed', 0]),
    ),
  );
  // Whole months at both sides, one air every day.
  const days = TURNS.flatMap((turn) => Array.from({ length: 28 + 31 }, (_, i) => civil(turn + (i - 28) * 24 * HOUR)));
  await server.store.insert(
    'region_days',
    ['day', 'region', 'factor', 'value', 'reporting', 'version'],
    days.flatMap((day) =>
      [1, 2].flatMap((region) => SIX.map((micro, i) => [day, region, AQI_FACTORS[i], micro, 1, 1])),
    ),
  );
  await server.store.insert(
    'cell_weights',
    ['size', 'generation', 'cell', 'station', 'weight', 'inside'],
    [[1000, 1, 5, 1, 1000, 1]],
  );
});
after(() => server.stop());

async function rollingAt(ms: number, closed = 0): Promise<ReturnType<typeof tickInstantOf>> {
  const instant = tickInstantOf(ms);
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
      'mean24',
      'last_time',
      'last_value',
      'last_flag',
      'over',
    ],
    SIX.map((micro, i) => [
      instant.tick,
      1,
      1,
      AQI_FACTORS[i],
      0,
      String(micro),
      1,
      String(micro),
      closed ? instant.hour : instant.now,
      closed,
      String(micro),
      instant.now - 30,
      String(micro),
      78,
      0,
    ]),
  );
  await server.store.insert(
    'station_heard',
    ['station', 'time', 'received'],
    [[1, instant.now - 30, instant.now - 30]],
  );
  return instant;
}

test('HJ 633: hours at both sides of the turn, in one query, each by its own table', async () => {
  for (const turn of TURNS) {
    const rows = await server.store.rows<{ time: number; aqi: number | null }>(
      'window',
      loadQuery('windows/city-hours'),
      { now: (turn + 2 * HOUR) / 1000 },
    );
    assert.deepEqual(
      rows.map(({ time, aqi }) => [time * 1000, aqi]),
      [-2, -1, 0, 1].map((h) => [turn + h * HOUR, realTimeAqi(SIX, turn + h * HOUR).aqi]),
      civil(turn),
    );
  }
  assert.notEqual(realTimeAqi(SIX, TURNS[0]! - 1).aqi, realTimeAqi(SIX, TURNS[0]!).aqi);
});

test('HJ 633: the rolling hour of a station, a region and a cell by the table in force when it began', async () => {
  const [turn] = TURNS as [number];
  // At 00:50 the window began in February; at 00:57 it began in March, but a closed hour standing in for it did not.
  for (const [minute, closed, began] of [
    [-1, 0, turn - 1],
    [50, 0, turn - 1],
    [57, 0, turn],
    [57.5, 1, turn - 1],
    [70, 0, turn],
  ] as const) {
    const instant = await rollingAt(turn + minute * 60_000, closed);
    const expected = realTimeAqi(SIX, began).aqi;
    assert.equal((await airOf(server.store, instant)).get(1)!.aqi, expected, `station at ${minute}`);
    if (closed) continue;
    const regions = (await regionsOf(server.store, instant, 1)).filter(({ span }) => span === 'now');
    assert.deepEqual(
      regions.map(({ aqi }) => aqi),
      [expected, expected],
      `regions at ${minute}`,
    );
    assert.equal(
      (
        await hotspotsOf(server.store, {
          tick: instant.tick,
          at: instant.since,
          factor: 1,
          size: 1000,
          generation: '1',
        })
      )[0]!.iaqi,
      realTimeAqi(SIX, began).iaqis[0],
      `cell at ${minute}`,
    );
  }
});

test('HJ 633: city days at both sides of the turn, in one query', async () => {
  for (const turn of TURNS) {
    const rows = await server.store.rows<{ number: string; aqi: number | null }>(
      'window',
      loadQuery('windows/city-days'),
      { region: 1, from: civil(turn - 48 * HOUR), until: civil(turn + 48 * HOUR), zone: ZONE },
    );
    assert.deepEqual(
      rows.map(({ aqi }) => aqi),
      [-2, -1, 0, 1].map((d) => dailyAqi(SIX, turn + d * 24 * HOUR).aqi),
      civil(turn),
    );
  }
});

test(
  'GB 3095: hour and day limits at both sides of the turn; a running day keeps the ' + 'edition it began under',
  async () => {
    const edition = { before: 'GB 3095-2012', transition: 'GB 3095-2026 过渡阶段', final: 'GB 3095-2026' } as const;
    const [first, last] = TURNS as [number, number];
    // Offset in minutes from the turn; the editions that hours and days are judged by then.
    for (const [at, hourly, daily] of [
      [first - 61_000, edition.before, edition.before],
      [first + 90 * 60_000, edition.transition, edition.before],
      [first + 23.5 * HOUR, edition.transition, edition.transition],
      [last - 60_000, edition.transition, edition.transition],
      [last + 90 * 60_000, edition.final, edition.transition],
      [last + 23.5 * HOUR, edition.final, edition.final],
    ] as const) {
      const instant = await rollingAt(at);
      await fillEvaluationBounds(server.store);
      await server.store.command('window', loadQuery('windows/evaluate'), {
        now: instant.now,
        tick: instant.tick,
        since: instant.since,
        hour: instant.hour,
      });
      const rows = await server.store.rows<{
        factor: number;
        averaging: number;
        limit: string;
        limit_source: number;
        exceeds: number;
      }>(
        'window',
        `SELECT factor, averaging, toString(limit_value) AS limit, limit_source, toUInt8(value > limit_value) AS exceeds
      FROM judgements WHERE tick = {tick:UInt32} ORDER BY factor, averaging`,
        { tick: instant.tick },
      );
      const expected = AQI_FACTORS.flatMap((factor, i) =>
        (['hour', 'day'] as const).flatMap((averaging) => {
          const began = averaging === 'hour' ? instant.since * 1000 : (instant.hour - 23 * 3600) * 1000;
          const limit = airLimit(factor, averaging, began);
          if (!limit) return [];
          const micro = Math.round(Number(limit.classTwo) * 1e6);
          return [
            {
              factor,
              averaging: averaging === 'hour' ? 1 : 4,
              limit: String(micro),
              limit_source: airLimitSource(averaging === 'hour' ? hourly : daily, averaging === 'hour' ? 1 : 24),
              exceeds: SIX[i]! > micro ? 1 : 0,
            },
          ];
        }),
      );
      assert.deepEqual(rows, expected, new Date(at).toISOString());
    }
  },
);

test('HJ 663: a month has the variant of its first day; a named variant its edition of that day', async () => {
  const shares = { '2026-03-01': ['A', 'B'], '2031-01-01': ['B', 'B'] } as const;
  for (const turn of TURNS) {
    const ended = civil(turn);
    const [began] = [`${civil(turn - 24 * HOUR).slice(0, 7)}-01`];
    const next = civil(turn + 31 * 24 * HOUR);
    const [variantBefore, variantAfter] = shares[ended as keyof typeof shares];
    const [before] = await standingsOf(server.store, 'history', ended, ZONE);
    const [later] = await standingsOf(server.store, 'history', next, ZONE);
    assert.deepEqual(
      [before!.variant, later!.variant, before!.from, later!.from],
      [variantBefore, variantAfter, began, ended],
    );
    assert.equal(before!.indexThousandths, compositeThousandths(SIX, compositeVariantAt(began)));
    assert.equal(later!.indexThousandths, compositeThousandths(SIX, compositeVariantAt(ended)));
    assert.notEqual(before!.indexThousandths, later!.indexThousandths);
    // The month before is measured by the same yardstick, or the air would seem to have changed with the standard.
    assert.equal(later!.previousThousandths, later!.indexThousandths);
    const [asked] = await standingsOf(server.store, 'history', next, ZONE, 'A');
    assert.equal(asked!.indexThousandths, compositeThousandths(SIX, compositeVariantAt('2020-01-01')));
  }
});
