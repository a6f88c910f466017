import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { startStore, type TestStore } from '../../../test/harness/mod.ts';
import { FLAG } from '../../../streams/contracts/codes.ts';
import { AQI_FACTORS } from '../../../streams/contracts/factors.ts';
import { MAX_MICRO } from '../../../streams/contracts/reading.ts';
import { resolveReferences } from './load-query.ts';

let server: TestStore;
before(async () => {
  server = await startStore();
});
after(() => server.stop());

/** Values of expressions in the engine, as text; each expression may use the fragments named. */
async function valuesOf(fragments: readonly string[], expressions: readonly string[]): Promise<string[]> {
  const list = fragments.map((name) => `{{${name}}}`).join(', ');
  const sql = resolveReferences('test', `WITH ${list} SELECT ${expressions.map((e) => `toString(${e})`).join(', ')}`);
  return (await server.store.columns('history', sql)).map((column) => String(column[0]));
}

const checked = new Set<string>();
/** @param vectors expression -> what it gives */
const vectors = (name: string, beside: readonly string[], table: Readonly<Record<string, string>>): void => {
  checked.add(name);
  test(`${name}.sql`, async () => {
    const expressions = Object.keys(table);
    const values = await valuesOf([...beside, name], expressions);
    assert.deepEqual(Object.fromEntries(expressions.map((e, i) => [e, values[i]])), table);
  });
};

const HALVES: Readonly<Record<string, string>> = {
  '(toInt128(25), 10)': '2',
  '(toInt128(35), 10)': '4',
  '(toInt128(-25), 10)': '-2',
  '(toInt128(-35), 10)': '-4',
  '(toInt128(26), 10)': '3',
  '(toInt128(-24), 10)': '-2',
  '(toInt128(0), 7)': '0',
  '(toInt128(1), 3)': '0',
  '(toInt128(5), 3)': '2',
  '(toInt64(7), toUInt64(2))': '4',
  // A half and its neighbours one unit apart, at a divisor of 4.9e11.
  '(toInt128(245000000000), 490000000000)': '0',
  '(toInt128(245000000001), 490000000000)': '1',
  '(toInt128(735000000000), 490000000000)': '2',
  '(toInt128(734999999999), 490000000000)': '1',
};
const named = (name: string): Record<string, string> =>
  Object.fromEntries(Object.entries(HALVES).map(([call, value]) => [name + call, value]));
vectors('half-even', [], named('half_even'));
vectors('half-even-wide', [], {
  ...named('half_even_wide'),
  "half_even_wide(toInt256('-123456789012345678901234567890123456789012345'), toInt256('20000000000000000000000000'))":
    '-6172839450617283945',
  'half_even_wide(toInt256(-25), toInt256(10))': '-2',
});

const version = (first: string, micro: number, flag: number): string =>
  `reading_version(${first}, reinterpret(toInt64(${micro}), 'Decimal64(6)'), ${flag})`;
vectors('reading-version', [], {
  // The value first said last, whatever it is; of one frame the larger value, then the larger flag.
  [`${version('2', 1, FLAG.normal)} > ${version('1', 9, FLAG.overRange)}`]: '1',
  [`${version('1', 2, FLAG.normal)} > ${version('1', 1, FLAG.overRange)}`]: '1',
  [`${version('1', 1, FLAG.overRange)} > ${version('1', 1, FLAG.normal)}`]: '1',
  [`${version('1', -1, FLAG.normal)} > ${version('1', -2, FLAG.normal)}`]: '1',
  [`version_micro(${version('3', -600_000, FLAG.normal)})`]: '-600000',
  [`version_micro(${version('18446744073709551615', MAX_MICRO, FLAG.overRange)})`]: String(MAX_MICRO),
  [`version_micro(${version('0', -MAX_MICRO, FLAG.implausible)})`]: String(-MAX_MICRO),
  [`version_flag(${version('18446744073709551615', -MAX_MICRO, FLAG.overRange)})`]: String(FLAG.overRange),
});

vectors('sound-level', [], {
  'sound_energy(0)': '1000',
  'sound_energy(30000000)': '1000000',
  'sound_energy(60000000)': '1000000000',
  'sound_energy(130000000)': '10000000000000000',
  'sound_energy(150000000)': '10000000000000000',
  'sound_level(toInt128(sound_energy(60000000)) * 2, 2, 10000)': '60000000',
  'sound_level(toInt128(sound_energy(60000000)) + sound_energy(70000000), 2, 10000)': '67400000',
  'sound_level(toInt128(sound_energy(60000000)) + sound_energy(71000000), 2, 100000)': '68300000',
  'sound_level(toInt128(sound_energy(150000000)) * 3600, 3600, 10000)': '130000000',
});

const meanOf = (a: number, b: number): string =>
  `direction_mean(direction_east(${a}) + direction_east(${b}), direction_north(${a}) + direction_north(${b}))`;
vectors('direction', [], {
  'direction_mean(direction_east(90000000), direction_north(90000000))': '90000000',
  [meanOf(350_000_000, 10_000_000)]: '0',
  [meanOf(350_000_000, 340_000_000)]: '345000000',
});

vectors('validity', [], {
  'three_quarters(45, 60)': '1',
  'three_quarters(44, 60)': '0',
  'three_quarters(3, 4)': '1',
  'three_quarters(0, 1)': '0',
  'twenty_of_24(20, 24)': '1',
  'twenty_of_24(19, 24)': '0',
  'twenty_of_24(5, 6)': '1',
  'twenty_of_24(4, 6)': '0',
  'six_of_8(6)': '1',
  'six_of_8(5)': '0',
});

const items = `[${AQI_FACTORS.map((f) => `(${f}, ${f === 3 || f === 5 ? 80 : 40}, toInt64(${f * 10}))`).join(', ')}]`;
vectors('aqi', ['half-even'], {
  'index_input(toInt128(35500000), 1, 1)': '36',
  'index_input(toInt128(34500000), 1, 1)': '34',
  'index_input(toInt128(103500000), 3, 1)': '34',
  'index_input(toInt128(2150000), 1, 6)': '22',
  // Noise about zero.
  'index_input(toInt128(-600000), 1, 5)': '0',
  'index_input(toInt128(-6000000), 1, 5)': '0',
  'segment_holds(0, 35, toDateTime(0), toDateTime(9), 0, toDateTime(5))': '1',
  'segment_holds(0, 35, toDateTime(0), toDateTime(9), 35, toDateTime(5))': '1',
  'segment_holds(35, 60, toDateTime(0), toDateTime(9), 35, toDateTime(5))': '0',
  'segment_holds(0, 35, toDateTime(0), toDateTime(5), 35, toDateTime(5))': '0',
  'segment_index(0, 35, 0, 50, 0)': '0',
  'segment_index(0, 35, 0, 50, 1)': '2',
  'segment_index(35, 60, 50, 100, 60)': '100',
  'segment_index(500, 2147483647, 500, 500, 900)': '500',
  'day_averaging(3)': '8',
  'day_averaging(1)': '24',
  'aqi_of(0, 6)': '1',
  'aqi_of(80, 6)': '80',
  'aqi_of(700, 6)': '500',
  'isNull(aqi_of(100, 5))': '1',
  'aqi_of(101, 5)': '101',
  'arrayMap(x -> aqi_level(x), [1, 50, 51, 100, 101, 150, 151, 200, 201, 300, 301, NULL])': '[1,1,2,2,3,3,4,4,5,5,6,0]',
  [`primary_of(80, 80, ${items})`]: '20',
  [`primary_of(50, 50, ${items})`]: '0',
  [`six_means(${items})`]: '[10,20,30,40,50,60]',
  'six_present([(3, 80, toInt64(1))])': '[0,0,1,0,0,0]',
  'six_indices([(3, 80, toInt64(1))])': '[0,0,80,0,0,0]',
});

vectors('station-period', [], {
  'sample_period(1, 5)': '5',
  'sample_period(1, 0)': '1',
  'sample_period(10, 5)': '60',
  'sample_period(10, 300)': '300',
  'sample_period(20, 300)': '3600',
  'live_period(10, 5)': '60',
  'live_period(20, 300)': '300',
  'is_silent(1, 60, toDateTime(1000), toDateTime(1100), toDateTime(1130))': '0',
  'is_silent(1, 60, toDateTime(1000), toDateTime(1100), toDateTime(1131))': '1',
  'is_silent(10, 60, toDateTime(1000), toDateTime(1100), toDateTime(1131))': '0',
});

test('cell-index.sql', async () => {
  checked.add('cell-index');
  const segments = '[(0, 35, 0, 50), (35, 60, 50, 100)]';
  const sql = resolveReferences(
    'test',
    `WITH {{half-even}}, {{aqi}}, toDateTime(0) AS at, {{cell-index}}
     SELECT arrayMap(x -> cell_index(segment_of(x, ${segments}), x), [0, 1, 35, 36, 60, 61]) AS indices`,
  );
  // An input above the last segment has no index; the smallest one shown is 1.
  assert.deepEqual(await server.store.columns('history', sql, { factor: 1 }), [[[1, 2, 50, 52, 100, null]]]);
});

test('held-back.sql', async () => {
  checked.add('held-back');
  const columns = ['version', 'station', 'factor', 'reason', 'code', 'begin', 'end'];
  await server.store.insert('withheld', columns, [
    [1, 9, 1, 14, 0, 0, 4_000_000_000],
    [2, 0, 0, 0, 0, 0, 0],
    [2, 1, 1, 14, 0, 100, 200],
    [2, 2, 1, 15, 0, 100, 150],
    [2, 3, 1, 15, 0, 151, 200],
  ]);
  const sql = resolveReferences(
    'test',
    'WITH {{held-back}} SELECT station, factor, reason FROM held_back ORDER BY station',
  );
  assert.deepEqual(await server.store.columns('history', sql, { now: 150 }), [[1], [1], [14]]);
});

test('every fragment has its vectors here', () => {
  const files = readdirSync(new URL('../../../sql/fragments/', import.meta.url)).map((name) => name.slice(0, -4));
  assert.deepEqual([...checked].sort(), files.sort());
});
