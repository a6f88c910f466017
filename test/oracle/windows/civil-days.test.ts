import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DateTime } from 'luxon';
import { READING_COLUMNS, ReadingRows } from '../../../server/ingest/internal.ts';
import { DirtyPeriods, DirtyPeriodBatch } from '../../../server/rollups/mod.ts';
import { startStore, type TestStore } from '../../harness/mod.ts';
import { computeDueDays, computeDueHours } from './compute-due.ts';

/**
 * Days of civil time by the real jobs: midnights, ends of months and years, leap days, and days of 23 and 25 hours in
 * cities that change their clocks.
 */
let server: TestStore;
before(async () => {
  server = await startStore();
});
after(() => server.stop());

const HOUR = 3600;
/** `missing`: hours of the middle day that never came. */
const CASES: readonly (readonly [
  zone: string,
  day: string,
  hours: number,
  missing: number,
  valid: 0 | 1,
  why: string,
])[] = [
  ['Asia/Shanghai', '2026-11-24', 24, 4, 1, 'an ordinary midnight, 20 hours'],
  ['Asia/Shanghai', '2026-11-24', 24, 5, 0, 'an ordinary midnight, 19 hours'],
  ['Asia/Shanghai', '2026-10-31', 24, 0, 1, 'the end of a month'],
  ['Asia/Shanghai', '2025-12-31', 24, 0, 1, 'the end of a year'],
  ['Asia/Shanghai', '2026-02-28', 24, 0, 1, 'the end of February, the last day of HJ 633-2012'],
  ['Asia/Shanghai', '2024-02-29', 24, 0, 1, 'a leap day'],
  ['Europe/Berlin', '2026-03-29', 23, 3, 1, 'a day of 23 hours, 20 of them'],
  ['Europe/Berlin', '2026-03-29', 23, 4, 0, 'a day of 23 hours, 19 of them'],
  ['Europe/Berlin', '2026-10-25', 25, 4, 1, 'a day of 25 hours, 21 of them'],
  ['Europe/Berlin', '2026-10-25', 25, 5, 0, 'a day of 25 hours, 20 of them: less than five sixths'],
  ['America/New_York', '2026-11-01', 25, 0, 1, 'a day of 25 hours west of Greenwich'],
  ['America/New_York', '2024-12-31', 24, 0, 1, 'the end of a leap year west of Greenwich'],
  ['Asia/Kolkata', '2026-08-31', 24, 0, 1, 'a zone of half hours'],
];

for (const [i, [zone, day, length, missing, valid, why]] of CASES.entries()) {
  /** Each case has a station of its own. */
  const station = i + 1;
  test(`${zone} ${day}: ${why}`, async () => {
    await server.store.insert(
      'stations',
      ['station', 'device', 'kind', 'basis', 'period', 'version'],
      [[station, `S${station}`, 1, 20, 3600, 1]],
    );
    const middle = DateTime.fromISO(day, { zone });
    const [from, begin, end, until] = [
      middle.minus({ days: 1 }),
      middle,
      middle.plus({ days: 1 }),
      middle.plus({ days: 2 }),
    ].map((at) => Math.floor(at.toSeconds())) as [number, number, number, number];
    assert.equal((end - begin) / HOUR, length);
    // Whole hours of UTC, each belonging to the civil day in which it begins.
    const hours = Array.from(
      { length: Math.ceil((until - from) / HOUR) + 1 },
      (_, i) => Math.ceil(from / HOUR) * HOUR + i * HOUR,
    ).filter((hour) => hour < until);
    const rows = new ReadingRows();
    const touches = new DirtyPeriodBatch();
    const wanted = new Map<string, bigint[]>();
    let left = missing;
    for (const hour of hours) {
      if (hour >= begin && hour < end && left > 0) {
        left -= 1;
        continue;
      }
      const value = ((hour / HOUR) % 1000) * 1_000_000 + 1;
      rows.append({
        station,
        factor: 1,
        statistic: 20,
        time: hour * 1000,
        value,
        flag: 'N',
        sequence: 1,
        received: hour * 1000,
      });
      touches.hour(hour, station, 1);
      const civil = DateTime.fromSeconds(hour, { zone }).toISODate()!;
      wanted.set(civil, [...(wanted.get(civil) ?? []), BigInt(value)]);
    }
    await server.store.insertBinary('readings', READING_COLUMNS, rows.bytes());
    const touched = new DirtyPeriods(10_000);
    await touches.write(server.store, touched, 1, until * 1000);
    const due = {
      store: server.store,
      touched,
      registry: { station: () => ({ basis: 20, period: 3600 }) as never },
      zone,
    };
    // A second before the day may be closed, then when it may.
    await computeDueHours({ ...due, now: end + 599 });
    await computeDueDays({ ...due, now: end + 599 });
    const [early] = await server.store.rows<{ n: string }>(
      'history',
      'SELECT toString(count()) AS n FROM days_now FINAL WHERE day = {day:Date} AND station = {station:UInt32}',
      { day, station },
    );
    assert.equal(early?.n, '0', 'the day is not closed before its grace has passed');
    await computeDueHours({ ...due, now: until + 3600 });
    await computeDueDays({ ...due, now: until + 3600 });
    const found = await server.store.rows<{ day: string; sum: string; count: number; expected: number; valid: number }>(
      'history',
      `SELECT toString(day) AS day, toString(reinterpretAsInt128(days_now.sum)) AS sum, count, expected, valid
        FROM days_now FINAL WHERE station = {station:UInt32} ORDER BY day`,
      { station },
    );
    assert.deepEqual(
      found.map((row) => [row.day, row.sum, row.count]),
      [...wanted].map(([civil, values]) => [civil, String(values.reduce((a, b) => a + b, 0n)), values.length]),
    );
    const row = found.find((entry) => entry.day === day)!;
    assert.deepEqual([row.expected, row.count, row.valid], [length, length - missing, valid]);
  });
}
