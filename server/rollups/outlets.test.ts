import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startStore, type TestStore } from '../../test/harness/mod.ts';
import { STATIONS_OF_TEST, OutletOracle, type OutletReading } from '../../test/oracle/outlets-oracle.ts';
import { computeDay } from './days.ts';
import { computeHours } from './hours.ts';
import { nextChunk } from './next-chunk.ts';
import { DirtyPeriods } from './dirty-periods.ts';

const ZONE = 'Asia/Shanghai';
/** A whole civil day of the past, 16:00 UTC to 16:00 UTC. */
const DAY = Date.UTC(2026, 10, 20, 16) / 1000;
const NOW = (DAY + 30 * 3600) * 1000;

let server: TestStore;
let sequence = 0;
const history: OutletReading[] = [];
before(async () => {
  server = await startStore();
  await server.store.insert(
    'stations',
    ['station', 'device', 'kind', 'basis', 'period', 'outlet', 'version'],
    STATIONS_OF_TEST.map((s) => [s.id, `D${s.id}`, 6, s.basis, s.period, s.outlet, 1]),
  );
  await server.store.insert(
    'stack_gas',
    ['station', 'reference_oxygen', 'as_measured', 'retired', 'version'],
    STATIONS_OF_TEST.filter((s) => s.outlet === 'stack').map((s) => [s.id, s.reference, s.asMeasured ? 1 : 0, 0, 1]),
  );
});
after(() => server.stop());

async function say(readings: readonly Omit<OutletReading, 'sequence'>[]): Promise<void> {
  const rows = readings.map((reading) => ({ ...reading, sequence: (sequence += 1) }));
  history.push(...rows);
  await server.store.insert(
    'readings',
    ['station', 'factor', 'statistic', 'time', 'value', 'flag', 'first', 'last', 'received'],
    rows.map((r) => [
      r.station,
      r.factor,
      r.statistic,
      r.time,
      (r.value / 1e6).toFixed(6),
      r.flag.charCodeAt(0),
      r.sequence,
      r.sequence,
      NOW,
    ]),
  );
  const touched = new Map(rows.map((r) => [`${Math.floor(r.time / 3600)} ${r.station} ${r.factor}`, r]));
  await server.store.insert(
    'touched',
    ['span', 'start', 'station', 'factor', 'head', 'done', 'at'],
    [...touched.values()].map((r) => [1, r.time - (r.time % 3600), r.station, r.factor, sequence, 0, NOW / 1000]),
  );
}

/** The jobs until nothing is due, from what the store holds, as after a start. */
async function compute(): Promise<void> {
  const touched = new DirtyPeriods(100_000);
  await touched.load(server.store);
  const registry = { station: (id: number) => STATIONS_OF_TEST.find((s) => s.id === id) } as never;
  for (
    let chunk = nextChunk({ dirtyPeriods: touched, registry, openFrom: DAY + 86_400, parts: 2_000 });
    chunk !== null;
    chunk = nextChunk({ dirtyPeriods: touched, registry, openFrom: DAY + 86_400, parts: 2_000 })
  ) {
    await computeHours(server.store, touched, chunk, ZONE, NOW);
  }
  touched.addDay(DAY);
  await computeDay(server.store, touched, DAY, ZONE, NOW, 3);
}

const hoursNow = (): Promise<unknown[]> =>
  server.store.rows(
    'history',
    `SELECT toUnixTimestamp(hour) AS hour, station, factor, toString(value) AS value, count, expected, valid, origin,
      withheld, compared, toString(said) AS said,
  toString(recomputed) AS recomputed, mismatch FROM outlet_hours_now FINAL ORDER BY hour, station, factor`,
  );
const daysNow = (): Promise<unknown[]> =>
  server.store.rows(
    'history',
    `SELECT station, factor, toString(value) AS value, count, expected, valid, weighting
      FROM outlet_days_now FINAL ORDER BY station, factor`,
  );

test(
  'folded hours and days, flow-weighted days equal the brute-force oracle (HJ 212-2017 D, GB 13271-2014 5.2)',
  { timeout: 120_000 },
  async () => {
    const twin = new OutletOracle(DAY);
    await say(twin.day());
    await compute();
    assert.deepEqual(await hoursNow(), twin.hours(history));
    assert.deepEqual(await daysNow(), twin.days(history));
    const rows = (await hoursNow()) as { origin: number; withheld: number; mismatch: number; valid: number }[];
    for (const origin of [1, 2, 3])
      assert.ok(
        rows.some((row) => row.origin === origin),
        `origin ${origin} occurs`,
      );
    assert.ok(
      rows.some(({ withheld }) => withheld > 0) &&
        rows.some(({ mismatch }) => mismatch === 1) &&
        rows.some(({ valid }) => valid === 0),
      'guard, finding and an invalid hour occur',
    );
    const days = (await daysNow()) as { weighting: number; valid: number }[];
    assert.ok([1, 2].every((weighting) => days.some((day) => day.weighting === weighting)));

    // Late and corrected values, an oxygen among them: only what they touch gets another version, and the day follows.
    const before = Number(
      (await server.store.rows<{ n: string }>('history', 'SELECT toString(count()) AS n FROM outlet_hours'))[0]!.n,
    );
    await say(twin.corrections());
    await compute();
    assert.deepEqual(await hoursNow(), twin.hours(history));
    assert.deepEqual(await daysNow(), twin.days(history));
    const [count] = await server.store.rows<{ n: string; reasons: string[] }>(
      'history',
      'SELECT toString(count()) AS n, arraySort(groupUniqArray(toString(reason))) AS reasons FROM outlet_hours',
    );
    assert.ok(Number(count!.n) - before <= 8, `${Number(count!.n) - before} new versions`);
    assert.deepEqual(count!.reasons, ['corrected', 'late']);

    // Asked again with nothing new: not a row more.
    await compute();
    assert.equal(
      (await server.store.rows<{ n: string }>('history', 'SELECT toString(count()) AS n FROM outlet_hours'))[0]!.n,
      count!.n,
    );
  },
);
