import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { partly, startStore, type TestStore } from '../../test/harness/mod.ts';
import { divideHalfEven, localRulesOf, type LocalRule } from '../standards/mod.ts';
import { RELATIVE_DUST_RULE } from '../standards/internal.ts';
import { equivalentLevel, isNoiseDay, judgeRelative } from '../../test/oracle/local-rules.ts';
import type { Registry } from '../registry/mod.ts';
import { loadQuery } from '../platform/store/mod.ts';
import { tickInstantOf, type TickInstant } from './tick-instant.ts';
import { insertStations } from '../../test/oracle/rolling-oracle.ts';
import { fillLocalRules } from './local-rule-rows.ts';
import { SlowEvaluation } from './slow-evaluation.ts';
import { localRuleSource } from './limit-source-ids.ts';
import { fillStandardTables } from './standard-tables.ts';

let server: TestStore;
before(async () => {
  server = await startStore();
  await fillStandardTables(server.store, 1);
});
after(() => server.stop());

const ZONE = 'Asia/Shanghai';
const MICRO = 1_000_000;
const FOR_60 = 12;
interface Site {
  id: number;
  kind: number;
  x: number;
  y: number;
  county: number;
  humid: boolean;
  flag: string;
  closed: boolean;
  mean60: Map<number, number | null>;
  buckets: Map<number, readonly { at: number; values: number[] }[]>;
}

/** Brute force of one rule at one site: what the SQL has to say. */
function expectedOf(
  rule: LocalRule,
  site: Site,
  at: TickInstant,
  reference: { mean: number; metres: number } | null,
  background: number | null,
  counts: number,
): { value: number | null; limit: number; reason: number } | null {
  const begin = (at.buckets - rule.minutes * 60) * 1000;
  if (rule.effectiveFrom > begin || rule.effectiveUntil <= begin) return null;
  const buckets = site.buckets.get(rule.factor) ?? [];
  const within = (from: number, to: number): number[] =>
    buckets.filter((b) => b.at >= from && b.at < to).flatMap((b) => b.values);
  const mean = (values: number[], minutes: number): number | null => {
    if (values.length * 60 * 4 < 3 * minutes * 60 || values.length === 0) return null;
    return rule.factor === 90
      ? equivalentLevel(values)
      : divideHalfEven(
          values.reduce((a, b) => a + b, 0),
          values.length,
        );
  };
  const civilHour = (ms: number): number => Math.floor(ms / 3_600_000 + 8) % 24;
  const [firstIsDay, lastIsDay] = [isNoiseDay(civilHour(begin)), isNoiseDay(civilHour(at.buckets * 1000 - 1000))];
  const now5 = mean(within(at.buckets - 300, at.buckets), 5),
    then5 = mean(within(at.buckets - 1200, at.buckets - 900), 5);
  const value =
    rule.form === 'rise'
      ? then5 === null
        ? null
        : now5
      : rule.minutes === 60
        ? (site.mean60.get(rule.factor) ?? null)
        : mean(within(at.buckets - rule.minutes * 60, at.buckets), rule.minutes);
  const measured =
    rule.form === 'above background' ? (value === null || background === null ? null : value - background) : value;
  const limit =
    rule.form === 'relative'
      ? Math.max(divideHalfEven((reference?.mean ?? 0) * rule.ratio * 1000, 1000), rule.floor) - 1
      : rule.form === 'rise'
        ? Math.max(now5 === null || then5 === null ? 0 : then5 * rule.ratio, rule.floor) - 1
        : rule.form === 'noise' && !firstIsDay
          ? rule.night
          : rule.threshold;
  const near = reference !== null && reference.metres <= rule.radius;
  const dust = rule.factor !== 90;
  const reason =
    dust && site.humid
      ? 3
      : dust && reference !== null && reference.mean > rule.referenceAbove
        ? 10
        : rule.form === 'relative' && !near
          ? 9
          : rule.form === 'above background' && background === null
            ? 9
            : rule.form === 'noise' && firstIsDay !== lastIsDay
              ? 12
              : measured !== null
                ? rule.allowed !== null && measured > limit && counts <= rule.allowed
                  ? 13
                  : 0
                : site.flag === 'C'
                  ? 4
                  : site.flag === 'X'
                    ? 6
                    : site.flag === 'D'
                      ? 1
                      : 2;
  if (rule.form === 'relative' && reason === 0) {
    // The pure function says the same.
    const said = judgeRelative(measured! / MICRO, reference!.mean / MICRO, site.humid ? 97 : 50, RELATIVE_DUST_RULE);
    assert.equal(said, measured! > limit ? 'exceeds' : 'within');
  }
  return { value: reason === 0 ? measured : null, limit, reason };
}

for (const [title, time] of [
  ['by day', '2026-11-22T13:07:00+08:00'],
  ['by night', '2026-11-22T01:02:00+08:00'],
  ['across 22:00', '2026-11-22T22:16:00+08:00'],
] as const) {
  test(
    `local rules ${title}: every form, and what suppresses them (GB 12523-2025, ` + `DB31/964, DB13/2934, DB21/2642)`,
    async () => {
      for (const table of [
        'stations',
        'rolling',
        'buckets',
        'slow_judgements',
        'dust_references',
        'local_rule_windows',
        'local_rules',
        'station_heard',
        'hours_now',
      ])
        await server.store.command('evaluate', `TRUNCATE TABLE ${table}`);
      const at = tickInstantOf(Date.parse(time));
      let state = 9;
      const random = (): number => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
      const nationals = [
        { id: 1, x: 0, y: 0, county: 2, mean: 80_000_000 },
        { id: 2, x: 30_000, y: 0, county: 3, mean: 425_000_000 },
        { id: 3, x: 0, y: 40_000, county: 2, mean: 150_000_001 },
      ];
      const rules = ['31', '13', '21']
        .flatMap((code) => localRulesOf(code))
        .filter((rule, i, all) => all.findIndex(({ id }) => id === rule.id) === i);
      await fillLocalRules(server.store, rules, 10);
      const sites: Site[] = Array.from({ length: 60 }, (_, i) => {
        const far = i % 10 === 9;
        const buckets = new Map(
          [2, 7, 90].map(
            (factor) =>
              [
                factor,
                Array.from({ length: FOR_60 }, (__, k) => ({
                  at: at.buckets - (FOR_60 - k) * 300,
                  values: Array.from({ length: random() < 0.15 ? 2 : 5 }, () =>
                    factor === 90
                      ? Math.round(((i % 4 === 0 ? 380 : 500) + random() * (i % 4 === 0 ? 180 : 300)) * 1e5)
                      : Math.floor(random() * (factor === 7 ? 2400 : i % 3 === 0 ? 400 : 170) * MICRO),
                  ),
                })),
              ] as const,
          ),
        );
        const flag = i % 11 === 5 ? ['C', 'X', 'D'][i % 3]! : 'N';
        return {
          id: 100 + i,
          kind: i % 12 === 11 ? 3 : 4,
          x: far ? 100_000 : random() * 35_000,
          y: random() * 9_000,
          county: i % 5 === 4 ? 4 : 2,
          humid: i % 7 === 6,
          flag,
          closed: i % 9 === 3,
          mean60: new Map(
            [2, 7, 90].map((factor) => [
              factor,
              flag !== 'N' || random() < 0.1
                ? null
                : Math.floor((factor === 90 ? 50 : 40) * MICRO + random() * 200 * MICRO),
            ]),
          ),
          buckets,
        };
      });
      await insertStations(server.store, [
        ...nationals.map((n) => ({ ...n, kind: 1, basis: 1, period: 60 })),
        ...sites.map((s) => ({ id: s.id, kind: s.kind, basis: 1, period: 60, x: s.x, y: s.y, county: s.county })),
      ]);
      await server.store.insert(
        'station_heard',
        ['station', 'time', 'received'],
        sites.map((s) => [s.id, at.now - 30, at.now - 30]),
      );
      const rolling = (
        kind: number,
        station: number,
        factor: number,
        mean: number | null,
        closed: boolean,
        last: number,
        flag: string,
      ): unknown[] => [
        at.tick,
        kind,
        station,
        factor,
        0,
        '0',
        50,
        mean === null ? null : String(mean),
        closed ? at.hour : at.now,
        closed ? 1 : 0,
        at.now - 30,
        String(last),
        flag.charCodeAt(0),
        0,
      ];
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
          'last_value',
          'last_flag',
          'over',
        ],
        [
          ...nationals.map((n) => rolling(1, n.id, 2, n.mean, false, n.mean, 'N')),
          ...sites.flatMap((s) => [
            ...[2, 7, 90].map((factor) => rolling(s.kind, s.id, factor, s.mean60.get(factor)!, s.closed, 1, s.flag)),
            rolling(s.kind, s.id, 21, 50 * MICRO, false, (s.humid ? 97 : 60) * MICRO, 'N'),
          ]),
        ],
      );
      const energy = (level: number): number => Math.round(10 ** (level / 1e7) * 1e3);
      await server.store.insert(
        'buckets',
        [
          'bucket',
          'station',
          'factor',
          'statistic',
          'sum',
          'count',
          'last_time',
          'last_value',
          'last_flag',
          'over',
          'version',
        ],
        sites.flatMap((s) =>
          [...s.buckets].flatMap(([factor, list]) =>
            list.map((b) => [
              b.at,
              s.id,
              factor,
              1,
              String(b.values.reduce((sum, v) => sum + (factor === 90 ? energy(v) : v), 0)),
              b.values.length,
              b.at,
              '0',
              78,
              0,
              1,
            ]),
          ),
        ),
      );
      // PM10 hours of the civil day for the rule that counts them; one that a correction took back.
      const dayStart = Math.floor((at.buckets + 8 * 3600) / 86_400) * 86_400 - 8 * 3600;
      const hours = Array.from({ length: Math.floor((at.buckets - dayStart) / 3600) }, (_, h) => dayStart + h * 3600);
      const hourValue = (id: number, hour: number): number => ((id * 37 + (hour / 3600) * 11) % 140) * MICRO;
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
          [...nationals.map(({ id }) => id), ...sites.map(({ id }) => id)].map((id) => [
            hour,
            id,
            2,
            1,
            (hourValue(id, hour) / 1e6).toFixed(6),
            '0',
            60,
            60,
            1,
            0,
            1,
            1,
            'closed',
            0,
          ]),
        ),
      );
      await server.store.insert(
        'local_rule_windows',
        ['day', 'rule', 'station', 'begin', 'value', 'exceeds', 'version'],
        [
          [new Date((dayStart + 8 * 3600) * 1000).toISOString().slice(0, 10), 10, 100, hours[0] ?? dayStart, 1, 1, 1],
        ].slice(0, hours.length > 0 ? 1 : 0),
      );

      const registry = partly<Registry>({
        version: 5,
        city: { timezone: ZONE },
        regions: () => new Map([[1, { level: 'city', code: '0' }]]),
      });
      const judge = new SlowEvaluation(server.store, registry);
      assert.ok(judge.isDue(at));
      await judge.run(at);
      assert.ok(!judge.isDue(at) && judge.isDue(tickInstantOf((at.now + 60) * 1000)));
      // The run above filled the rules of a city without any of its own; here all of three places bind.
      await fillLocalRules(server.store, rules, 1000);
      const version = 2000;
      await server.store.command('evaluate', loadQuery('windows/dust-references'), {
        now: at.now,
        tick: at.tick,
        version,
      });
      await server.store.command('evaluate', loadQuery('windows/local-rule-windows'), {
        since: at.since,
        until: at.buckets,
        zone: ZONE,
        version,
      });
      await server.store.command('evaluate', loadQuery('windows/evaluate-local'), {
        now: at.now,
        tick: at.tick,
        until: at.buckets,
        zone: ZONE,
        version,
      });

      const rows = await server.store.rows<{
        station: number;
        rule: number;
        value: string | null;
        limit: string;
        reason: number;
        averaging: number;
        source: number;
        at: number;
      }>(
        'evaluate',
        `SELECT station, rule, toString(value) AS value, toString(limit_value) AS limit, reason, averaging,
        limit_source AS source, toUnixTimestamp(slow_judgements.at) AS at
      FROM slow_judgements FINAL WHERE family = 1 AND version = 2000 ORDER BY station, rule`,
      );
      const found = new Map(rows.map((row) => [`${row.station}/${row.rule}`, row]));
      const seen = new Map<string, number>();
      let expectedRows = 0;
      for (const site of sites) {
        const nearest = nationals
          .map((n) => ({ mean: n.mean, metres: Math.floor(Math.hypot(n.x - site.x, n.y - site.y)) }))
          .reduce((a, b) => (b.metres < a.metres ? b : a));
        const own = nationals.filter(({ county }) => county === site.county);
        const background =
          own.length === 0
            ? null
            : divideHalfEven(
                own.reduce((sum, n) => sum + n.mean, 0),
                own.length,
              );
        for (const rule of rules) {
          if (site.kind !== 4) {
            assert.ok(!found.has(`${site.id}/${rule.id}`), 'a rule of building sites binds no road');
            continue;
          }
          let counts = 0;
          if (rule.allowed !== null && rule.form === 'above background') {
            counts = hours.filter(
              (hour) =>
                own.length > 0 &&
                hourValue(site.id, hour) -
                  divideHalfEven(
                    own.reduce((sum, n) => sum + hourValue(n.id, hour), 0),
                    own.length,
                  ) >
                  rule.threshold,
            ).length;
          } else if (rule.allowed !== null) {
            const size = rule.minutes * 60;
            for (let begin = Math.ceil(at.since / size) * size; begin + size <= at.buckets; begin += size) {
              const values = site.buckets
                .get(rule.factor)!
                .filter((b) => b.at >= begin && b.at < begin + size)
                .flatMap((b) => b.values);
              if (
                begin >= dayStart &&
                values.length * 4 >= 3 * rule.minutes &&
                divideHalfEven(
                  values.reduce((a, b) => a + b, 0),
                  values.length,
                ) > rule.threshold
              )
                counts += 1;
            }
          }
          const expected = expectedOf(rule, site, at, nearest, background, counts);
          if (expected === null) continue;
          expectedRows += 1;
          const row = found.get(`${site.id}/${rule.id}`);
          const where = `site ${site.id} rule ${rule.id} (${rule.form})`;
          assert.deepEqual(
            { value: row?.value == null ? null : Number(row.value), limit: Number(row?.limit), reason: row?.reason },
            expected,
            where,
          );
          assert.deepEqual(
            [row!.source, row!.averaging, row!.at],
            [
              localRuleSource(rule.id),
              rule.minutes === 60 ? (site.closed ? 3 : 1) : { 5: 5, 15: 6, 20: 7 }[rule.minutes],
              rule.minutes === 60 ? (site.closed ? at.hour : at.now) : at.buckets,
            ],
            where,
          );
          const isOver = expected.value !== null && expected.value > expected.limit;
          const outcome = `${rule.form} ${expected.reason === 0 ? (isOver ? 'exceeds' : 'within') : expected.reason}`;
          seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
        }
      }
      assert.equal(rows.length, expectedRows);
      for (const outcome of [
        'relative exceeds',
        'relative within',
        'relative 3',
        'relative 10',
        'relative 9',
        'above background 9',
        'absolute exceeds',
        'rise within',
        ...(title === 'across 22:00' ? ['noise 12'] : ['noise exceeds', 'noise within']),
      ]) {
        assert.ok(seen.has(outcome), `${outcome} occurs in ${JSON.stringify([...seen])}`);
      }
      if (title === 'by day')
        assert.ok(seen.has('absolute 13') || seen.has('above background 13'), 'within the allowance occurs');
    },
  );
}
