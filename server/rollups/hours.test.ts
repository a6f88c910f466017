import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { startNats, startStore, type TestNats, type TestStore } from '../../test/harness/mod.ts';
import { factorById } from '../../streams/contracts/factors.ts';
import { formatMicro } from '../../streams/contracts/reading.ts';
import { oracleOf, type Observation, type OracleRow } from '../../test/oracle/hours-oracle.ts';
import { hj212, openCity, station, ZONE, type TestCity } from '../../test/fixtures/test-city.ts';

/** 12:30 in the city: 21 November has ended there at 16:00 UTC. */
const NOW = Date.UTC(2026, 10, 22, 4, 30);
const STATIONS = [
  station(1, { period: 300, factors: ['a34004', 'a01008', 'a01001'] }),
  station(2, { period: 300, basis: 'minute', factors: ['a34004', 'LA'] }),
  station(3, { period: 3600, basis: 'hour', factors: ['a34004'] }),
];
const TWINS = [
  { id: 1, basis: 1, period: 300 },
  { id: 2, basis: 10, period: 300 },
  { id: 3, basis: 20, period: 3600 },
];
const CN: Readonly<Record<number, string>> = { 1: '2011', 10: '2051', 20: '2061', 30: '2031' };
const TABLES = [
  'readings',
  'touched',
  'generations',
  'ingest_position',
  'hours',
  'hours_now',
  'days',
  'days_now',
  'quality',
  'quality_latest',
];

let broker: TestNats;
let server: TestStore;
let city: TestCity;
before(async () => {
  [broker, server] = await Promise.all([startNats(), startStore()]);
  city = await openCity({ natsUrl: broker.url, store: server.store, stations: STATIONS, now: NOW });
});
after(async () => {
  await city?.close();
  await broker.stop();
  await server.stop();
});

const COLUMNS = `station, factor, toString(value) AS value, toString(sum) AS sum, count, expected, valid,
  toString(low) AS low, toString(high) AS high, over, origin`;
const hoursNow = (): Promise<OracleRow[]> =>
  server.store.rows(
    'history',
    `SELECT toString(hour) AS start, ${COLUMNS} FROM hours_now FINAL ORDER BY start, station, factor`,
  );
const daysNow = (): Promise<OracleRow[]> =>
  server.store.rows(
    'history',
    `SELECT toString(day) AS start, ${COLUMNS} FROM days_now FINAL ORDER BY start, station, factor`,
  );
const send = (said: Observation): Promise<number> =>
  city.send(
    hj212({
      device: `DEV${said.station}`,
      time: said.time * 1000,
      cn: CN[said.statistic]!,
      values: { [factorById(said.factor)!.code]: [formatMicro(said.micro), said.flag] },
    }),
    `DEV${said.station}`,
  );

async function empty(): Promise<void> {
  for (const table of TABLES) await server.store.command('write', `TRUNCATE TABLE ${table}`);
  await city.manager.streams.purge('FRAMES');
}

const at = (day: number, hour: number, minute = 0): number => Date.UTC(2026, 10, day, hour, minute) / 1000;
const slot = fc.record(
  {
    hour: fc.constantFrom(at(20, 15), at(20, 16), at(21, 3), at(21, 15), at(21, 16), at(22, 3), at(22, 4)),
    part: fc.integer({ min: 0, max: 11 }),
  },
  { noNullPrototype: true },
);
const micro = (factor: number): fc.Arbitrary<number> =>
  factor === 24
    ? fc.integer({ min: 0, max: 3_600 }).map((tenths) => tenths * 100_000)
    : factor === 90
      ? fc.integer({ min: 300, max: 900 }).map((tenths) => tenths * 100_000)
      : factor === 20
        ? fc.integer({ min: -3, max: 3 })
        : fc.integer({ min: 0, max: 999_999_999 });
const said = fc
  .tuple(
    slot,
    fc.constantFrom([1, 1, 1], [1, 24, 1], [1, 20, 1], [2, 1, 10], [2, 90, 10], [1, 1, 20], [2, 1, 20]) as fc.Arbitrary<
      [number, number, number]
    >,
  )
  .chain(([{ hour, part }, [id, factor, statistic]]) =>
    fc.record(
      {
        station: fc.constant(id),
        factor: fc.constant(factor),
        statistic: fc.constant(statistic),
        time: fc.constant(statistic === 20 ? hour : hour + part * 300),
        micro: micro(factor),
        flag: fc.constantFrom('N', 'N', 'N', 'N', 'T', 'D'),
      },
      { noNullPrototype: true },
    ),
  );
const reported = fc
  .tuple(fc.constantFrom(3, 3, 3, 1), fc.integer({ min: 0, max: 25 }), micro(1), fc.constantFrom(20, 20, 20, 20, 30))
  .map(([id, hour, value, statistic]): Observation => ({
    station: id,
    factor: 1,
    statistic,
    time: statistic === 30 ? at(20, 16) : at(20, 16) + hour * 3600,
    micro: Math.max(0, value),
    flag: 'N',
  }));
/** Whole hours so that many are valid, loose values, reports; some said again, some corrected; in any order. */
const history = fc
  .tuple(
    fc
      .array(
        fc.tuple(
          slot,
          fc.constantFrom([1, 1, 1], [1, 24, 1], [2, 90, 10]) as fc.Arbitrary<[number, number, number]>,
          fc.array(fc.integer({ min: 0, max: 900 }), { minLength: 8, maxLength: 12 }),
        ),
        { maxLength: 6 },
      )
      .map((full) =>
        full.flatMap(([{ hour }, [id, factor, statistic], values]) =>
          values.map((value, part): Observation => ({
            station: id,
            factor,
            statistic,
            time: hour + part * 300,
            micro: (factor === 24 ? value % 360 : factor === 90 ? 30 + (value % 60) : value) * 1_000_000,
            flag: 'N',
          })),
        ),
      ),
    fc.array(said, { maxLength: 60 }),
    fc.array(reported, { maxLength: 60 }),
  )
  .chain(([full, loose, reports]) => {
    const all: Observation[] = [...full, ...loose, ...reports];
    return fc.tuple(
      fc.shuffledSubarray(all, { minLength: all.length }),
      fc.subarray(all),
      fc.array(fc.integer({ min: 0, max: 2000 }), { minLength: 3, maxLength: 3 }),
    );
  });

test(
  'hours and days equal the brute-force oracle: late, repeated and corrected readings, restarts',
  { timeout: 240_000 },
  async () => {
    const runs = Number(process.env['GUANLAN_TEST_RUNS'] ?? 6);
    let versions = 0;
    await fc.assert(
      fc.asyncProperty(history, fc.infiniteStream(fc.nat({ max: 99 })), async ([order, again, cuts], dice) => {
        await empty();
        const sent: Observation[] = [];
        const roll = (): number => dice.next().value as number;
        const cut = cuts.map((c) => c % (order.length + 1)).sort((a, b) => a - b);
        let ingest = await city.ingest({ batchReadings: 40, hourParts: 100, dayStations: 2 });
        for (let i = 0; i <= order.length; i += 1) {
          if (cut.includes(i)) {
            if (roll() < 60) await city.settled();
            if (roll() < 40) await city.computed();
            if (roll() < 60) {
              await ingest.close();
              ingest = await city.ingest({ batchReadings: 1 + roll(), hourParts: 20 + roll(), dayStations: 1 });
            }
          }
          const next = order[i];
          if (next === undefined) break;
          sent.push(next);
          await send(next);
          const repeated = again[i % Math.max(1, again.length)];
          if (repeated !== undefined && roll() < 8) {
            sent.push(repeated);
            await send(repeated);
          }
          if (roll() < 5) {
            const corrected: Observation = {
              ...next,
              micro: next.factor === 1 ? 777_777_777 : 45_000_001 - (next.factor === 20 ? 90_000_002 : 1),
            };
            sent.push(corrected);
            await send(corrected);
          }
        }
        await city.settled();
        await city.computed();
        const expected = oracleOf(TWINS, sent, ZONE, { hour: NOW / 1000, day: NOW / 1000 });
        assert.deepEqual(await hoursNow(), expected.hours);
        assert.deepEqual(await daysNow(), expected.days);
        const [count] = await server.store.rows<{ torn: string; more: string }>(
          'history',
          `
      SELECT toString(countIf(newest != last_version OR kept != last_version)) AS torn,
        toString(countIf(last_version > 1)) AS more FROM (
        SELECT hour, station, factor, uniqExact(version) AS kept, max(version) AS newest FROM hours
          GROUP BY hour, station, factor) AS a
      INNER JOIN (SELECT hour, station, factor, version AS last_version
        FROM hours_now FINAL) AS b USING (hour, station, factor)`,
        );
        assert.equal(count?.torn, '0', 'every version is kept and the latest is the one shown');
        versions += Number(count?.more);
        await ingest.close();
      }),
      { numRuns: runs, endOnFailure: true },
    );
    assert.ok(runs < 5 || versions > 0, 'some hours were computed again');
  },
);

test('an hour names why it has another version: late parts, then a correction', async () => {
  await empty();
  const ingest = await city.ingest();
  const reading = (part: number, value: number): Observation => ({
    station: 1,
    factor: 1,
    statistic: 1,
    time: at(22, 3) + part * 300,
    micro: value * 1_000_000,
    flag: 'N',
  });
  for (let part = 0; part < 8; part += 1) await send(reading(part, 10));
  await city.settled();
  await city.computed();
  await send(reading(8, 19));
  await city.settled();
  await city.computed();
  await send(reading(8, 28));
  await send(reading(8, 19));
  await city.settled();
  await city.computed();
  assert.deepEqual(
    await server.store.rows(
      'history',
      `SELECT version, toString(value) AS value, count, valid, toString(reason) AS reason FROM hours FINAL
        ORDER BY version`,
    ),
    [
      { version: 1, value: '10', count: 8, valid: 0, reason: 'closed' },
      { version: 2, value: '11', count: 9, valid: 1, reason: 'late' },
      { version: 3, value: '12', count: 9, valid: 1, reason: 'corrected' },
    ],
  );
  await ingest.close();
});

test('what a late reading costs is proportional to what it touches', async () => {
  await empty();
  const ingest = await city.ingest();
  for (let hour = 0; hour < 24; hour += 1)
    for (let part = 0; part < 12; part += 4)
      await send({
        station: 1,
        factor: 1,
        statistic: 1,
        time: at(21, 0) + hour * 3600 + part * 300,
        micro: hour * 1_000_000,
        flag: 'N',
      });
  await city.settled();
  await city.computed();
  const count = async (): Promise<string> =>
    (await server.store.rows<{ n: string }>('history', 'SELECT toString(count()) AS n FROM hours FINAL'))[0]!.n;
  const before = Number(await count());
  await send({ station: 1, factor: 1, statistic: 1, time: at(21, 7, 55), micro: 99_000_000, flag: 'N' });
  await city.settled();
  await city.computed();
  assert.equal(Number(await count()), before + 1);
  await ingest.close();
});
