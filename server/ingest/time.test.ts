import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startNats, startStore, until, type TestNats, type TestStore } from '../../test/harness/mod.ts';
import { QUALITY_CODES } from '../../streams/contracts/codes.ts';
import { hj212, openCity, station, type TestCity } from '../../test/fixtures/test-city.ts';

/** Ten past midnight and half an hour of New Year's Day 2027 in the city. */
const NOW = Date.UTC(2026, 11, 31, 16, 40);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Civil time of the city, UTC+8. */
const civil = (month: number, day: number, hour: number, minute = 0): number =>
  Date.UTC(2026, month - 1, day, hour - 8, minute);

let broker: TestNats;
let server: TestStore;
let city: TestCity;
before(async () => {
  [broker, server] = await Promise.all([startNats(), startStore()]);
  city = await openCity({
    natsUrl: broker.url,
    store: server.store,
    stations: [station(1, { period: 300 }), station(2, { period: 3600, basis: 'hour' })],
    now: NOW,
  });
  await city.ingest({ marksPause: 50 });
});
after(async () => {
  await city?.close();
  await broker.stop();
  await server.stop();
});

const say = (
  id: number,
  time: number,
  value: number,
  received: number,
  cn = id === 2 ? '2061' : '2011',
): Promise<number> =>
  city.send(hj212({ device: `DEV${id}`, time, cn, values: { a34004: [value, 'N'] } }), `DEV${id}`, { received });
async function settled(): Promise<void> {
  await city.settled();
  await city.computed();
}
const hours = (where: string): Promise<Record<string, unknown>[]> =>
  server.store.rows(
    'history',
    `SELECT toString(hour) AS start, toString(value) AS value, count, valid, codes FROM hours_now FINAL
      WHERE ${where} ORDER BY hour`,
  );
const days = (id: number): Promise<Record<string, unknown>[]> =>
  server.store.rows(
    'history',
    `SELECT toString(day) AS day, count, valid, toString(value) AS value FROM days_now FINAL
      WHERE station = ${id} ORDER BY day`,
  );

test('midnight, month, year end: the hour from 23:00 ends the day, the hour from 00:00 begins the next', async () => {
  for (const [month, day] of [
    [11, 30],
    [12, 1],
    [12, 31],
  ] as const) {
    for (let hour = 0; hour < 24; hour += 1)
      await say(
        2,
        civil(month, day, hour),
        month === 12 && day === 1 ? 100 + (hour % 2) : 10 + hour,
        civil(month, day, hour) + HOUR + 5000,
      );
  }
  await settled();
  const at = await hours('station = 2');
  assert.equal(at.at(-1)!['start'], '2026-12-31 15:00:00', 'the last hour of the year, by its start in UTC');
  assert.deepEqual(await days(2), [
    { day: '2026-11-30', count: 24, valid: 1, value: '21.5' },
    { day: '2026-12-01', count: 24, valid: 1, value: '100.5' },
    { day: '2026-12-31', count: 24, valid: 1, value: '21.5' },
  ]);
  // A day later the last hour of November is corrected: its day alone has another version.
  await say(2, civil(11, 30, 23), 57, civil(12, 1, 23));
  await settled();
  assert.deepEqual(
    (await days(2)).map((row) => row['value']),
    ['22.5', '100.5', '21.5'],
  );
  assert.deepEqual(
    await server.store.rows(
      'history',
      `SELECT toString(day) AS day, max(version) AS versions FROM days FINAL WHERE station = 2 GROUP BY day
        ORDER BY day`,
    ),
    [
      { day: '2026-11-30', versions: 2 },
      { day: '2026-12-01', versions: 1 },
      { day: '2026-12-31', versions: 1 },
    ],
  );
});

test('a device a day behind: steady frames are QC_CLOCK; the same hour sent at once is a back-fill', async () => {
  const wrong = civil(12, 10, 8),
    filled = civil(12, 11, 8);
  for (let part = 0; part < 12; part += 1) {
    await say(1, wrong + part * 5 * MINUTE, 20 + part, wrong + part * 5 * MINUTE + 24 * HOUR);
    await say(1, filled + part * 5 * MINUTE, 20 + part, filled + 24 * HOUR + part * 1000);
  }
  await settled();
  const [clock, late] = await hours(
    `station = 1 AND hour IN (toDateTime(${wrong / 1000}), toDateTime(${filled / 1000}))`,
  );
  const bits = (...codes: (keyof typeof QUALITY_CODES)[]): number =>
    codes.reduce((mask, code) => mask | (1 << QUALITY_CODES[code]), 0);
  assert.deepEqual(
    [clock!['valid'], clock!['count'], clock!['codes']],
    [0, 12, bits('QC_CLOCK', 'QC_LATE')],
    'the mean is there, and judges nothing',
  );
  assert.deepEqual([late!['valid'], late!['count'], late!['codes']], [1, 12, bits('QC_LATE')]);
});

test('a clock ahead: two minutes are left out, more than five refused; set back, the later value holds', async () => {
  const hour = civil(12, 12, 8);
  for (let part = 0; part < 12; part += 1)
    await say(1, hour + part * 5 * MINUTE, 20, hour + part * 5 * MINUTE + (part < 2 ? -2 * MINUTE : 3000));
  const rejects = async (): Promise<number> => (await city.manager.streams.info('REJECTS')).state.messages;
  const before = await rejects();
  await say(1, hour + HOUR, 999, hour + HOUR - 6 * MINUTE);
  // The clock jumps back ten minutes and runs over the same instants once more.
  for (const part of [10, 11]) await say(1, hour + part * 5 * MINUTE, 40, hour + HOUR + part * MINUTE);
  await settled();
  const [row] = await hours(`station = 1 AND hour = toDateTime(${hour / 1000})`);
  assert.deepEqual([row!['count'], row!['value'], row!['valid']], [10, '24', 1]);
  assert.equal((Number(row!['codes']) & (1 << QUALITY_CODES.QC_CLOCK)) !== 0, true);
  await until('the refused frame among the rejects', async () => (await rejects()) === before + 1);
  assert.deepEqual(await hours(`station = 1 AND hour = toDateTime(${(hour + HOUR) / 1000})`), []);
});
