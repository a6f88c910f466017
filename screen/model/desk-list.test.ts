import assert from 'node:assert/strict';
import test from 'node:test';
import { seriesKey } from '../../streams/contracts/factors.ts';
import type { RowOf } from '../../streams/live/mod.ts';
import { indexCity } from './city.ts';
import { deskRows, heldList } from './desk-list.ts';

const station = (id: number) => ({
  id,
  kind: 'enterprise' as const,
  names: { zh: `站${id}`, en: `S${id}` },
  position: [116, 35] as const,
  county: 2,
  township: 3,
});
const city = indexCity({
  city: {
    id: 'x',
    names: { zh: '', en: '' },
    centreNames: { zh: '', en: '' },
    timezone: 'Asia/Shanghai',
    centre: [116, 35],
    bounds: [115, 34, 117, 36],
    centralMeridian: 117,
    synthetic: true,
  },
  grid: { size: 1000, centralMeridian: 117 },
  regions: [],
  waters: [],
  relief: null,
  stations: [1, 2, 3].map(station),
  limitSources: [{ id: 4, names: { zh: '许可', en: 'permit' }, clause: '表 3' }],
  factors: [{ id: 67, code: 'a21002', zh: 'NOₓ', en: 'NOₓ', unit: 'mg/m³', decimals: 0 }],
  liveUrl: '',
});
const alarm = (key: number, id: number, priority: number, due: number): RowOf<'alarms'> => ({
  key,
  station: id,
  factor: 67,
  priority,
  state: 1,
  raised: 1000,
  due,
  multiple: 1,
  value: 200,
  limit: 100,
});
const exceed = (id: number, multiple: number): RowOf<'exceedances'> => ({
  key: seriesKey(id, 67),
  rank: 1,
  multiple,
  value: 200,
  limit: 100,
  limitSource: 4,
  window: 1,
  since: 500,
  time: 900,
  count: 1,
  trend: 1,
  first: 500,
});

test('alarms by priority and deadline, exceedances without one after them, each matter once', () => {
  const rows = deskRows(city, [alarm(10, 1, 2, 5000), alarm(11, 2, 1, 9000)], [exceed(1, 1), exceed(3, 0.4)]);
  assert.deepEqual(
    rows.map((r) => r.id),
    ['a11', 'a10', `e${seriesKey(3, 67)}`],
  );
  assert.equal(rows[1]?.source?.clause, '表 3');
  assert.equal(rows[1]?.since, 500);
});

test('new rows are counted and not inserted; gone rows stay in their place', () => {
  const first = deskRows(city, [alarm(10, 1, 2, 5000)], []);
  const later = heldList(first, deskRows(city, [alarm(11, 2, 1, 9000)], []));
  assert.deepEqual(
    later.rows.map((r) => [r.id, r.isGone]),
    [['a10', true]],
  );
  assert.equal(later.waiting, 1);
});

test('an exceedance that becomes an alarm keeps its place', () => {
  const first = deskRows(city, [], [exceed(3, 0.4), exceed(1, 0.2)]);
  const later = heldList(first, deskRows(city, [alarm(12, 3, 2, 5000)], [exceed(3, 0.4), exceed(1, 0.2)]));
  assert.deepEqual(
    later.rows.map((r) => r.id),
    ['a12', `e${seriesKey(1, 67)}`],
  );
  assert.equal(later.waiting, 0);
});
