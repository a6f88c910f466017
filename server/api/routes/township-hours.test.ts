import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openApiBench, type ApiBench } from '../../../test/fixtures/api-bench.ts';

const HOUR = 3_600_000;
let bench: ApiBench;
before(async () => {
  bench = await openApiBench();
});
after(() => bench.close());

interface Answer {
  readonly factor: string;
  readonly hours: readonly {
    readonly start: string;
    readonly townships: readonly {
      readonly region: number;
      readonly stations: number;
      readonly value: number;
      readonly iaqi: number;
      readonly level: number;
    }[];
  }[];
}

test("a township is the exact mean of its own stations' valid hours, and of nothing else", async () => {
  const newest = Math.floor((Date.now() - 300_000) / HOUR) * HOUR - HOUR;
  // A second one of the township, entered as an operator would.
  await bench.registry.registerStation(
    {
      device: 'TWN0000000000002',
      kind: 'township',
      names: { zh: '一镇二站', en: 'Second' },
      position: [115.41, 35.19],
      st: '22',
      factors: ['a34004'],
      period: 60,
      basis: 'rtd',
    },
    Date.now(),
  );
  const air = [...bench.registry.stations().values()].filter(
    ({ kind, township }) => kind === 'township' && township > 0,
  );
  const other = [...bench.registry.stations().values()].find(({ kind }) => kind === 'national');
  assert.ok(air.length === 2 && other);
  const row = (start: number, station: number, value: string | null, valid: 0 | 1): unknown[] => [
    start / 1000,
    station,
    1,
    1,
    value,
    '0',
    60,
    60,
    valid,
    0,
    1,
    1,
    'closed',
    '2026-11-01 01:00:00.000',
  ];
  const rows = [
    ...air.map(({ id }, i) => row(newest, id, i === 0 ? '59.5' : '60.5', 1)),
    row(newest - 3 * HOUR, air[0]!.id, '116', 1),
    row(newest - 3 * HOUR, air[1]!.id, '500', 0),
    row(newest - HOUR, air[0]!.id, '400', 1),
    row(newest, other.id, '900', 1),
  ];
  await bench.context.store.insert(
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
    rows,
  );
  const response = await fetch(`${bench.url}/api/history/townships?step=3&count=2`);
  assert.equal(response.status, 200);
  const { factor, hours } = (await response.json()) as Answer;
  assert.deepEqual([factor, hours.map(({ start }) => Date.parse(start))], ['a34004', [newest - 3 * HOUR, newest]]);
  assert.deepEqual(hours[0]!.townships, [{ region: air[0]!.township, stations: 1, value: 116, iaqi: 152, level: 4 }]);
  for (const { region, stations, value } of hours[1]!.townships) {
    const own = air.filter(({ township }) => township === region);
    const mean = own.reduce((sum, { id }) => sum + (id === air[0]!.id ? 59.5 : 60.5), 0) / own.length;
    assert.deepEqual([stations, value], [own.length, Number(mean.toFixed(1))]);
  }
  assert.equal((await fetch(`${bench.url}/api/history/townships?factor=nothing`)).status, 400);
});
