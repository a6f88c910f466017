import assert from 'node:assert/strict';
import test from 'node:test';
import { indexCity } from './city.ts';
import { qualityRows, type QualityItem } from './quality-findings.ts';

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
  stations: [1, 2].map((id) => ({
    id,
    kind: 'township' as const,
    names: { zh: `站${id}`, en: `S${id}` },
    position: [116, 35] as const,
    county: 2,
    township: 3,
  })),
  limitSources: [],
  factors: [{ id: 1, code: 'a34004', zh: 'PM2.5', en: 'PM2.5', unit: 'µg/m³', decimals: 0 }],
  liveUrl: '',
});
const item = (station: number, code: string, hour: number, more: Partial<QualityItem> = {}): QualityItem => ({
  station,
  factor: 'a34004',
  start: new Date(Date.UTC(2026, 10, 25, hour)).toISOString(),
  code,
  invalidates: false,
  value: 42,
  reference: null,
  count: 4,
  ...more,
});

test('hours of one series and code are one matter, told by its newest hour', () => {
  const [row, ...others] = qualityRows(city, [
    item(1, 'QC_STUCK', 9, { value: 41 }),
    item(1, 'QC_STUCK', 10),
    item(1, 'QC_STUCK', 8, { value: 40 }),
  ]);
  assert.deepEqual(others, []);
  assert.deepEqual(
    [row?.id, row?.value, row?.since, row?.station?.id, row?.factor?.id, row?.alarm],
    ['q1.a34004.QC_STUCK', 42, Date.UTC(2026, 10, 25, 8), 1, 1, null],
  );
  assert.deepEqual([row?.finding?.hours, row?.finding?.newest], [3, '2026-11-25T10:00:00.000Z']);
});

test('what is out of judging comes first, then the newest, then the longest, whatever the order', () => {
  const items = [
    item(1, 'QC_LATE', 10),
    item(2, 'QC_STUCK', 9, { invalidates: true }),
    item(2, 'QC_LATE', 10),
    item(2, 'QC_LATE', 9),
    item(1, 'QC_SPIKE', 8),
  ];
  const ids = ['q2.a34004.QC_STUCK', 'q2.a34004.QC_LATE', 'q1.a34004.QC_LATE', 'q1.a34004.QC_SPIKE'];
  assert.deepEqual(
    qualityRows(city, items).map((row) => row.id),
    ids,
  );
  assert.deepEqual(
    qualityRows(city, [...items].reverse()).map((row) => row.id),
    ids,
  );
});

test('a station that the page does not know yet keeps its row', () => {
  assert.deepEqual(
    qualityRows(city, [item(77, 'QC_MISS', 10, { factor: 'w01018', value: null })]).map((row) => [
      row.stationId,
      row.station,
      row.factor,
    ]),
    [[77, undefined, undefined]],
  );
});
