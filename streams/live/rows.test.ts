import assert from 'node:assert/strict';
import { test } from 'node:test';
import { batchOf } from './batch-of.ts';
import { KeyedTable } from './keyed-table.ts';
import type { LivePublisher } from './live-publisher.ts';
import { toLiveTime } from './live-time.ts';
import { columnOf, isColumnOf, readRowOf, readRows } from './read-rows.ts';
import type { PublishedRow, RowOf } from './rows.ts';
import { TOPICS } from './topics.ts';

const at = toLiveTime(Date.UTC(2026, 2, 1));
const wind: PublishedRow<'wind'> = { key: 7, speed: 29, direction: 315, temperature: -12, humidity: null, time: at };

// The compiler is the test here: `npm run check` fails where one of these lines compiles.
export const refused = (publisher: LivePublisher): void => {
  // @ts-expect-error a misspelt column
  publisher.replace('wind', [{ key: 7, sped: 29, direction: 315, temperature: -12, humidity: null, time: at }]);
  // @ts-expect-error a column that is missing
  publisher.replace('wind', [{ key: 7, speed: 29, direction: 315, temperature: -12, humidity: null }]);
  // @ts-expect-error a column that the topic does not have
  publisher.replace('wind', [{ ...wind, aqi: 50 }]);
  // @ts-expect-error values by position
  publisher.replace('wind', [{ key: 7, values: [29, 315, -12, null, at] }]);
  // @ts-expect-error a row of another topic
  publisher.replace('air', [wind]);
  // @ts-expect-error two columns swapped: a number in the place of the time
  publisher.replace('wind', [{ ...wind, time: 61, humidity: at }]);
  // @ts-expect-error milliseconds in the place of the time
  publisher.replace('wind', [{ ...wind, time: Date.now() }]);
};
export const misread = (row: RowOf<'stations'>): unknown[] => [
  // @ts-expect-error a misspelt column of a row that was read
  row.sate,
  // @ts-expect-error a column of another topic
  row.nowPm25,
  // @ts-expect-error a misspelt column of a table
  columnOf('stations', 'sate'),
];

test('what was published by name is read by name: fixed point undone, times in ms UTC, missing as null', () => {
  const names = TOPICS.wind.columns.map(({ name }) => name);
  const table = new KeyedTable(names.length);
  // The order in which a producer names its columns does not matter.
  const { key, time, ...rest } = wind;
  table.upsert(
    batchOf(
      [
        { time, ...rest, key },
        { ...wind, key: 3, speed: null },
      ],
      names,
    ).batch,
    1,
  );
  const read = { key: 7, speed: 2.9, direction: 315, temperature: -1.2, humidity: null, time: Date.UTC(2026, 2, 1) };
  assert.deepEqual(readRows('wind', table), [{ ...read, key: 3, speed: null }, read]);
  assert.deepEqual(readRowOf('wind', table, 7), read);
  assert.equal(readRowOf('wind', table, 8), null);
  assert.equal(readRowOf('wind', undefined, 7), null);
  assert.deepEqual(readRows('wind', null), []);
  assert.equal(table.get(7, columnOf('wind', 'direction')), 315);
  assert.deepEqual([isColumnOf('wind', 'speed'), isColumnOf('wind', 'aqi')], [true, false]);
});
