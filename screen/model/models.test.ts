import assert from 'node:assert/strict';
import test from 'node:test';
import { emptyRow, tableOf } from '../../streams/live/internal.ts';
import { readRows, toLiveTime, type PublishedRow, type RowOf } from '../../streams/live/mod.ts';
import { airNow, stationPeriod } from './air-now.ts';
import { lastHours, rhythm } from './city-hours.ts';
import { civilDay, dayCalendar } from './day-calendar.ts';
import { airLevel } from './levels.ts';
import { readIngestRate } from './ingest-rate.ts';
import { cityWeather } from './weather.ts';

const HOUR = 3_600_000;
const now = Date.UTC(2026, 10, 22, 7, 24, 7);

test('HJ 633-2026 Annex A: the bounds belong to the better level', () => {
  assert.deepEqual(
    [0, 50, 51, 100, 101, 150, 151, 200, 201, 300, 301, 500].map(airLevel),
    [1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6],
  );
  assert.equal(airLevel(null), null);
});

test('the one AQI: closed hour first; a stale one gives way to the rolling hour; none is none', () => {
  const row = (fields: Partial<RowOf<'regions'>>): RowOf<'regions'> => ({ ...emptyRow('regions', 1), ...fields });
  assert.equal(airNow(row({ aqi: 111, hour: now - HOUR }), now).kind, 'hour');
  assert.equal(airNow(row({ aqi: 111, hour: now - 3 * HOUR, nowAqi: 90 }), now).kind, 'rolling');
  assert.equal(airNow(row({ aqi: 111, hour: now - 3 * HOUR, nowAqi: 90 }), now, 'hour').aqi, 111);
  assert.equal(airNow(row({ aqi: 111, hour: now - 3 * HOUR }), now).kind, 'hour');
  assert.equal(airNow(row({}), now).kind, 'none');
  assert.equal(airNow(undefined, now).aqi, null);
});

test('the last 24 hours end with the newest closed hour and keep holes as holes', () => {
  const at = (hoursAgo: number): number => toLiveTime(Math.floor(now / HOUR) * HOUR - hoursAgo * HOUR) / 3600;
  const rows = [1, 2, 4].map((n) => ({ ...emptyRow('cityHours', at(n)), aqi: 100 + n, level: 3, pm25: 70 }));
  const hours = lastHours(rows, now);
  assert.equal(hours.length, 24);
  assert.deepEqual(
    hours.slice(-4).map((h) => h.aqi),
    [104, null, 102, 101],
  );
  assert.equal(lastHours(rows.slice(1), now).at(-1)?.aqi, 102);
  assert.equal(rhythm(rows, hours).filter((b) => b.mean !== null).length, 3);
});

test('the calendar: Monday first, a day without a value is not a good day', () => {
  const today = civilDay({ year: 2026, month: 1, day: 9 });
  const day = (d: number): number => civilDay({ year: 2026, month: 1, day: d });
  const calendar = dayCalendar(
    [
      { ...emptyRow('cityDays', day(1)), level: 1 },
      { ...emptyRow('cityDays', day(5)), level: 3 },
    ],
    today,
  );
  assert.deepEqual([calendar.dots.length, calendar.good, calendar.counted], [8, 1, 2]);
  // 1 January 2026 is a Thursday, the 5th a Monday.
  assert.deepEqual(
    [calendar.dots[0]?.line, calendar.dots[0]?.column, calendar.dots[4]?.line, calendar.dots[4]?.column],
    [3, 0, 0, 1],
  );
});

test('the ingest rate: seconds of another minute do not count, silence is a hole', () => {
  const second = Math.floor(now / 1000) * 1000;
  const row = (back: number, frames: number): PublishedRow<'pulse'> => ({
    key: ((second - back * 1000) / 1000) % 60,
    at: toLiveTime(second - back * 1000),
    frames,
    readings: 0,
    lastFrame: 250,
  });
  const seconds = tableOf('pulse', [row(0, 5), row(1, 300), row(2, 320), row(75, 999)]);
  const ingest = readIngestRate(readRows('pulse', seconds), now);
  assert.deepEqual(ingest.bars.slice(-3), [320, 300, 5]);
  assert.ok(!ingest.bars.includes(999));
  assert.equal(ingest.newest, second + 250);
  assert.equal(ingest.rate, 310);
  assert.deepEqual(readIngestRate([], now).newest, null);
});

test('weather: the mean vector, not the mean angle; stale stations do not count', () => {
  const row = (key: number, direction: number, age: number): RowOf<'wind'> => ({
    key,
    speed: 2,
    direction,
    temperature: key,
    humidity: 50,
    time: now - age,
  });
  const weather = cityWeather([row(8, 350, 0), row(10, 10, 0), row(99, 180, 2 * HOUR)], now);
  assert.ok(weather && (weather.direction < 1e-6 || weather.direction > 360 - 1e-6));
  assert.equal(weather.temperature, 9);
  assert.equal(cityWeather([row(1, 1, 2 * HOUR)], now), null);
});

test('an hour stands until the next one is due, any other value for ten minutes', () => {
  const hour = Date.UTC(2026, 10, 22, 7);
  assert.deepEqual(
    [stationPeriod(hour), stationPeriod(hour + 5 * 60_000), stationPeriod(null)],
    [80 * 60_000, 600_000, 600_000],
  );
});
