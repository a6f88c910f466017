import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { startStore, type TestStore } from '../../test/harness/mod.ts';
import { FLOW_WEIGHTED_FACTORS, FOLDED_FACTORS, folded } from '../standards/mod.ts';
import { governingLimit, outfallDay, sewageLimit } from '../../test/oracle/outlet-rules.ts';
import { loadQuery } from '../platform/store/mod.ts';
import { fillEvaluationBounds } from './evaluation-bounds.ts';
import { tickInstantOf } from './tick-instant.ts';
import { fillStandardTables } from './standard-tables.ts';

let server: TestStore;
before(async () => {
  server = await startStore();
  await fillStandardTables(server.store, 1);
});
after(() => server.stop());
beforeEach(async () => {
  for (const table of [
    'stations',
    'station_heard',
    'station_limits',
    'outlet_standards',
    'stack_gas',
    'rolling',
    'judgements',
    'slow_judgements',
    'hours_now',
    'outlet_hours_now',
  ])
    await server.store.command('evaluate', `TRUNCATE TABLE ${table}`);
});

const MICRO = 1_000_000;
const at = tickInstantOf(Date.parse('2026-11-22T12:20:00Z'));
const PERMIT = 1001,
  SEWAGE = 200,
  BOILER = 224;

async function outlets(
  ids: readonly number[],
  outlet: 'stack' | 'outfall',
  reference: ReadonlyMap<number, number> = new Map(),
): Promise<void> {
  await server.store.insert(
    'stations',
    ['station', 'device', 'kind', 'basis', 'period', 'outlet', 'version'],
    ids.map((id) => [id, `D${id}`, 6, 1, 60, outlet, 1]),
  );
  await server.store.insert(
    'station_heard',
    ['station', 'time', 'received'],
    ids.map((id) => [id, at.now - 30, at.now - 30]),
  );
  if (reference.size > 0)
    await server.store.insert(
      'stack_gas',
      ['station', 'reference_oxygen', 'as_measured', 'retired', 'version'],
      [...reference].map(([id, oxygen]) => [id, oxygen, 0, 0, 1]),
    );
}
const limit = (
  station: number,
  factor: number,
  statistic: number,
  value: number,
  cold: number | null = null,
  standing = 1,
): unknown[] => [
  station,
  factor,
  statistic,
  String(value),
  cold === null ? null : String(cold),
  standing,
  PERMIT,
  0,
  0,
  1,
];
const limits = (rows: unknown[][]): Promise<void> =>
  server.store.insert(
    'station_limits',
    ['station', 'factor', 'statistic', 'value', 'cold', 'standing', 'source', 'effective_from', 'retired', 'version'],
    rows,
  );
const standard = (
  rows: readonly [station: number, factor: number, statistic: number, value: number, cold: number, source: number][],
): Promise<void> =>
  server.store.insert(
    'outlet_standards',
    ['station', 'factor', 'statistic', 'value', 'cold', 'source', 'effective_from', 'retired', 'version'],
    rows.map((row) => [...row, 0, 0, 1]),
  );
const rolling = (
  rows: readonly [station: number, factor: number, folded: number, mean: number | null, flag?: string][],
): Promise<void> =>
  server.store.insert(
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
    rows.map(([station, factor, isFolded, mean, flag = 'N']) => [
      at.tick,
      6,
      station,
      factor,
      isFolded,
      '0',
      50,
      mean === null ? null : String(mean),
      at.now,
      0,
      at.now - 30,
      '1',
      flag.charCodeAt(0),
      0,
    ]),
  );
interface Evaluated {
  station: number;
  factor: number;
  averaging: number;
  value: string | null;
  limit: string;
  source: number;
  reason: number;
}
async function judged(): Promise<Evaluated[]> {
  await fillEvaluationBounds(server.store);
  await server.store.command('evaluate', loadQuery('windows/evaluate'), {
    now: at.now,
    tick: at.tick,
    since: at.since,
    hour: at.hour,
  });
  return server.store.rows<Evaluated>(
    'evaluate',
    `SELECT station, factor, averaging, toString(value) AS value, toString(limit_value) AS limit,
      limit_source AS source, reason FROM judgements
    WHERE tick = {tick:UInt32} ORDER BY station, factor, averaging`,
    { tick: at.tick },
  );
}

test(
  'GB 13271-2014 5.2: a stack is evaluated on the folded hour; O2 from 20.5 % on, ' + 'or unknown, evaluates nothing',
  async () => {
    await outlets([1, 2, 3, 4, 5, 6, 7], 'stack', new Map([1, 2, 3, 4, 5, 6].map((id) => [id, 9 * MICRO])));
    await limits([1, 2, 3, 4, 5, 7].map((id) => limit(id, 69, 20, 50)).concat([limit(6, 68, 20, 50)]));
    await rolling([
      [1, 69, 0, 30 * MICRO],
      [1, 69, 1, 55_500_000],
      [1, 65, 0, 12 * MICRO],
      [2, 69, 0, 41_234_567],
      [2, 65, 0, 12_345_678],
      [3, 69, 0, 30 * MICRO],
      [3, 69, 1, 800 * MICRO],
      [3, 65, 0, 20_500_000],
      [4, 69, 0, 30 * MICRO],
      [5, 69, 0, null, 'M'],
      [5, 65, 0, 12 * MICRO],
      // NMHC is judged as measured; a stack of unknown reference oxygen too.
      [6, 68, 0, 52 * MICRO],
      [6, 65, 0, 12 * MICRO],
      [7, 69, 0, 51 * MICRO],
      [7, 65, 0, 20_900_000],
    ]);
    const rows = (await judged()).map(({ station, value, reason }) => [
      station,
      value === null ? null : Number(value),
      reason,
    ]);
    assert.deepEqual(rows, [
      [1, 55_500_000, 0],
      [2, folded(41_234_567, 12_345_678, 9 * MICRO), 0],
      [3, null, 8],
      [4, null, 11],
      [5, null, 4],
      [6, 52 * MICRO, 0],
      [7, 51 * MICRO, 0],
    ]);
  },
);

test('a permit goes before every standard, of local and national the stricter holds (排污许可优先)', async () => {
  await outlets([1, 2, 3, 4], 'stack');
  await limits([limit(1, 66, 20, 30), limit(3, 66, 20, 20, null, 2), limit(4, 66, 20, 5, null, 2)]);
  await standard([
    [1, 66, 20, 10 * MICRO, 0, BOILER],
    [2, 66, 20, 50 * MICRO, 0, BOILER],
    [2, 66, 20, 30 * MICRO, 0, BOILER + 1],
    [3, 66, 20, 50 * MICRO, 0, BOILER],
    [4, 66, 20, 50 * MICRO, 0, BOILER],
  ]);
  await rolling([1, 2, 3, 4].map((id) => [id, 66, 0, 15 * MICRO] as const).map((row) => [...row]));
  const rows = (await judged()).map(({ station, limit: value, source }) => [station, Number(value) / MICRO, source]);
  assert.deepEqual(rows, [
    [1, governingLimit(30, [10]), PERMIT],
    [2, governingLimit(null, [50, 30]), BOILER + 1],
    [3, governingLimit(null, [20, 50]), PERMIT],
    [4, governingLimit(null, [5, 50]), PERMIT],
  ]);
});

test(
  'GB 18918-2002 表1: NH3-N by the bracket value up to 12 degrees, hour and running ' +
    'day; without a permit the standard',
  async () => {
    await outlets([1, 2, 3], 'outfall');
    await limits([1, 2].flatMap((id) => [20, 30].map((statistic) => limit(id, 46, statistic, 5, 8))));
    await standard([
      [3, 46, 20, 5 * MICRO, 8 * MICRO, SEWAGE],
      [3, 46, 30, 5 * MICRO, 8 * MICRO, SEWAGE],
    ]);
    await rolling([
      [1, 46, 0, 6 * MICRO],
      [1, 42, 0, 12 * MICRO],
      [2, 46, 0, 6 * MICRO],
      [2, 42, 0, 12_000_001],
      [3, 46, 0, 6 * MICRO],
    ]);
    const hours = Array.from({ length: 24 }, (_, h) => at.hour - (24 - h) * 3600);
    const temperature = new Map([
      [1, 12],
      [2, 12.000001],
    ]);
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
        [1, 2, 3]
          .flatMap((id) => [[id, 46, 6], ...(temperature.has(id) ? [[id, 42, temperature.get(id)!]] : [])])
          .map(([id, factor, value]) => [hour, id, factor, 1, value!.toFixed(6), '0', 60, 60, 1, 0, 1, 1, 'closed', 0]),
      ),
    );
    await server.store.command('evaluate', loadQuery('windows/evaluate-outlets'), {
      now: at.now,
      hour: at.hour,
      version: 1,
      folded: FOLDED_FACTORS,
      weighted: FLOW_WEIGHTED_FACTORS,
    });
    const rows = (await judged())
      .filter(({ factor }) => factor === 46)
      .map(({ station, averaging, limit: value, source }) => [station, averaging, Number(value), source]);
    const of = (degrees: number | null): number =>
      sewageLimit(46, '1A', degrees === null ? null : degrees * MICRO)!.value;
    assert.deepEqual(
      rows,
      [
        [1, of(12), PERMIT],
        [2, of(12.000001), PERMIT],
        [3, of(null), SEWAGE],
      ].flatMap(([id, value, source]) => [
        [id, 1, value, source],
        [id, 4, value, source],
      ]),
    );
    assert.deepEqual([of(12), of(12.000001)], [8 * MICRO, 5 * MICRO]);
  },
);

test(
  'HJ 212-2017 D: running days, weighted by flow or of folded hours, equal the ' + 'pure functions over random days',
  async () => {
    let state = 3;
    const random = (): number => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
    const falls = Array.from({ length: 25 }, (_, i) => i + 1),
      stacks = [101, 102, 103];
    await outlets(falls, 'outfall');
    await outlets(
      stacks,
      'stack',
      new Map([
        [101, 9 * MICRO],
        [102, 9 * MICRO],
      ]),
    );
    await limits([...falls.map((id) => limit(id, 49, 30, 50)), ...stacks.map((id) => limit(id, 69, 30, 50))]);
    const hours = Array.from({ length: 24 }, (_, h) => at.hour - (24 - h) * 3600);
    const rows: unknown[][] = [],
      foldedRows: unknown[][] = [];
    const row = (hour: number, id: number, factor: number, micro: number, valid = 1): unknown[] => [
      hour,
      id,
      factor,
      1,
      (micro / 1e6).toFixed(6),
      '0',
      60,
      60,
      valid,
      0,
      1,
      1,
      'closed',
      0,
    ];
    const expected = new Map<number, number | null>();
    for (const id of falls) {
      const own: { value: number; flow: number | null }[] = [];
      for (const hour of hours) {
        const [value, flow] = [
          Math.floor(random() * 120 * MICRO),
          id % 5 === 0 ? 0 : Math.floor(random() * 900 * MICRO),
        ];
        const [isValid, hasFlow] = [random() > 0.08 ? 1 : 0, random() > (id % 4 === 0 ? 0.4 : 0.02)];
        rows.push(row(hour, id, 49, value, isValid));
        if (hasFlow) rows.push(row(hour, id, 52, flow));
        if (isValid === 1) own.push({ value, flow: hasFlow ? flow : null });
      }
      expected.set(id, own.length >= 20 ? outfallDay(own, 24)!.value : null);
    }
    for (const [id, n] of [
      [101, 24],
      [102, 19],
      [103, 24],
    ] as const) {
      const values = hours.slice(0, n).map(() => Math.floor(random() * 100 * MICRO));
      values.forEach((value, h) => {
        foldedRows.push(row(hours[h]!, id, 69, value));
        rows.push(row(hours[h]!, id, 69, value / 2));
      });
      const day = outfallDay(
        values.map((value) => ({ value: id === 103 ? Math.round((value / 2e6) * 1e6) : value, flow: null })),
        24,
      )!.value;
      expected.set(id, n < 20 ? null : day);
    }
    const columns = [
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
    ];
    // 103 has no reference oxygen: whole millionths there.
    for (const r of rows) if (r[1] === 103) r[4] = Number(r[4]).toFixed(6);
    await server.store.insert('hours_now', columns, rows);
    await server.store.insert(
      'outlet_hours_now',
      columns,
      foldedRows.filter((r) => r[1] !== 103),
    );
    await server.store.command('evaluate', loadQuery('windows/evaluate-outlets'), {
      now: at.now,
      hour: at.hour,
      version: 1,
      folded: FOLDED_FACTORS,
      weighted: FLOW_WEIGHTED_FACTORS,
    });
    const found = (await judged()).filter(({ averaging }) => averaging === 4);
    for (const { station, value, reason } of found.filter(({ station: id }) => id !== 103)) {
      assert.equal(value === null ? null : Number(value), expected.get(station), `outlet ${station}`);
      assert.equal(reason, expected.get(station) === null ? 2 : 0);
    }
    assert.equal(found.length, falls.length + stacks.length);
    assert.ok(Math.abs(Number(found.at(-1)!.value) - expected.get(103)!) <= 1);
    assert.ok([...expected.values()].some((value) => value === null));
  },
);
