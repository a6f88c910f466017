import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startStore, type TestStore } from '../harness/mod.ts';
import { FACTOR } from '../../streams/contracts/codes.ts';
import { STATION_KINDS } from '../../streams/contracts/pack.ts';
import { STATISTICS } from '../../streams/contracts/reading.ts';
import { meanMicro } from '../../server/recompute/mod.ts';
import { loadQuery } from '../../server/platform/store/mod.ts';
import { levelOf } from './hours-oracle.ts';
import { insertReadings, insertStations } from './rolling-oracle.ts';

/** The energy of a sound level is capped at 130 dB on every path: an hour at 150 dB is an hour at 130 dB. */
const STATION = 1;
const HOUR = Date.parse('2026-11-22T04:00:00Z') / 1000;
const LEVELS = Array.from({ length: 12 }, (_, i) => (i % 2 === 0 ? 150_000_000 : 60_000_000));
/** Half of the energy of 130 dB. */
const EXPECTED = 126_990_000;

let server: TestStore;
before(async () => {
  server = await startStore();
  await insertStations(server.store, [
    { id: STATION, kind: STATION_KINDS.site_dust, basis: STATISTICS.rtd, period: 300, county: 1, township: 1 },
  ]);
  await insertReadings(
    server.store,
    LEVELS.map((micro, i) => ({
      station: STATION,
      factor: FACTOR.noise,
      statistic: STATISTICS.rtd,
      time: HOUR + i * 300,
      value: micro,
      flag: 'N',
      sequence: i + 1,
    })),
  );
});
after(() => server.stop());

test('the recomputation of audit and drawer, and the oracle', () => {
  assert.equal(meanMicro(FACTOR.noise, LEVELS), EXPECTED);
  assert.equal(Number(levelOf(LEVELS.map(BigInt))), EXPECTED);
});

test('hours, days and five-minute means in the engine', async () => {
  const { store } = server;
  const due = (span: number, start: number): unknown[] => [span, start, STATION, FACTOR.noise, 9, 0, HOUR];
  const day = Date.parse('2026-11-21T16:00:00Z') / 1000;
  await store.insert(
    'touched',
    ['span', 'start', 'station', 'factor', 'head', 'done', 'at'],
    [due(1, HOUR), due(2, day)],
  );
  const rules = { directions: [FACTOR.windDirection], levels: [FACTOR.noise] };
  const range = { from: HOUR, to: HOUR, first: 0, last: 9, head: 9, now: HOUR + 4000 };
  await store.command('history', loadQuery('rollups/hours'), {
    ...{ ...range, ...rules, ofHours: [], witnesses: [], powers: [], running: 10, markedHour: 900 },
  });
  await store.command('history', loadQuery('rollups/hours-now'), range);
  await store.command('history', loadQuery('rollups/days'), {
    ...{ ...range, ...rules, day: '2026-11-22', start: day, end: day + 86_400 },
  });
  const micro = async (table: string): Promise<unknown> =>
    (await store.columns('history', `SELECT toString(reinterpretAsInt64(${table}.value)) FROM ${table}`))[0];
  assert.deepEqual(await micro('hours'), [String(EXPECTED)]);
  assert.deepEqual(await micro('days'), [String(EXPECTED)]);
  const means = await store.rows<{ value: string }>('history', loadQuery('history/series-5m'), {
    ...{ station: STATION, factor: FACTOR.noise, statistic: STATISTICS.rtd, from: HOUR, to: HOUR + 600, limit: 9 },
    ...rules,
  });
  assert.deepEqual(
    means.map(({ value }) => Number(value)),
    [130, 60],
  );
});

test('minutes of the live windows in the engine', async () => {
  const rows = await server.store.rows<{ sum: string }>(
    'window',
    loadQuery('windows/minutes').replace('INSERT INTO minutes', ''),
    { ...{ since: HOUR, until: HOUR + 60, late: 0, seen: 0, version: 1 } },
  );
  assert.deepEqual(
    rows.map(({ sum }) => sum),
    ['10000000000000000'],
  );
});
