import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seriesKey } from '../../streams/contracts/factors.ts';
import { emptyRow } from '../../streams/live/internal.ts';
import type { RowOf } from '../../streams/live/mod.ts';
import type { CityIndex, CityRegion, CityStation } from './city.ts';
import { industryLines } from './industries.ts';
import { townshipStrip } from './township-strip.ts';
import { treatmentCounts } from './treatment.ts';

const NOW = Date.UTC(2026, 10, 25, 8);
const named = (zh: string) => ({ zh, en: zh });
const region = (id: number, level: CityRegion['level'], parent: number | null): CityRegion => ({
  id,
  level,
  parent,
  names: named(`r${id}`),
  centre: [0, 0],
  ring: [],
});
const city = (regions: CityRegion[], stations: Partial<CityStation>[] = []): CityIndex =>
  ({ regions, stations }) as never;
const county = (id: number) => ({ id, names: named(`c${id}`) }) as never;
const shown = (key: number, values: Partial<RowOf<'regions'>>): RowOf<'regions'> => ({
  ...emptyRow('regions', key),
  ...values,
});
const state = (key: number, values: Partial<RowOf<'stations'>> = {}): RowOf<'stations'> => ({
  ...emptyRow('stations', key),
  ...values,
});

test('townships are dots of their county by value; the worst of a county is named; no mean is counted', () => {
  const regions = [
    region(1, 'county', null),
    region(2, 'county', null),
    ...[11, 12, 13].map((id) => region(id, 'township', 1)),
    region(21, 'township', 2),
  ];
  const strip = townshipStrip(
    city(regions),
    [county(2), county(1)],
    [
      shown(11, { nowPm25: 90.5, nowLevel: 3, time: NOW - 5_000 }),
      shown(12, { nowPm25: 164, nowLevel: 5, time: NOW - 700_000 }),
      shown(21, { nowPm25: 20, nowLevel: 1, time: NOW }),
      shown(13, { nowPm25: null, nowLevel: null, time: NOW }),
    ],
    NOW,
  );
  assert.deepEqual(
    strip.lines.map(({ id, dots }) => [id, dots.map((dot) => [dot.id, dot.isOld, dot.named])]),
    [
      [2, [[21, false, false]]],
      [
        1,
        [
          [11, false, false],
          [12, true, true],
        ],
      ],
    ],
  );
  assert.deepEqual([strip.townships, strip.silent, strip.newest], [4, 1, NOW]);
  assert.ok(strip.most >= 164 && strip.marks.at(-1) === strip.most);
});

test('outlets stand in the line of their industry, those that exceed first; small ones share the last', () => {
  const trades = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'];
  const stations = trades.flatMap((trade, i) =>
    Array.from({ length: 9 - i }, (_, n) => ({
      id: i * 100 + n + 1,
      kind: 'enterprise' as const,
      industry: named(trade),
    })),
  );
  const lines = industryLines(
    city([], [...stations, { id: 999, kind: 'enterprise' }]),
    [state(1, { state: 1 }), state(2, { state: 4 }), state(3, { state: 2 })],
    [emptyRow('exceedances', seriesKey(4, 69))],
    named('other'),
  );
  assert.deepEqual(
    lines.map(({ names, marks }) => [names.zh, marks.length]),
    [
      ['a', 9],
      ['b', 8],
      ['c', 7],
      ['d', 6],
      ['e', 5],
      ['f', 4],
      ['other', 3 + 2 + 1 + 1],
    ],
  );
  assert.deepEqual(
    lines[0]!.marks.slice(0, 5).map(({ station, mark }) => `${station} ${mark}`),
    ['4 exceeds', '1 heard', '3 heard', '2 silent', '5 never'],
  );
  assert.equal(lines[0]!.exceeding, 1);
});

test('a pair counts where both meters are known to belong to one outlet; production alone is told apart', () => {
  const meter = (id: number, role: 'production' | 'treatment', enterprise?: number): Partial<CityStation> => ({
    id,
    kind: 'power',
    power: { rated: 100, role },
    ...(enterprise === undefined ? {} : { enterprise }),
  });
  const counts = treatmentCounts(
    city(
      [],
      [
        meter(1, 'production', 7),
        meter(2, 'treatment', 7),
        meter(3, 'production', 8),
        meter(4, 'treatment', 8),
        meter(5, 'production'),
        meter(6, 'production', 9),
      ],
    ),
    [
      state(1, { state: 1, time: NOW }),
      state(2, { state: 2, time: NOW - 1 }),
      state(3, { state: 1, time: NOW }),
      state(4, { state: 4, time: NOW - 9_000_000 }),
      state(5, { state: 3, time: null }),
    ],
  );
  assert.deepEqual(counts, {
    meters: 6,
    groups: {
      production: { heard: 2, total: 4 },
      treatment: { heard: 1, total: 2 },
      both: { heard: 1, total: 2 },
      alone: { heard: 1, total: 2 },
    },
    newest: NOW,
  });
});
