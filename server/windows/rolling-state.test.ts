import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startStore, type TestStore } from '../../test/harness/mod.ts';
import { tickInstantOf, type TickInstant } from './tick-instant.ts';
import { openRollingState, type RollingState } from './rolling-state.ts';
import {
  insertReadings,
  insertStations,
  meanOf,
  rollingOracle,
  type TestReading,
  type TestStation,
} from '../../test/oracle/rolling-oracle.ts';

let server: TestStore;
before(async () => {
  server = await startStore();
});
after(() => server.stop());

/** A small generator of its own, so that a failure names its seed. */
function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

async function rollingOf(tick: number): Promise<unknown[]> {
  return server.store.rows(
    'window',
    `SELECT station, factor, folded, toString(sum1) AS sum1, count1, toString(mean1) AS mean1, closed,
    toUnixTimestamp(last_time) AS last_time, toString(last_value) AS last_value, char(last_flag) AS last_flag
    FROM rolling WHERE tick = {tick:UInt32} ORDER BY station, factor, folded`,
    { tick },
  );
}

/** As a tick without one before it does. */
async function rollAt(state: RollingState, instant: TickInstant): Promise<void> {
  await state.prepare(instant);
  await state.roll(instant);
}

const wipe = async (): Promise<void> => {
  for (const table of [
    'readings',
    'recent',
    'late_touches',
    'minutes',
    'minute_closings',
    'buckets',
    'base',
    'base_hours',
    'rolling',
    'stations',
  ]) {
    await server.store.command('window', `TRUNCATE TABLE ${table}`);
  }
};

for (const seed of [1, 2]) {
  test(
    `rolling 1 h equals the oracle over a random history with late, repeated, ` + `corrected readings (seed ${seed})`,
    async () => {
      await wipe();
      const random = chance(seed);
      const stations: TestStation[] = [
        { id: 1, kind: 1, basis: 1, period: 60 },
        { id: 2, kind: 2, basis: 1, period: 30 },
        { id: 3, kind: 4, basis: 10, period: 60 },
        { id: 4, kind: 6, basis: 1, period: 300 },
      ];
      await insertStations(server.store, stations);
      const end = Math.floor(Date.now() / 1000) - 7200 - seed * 137;
      const begin = end - 5400;
      const history: TestReading[] = [];
      let sequence = 1000;
      let state = await openRollingState(server.store);
      let compared = 0;
      for (let now = begin; now <= end; now += 20 + Math.floor(random() * 500)) {
        const batch: TestReading[] = [];
        for (let i = 0; i < 40; i += 1) {
          const station = stations[Math.floor(random() * stations.length)]!;
          const statistic =
            station.basis === 10 ? (random() < 0.8 ? 10 : 1) : station.kind === 6 && random() < 0.5 ? 2 : 1;
          const late = random() < 0.2 ? Math.floor(random() * 4000) : Math.floor(random() * 120);
          const flag = random() < 0.8 ? 'N' : random() < 0.5 ? 'T' : 'D';
          sequence += 1;
          batch.push({
            station: station.id,
            factor: 1 + Math.floor(random() * 2),
            statistic,
            time: Math.floor((now - late) / 30) * 30,
            value: Math.floor(random() * 7) * 500_000 - 1_000_001,
            flag,
            sequence,
          });
        }
        // A frame sent again: the same reading under a newer sequence must undo no correction.
        for (let i = 0; i < 6 && history.length > 0; i += 1) {
          const again = history[Math.floor(random() * history.length)]!;
          sequence += 1;
          batch.push({ ...again, sequence });
        }
        await insertReadings(server.store, batch);
        history.push(...batch);
        if (random() < 0.15) state = await openRollingState(server.store);
        const instant = tickInstantOf(now * 1000);
        await rollAt(state, instant);
        assert.deepEqual(
          await rollingOf(instant.tick),
          rollingOracle(stations, history, now),
          `seed ${seed}, ${new Date(now * 1000).toISOString()}`,
        );
        compared += 1;
      }
      assert.ok(compared > 12);
    },
  );
}

test("a late reading reopens a closed bucket by the engine's own mark", async () => {
  await wipe();
  await insertStations(server.store, [{ id: 1, kind: 1, basis: 1, period: 60 }]);
  const now = Math.floor(Date.now() / 1000);
  const history: TestReading[] = Array.from({ length: 50 }, (_, i) => ({
    station: 1,
    factor: 1,
    statistic: 1,
    time: now - 60 * (i + 1),
    value: 1_000_000,
    flag: 'N',
    sequence: i + 1,
  }));
  await insertReadings(server.store, history);
  const state = await openRollingState(server.store);
  await rollAt(state, tickInstantOf(now * 1000));
  const late = [{ station: 1, factor: 1, statistic: 1, time: now - 1900, value: 9_000_000, flag: 'N', sequence: 900 }];
  await insertReadings(server.store, late);
  const next = tickInstantOf((now + 5) * 1000);
  const work = await state.prepare(next);
  await state.roll(next);
  assert.equal(work.reopened, true);
  assert.deepEqual(
    await rollingOf(next.tick),
    rollingOracle([{ id: 1, kind: 1, basis: 1, period: 60 }], [...history, ...late], now + 5),
  );
});

test(
  'GB 3095-2026 Table 4: 8-h and 24-h means rest on hours; the last closed hour ' + 'stands in for a thin rolling hour',
  async () => {
    await wipe();
    const random = chance(9);
    const stations: TestStation[] = Array.from({ length: 12 }, (_, i) => ({
      id: i + 1,
      kind: 1,
      basis: 1,
      period: 60,
    }));
    await insertStations(server.store, stations);
    const hour = Math.floor(Date.now() / 3_600_000) * 3600 - 7200;
    /** Hour values by station and hours back; some invalid, some missing, of odd stations few. */
    const values = new Map<string, number>();
    const rows: unknown[][] = [];
    for (const { id } of stations) {
      for (let back = 1; back <= 30; back += 1) {
        if (random() < (id % 2 ? 0.3 : 0.05)) continue;
        const valid = random() > 0.05;
        const value = Math.floor(random() * 90e6);
        rows.push([
          hour - back * 3600,
          id,
          1,
          1,
          (value / 1e6).toFixed(6),
          ((value * 60) / 1e6).toFixed(6),
          60,
          60,
          valid ? 1 : 0,
          0,
          1,
          1,
          'closed',
          0,
        ]);
        if (valid) values.set(`${id}/${back}`, value);
      }
    }
    await server.store.command('window', 'TRUNCATE TABLE hours_now');
    await server.store.insert(
      'hours_now',
      [
        'hour',
        'station',
        'factor',
        'version',
        'value',
        'sum',
        'count',
        'expected',
        'valid',
        'over',
        'origin',
        'head',
        'reason',
        'computed',
      ],
      rows,
    );
    // Stations 1..6 report until now, the others fell silent before the hour began.
    const history: TestReading[] = [];
    for (const { id } of stations.slice(0, 6))
      for (let i = 0; i < 110; i += 1) {
        history.push({
          station: id,
          factor: 1,
          statistic: 1,
          time: hour - 3480 + i * 60,
          value: Math.floor(random() * 90e6),
          flag: random() < 0.97 ? 'N' : 'D',
          sequence: history.length + 1,
        });
      }
    await insertReadings(server.store, history);
    const state = await openRollingState(server.store);
    for (const minute of [20, 44, 50]) {
      const now = hour + minute * 60 + 7;
      await rollAt(state, tickInstantOf(now * 1000));
      const found = await server.store.rows<Record<string, unknown>>(
        'window',
        `SELECT station, toString(mean1) AS mean1, closed, toString(mean8) AS mean8, toString(mean24) AS mean24
      FROM rolling WHERE tick = {tick:UInt32} ORDER BY station`,
        { tick: tickInstantOf(now * 1000).tick },
      );
      const wanted = stations.flatMap(({ id }) => {
        const open = history
          .filter((r) => r.station === id && r.time >= hour && r.time < now && r.flag === 'N')
          .map((r) => BigInt(r.value));
        const openMean =
          open.length >= 45
            ? [
                meanOf(
                  open.reduce((a, b) => a + b, 0n),
                  BigInt(open.length),
                ),
              ]
            : [];
        const mean = (closed: number, least: number): string | null => {
          const parts = [
            ...openMean,
            ...Array.from({ length: closed }, (_, i) => values.get(`${id}/${i + 1}`))
              .filter((v) => v !== undefined)
              .map(BigInt),
          ];
          return parts.length >= least
            ? String(
                meanOf(
                  parts.reduce((a, b) => a + b, 0n),
                  BigInt(parts.length),
                ),
              )
            : null;
        };
        const own = rollingOracle(stations, history, now).find((r) => (r as { station: number }).station === id) as
          { mean1: string | null } | undefined;
        const last = values.get(`${id}/1`);
        if (
          own === undefined &&
          !Array.from({ length: 23 }, (_, i) => i + 1).some((back) => values.has(`${id}/${back}`))
        )
          return [];
        const isClosed = (own?.mean1 ?? null) === null && last !== undefined;
        return [
          {
            station: id,
            mean1: isClosed ? String(last) : (own?.mean1 ?? null),
            closed: isClosed ? 1 : 0,
            mean8: mean(7, 6),
            mean24: mean(23, 20),
          },
        ];
      });
      assert.deepEqual(found, wanted, `minute ${minute}`);
      for (const name of ['mean8', 'mean24'] as const)
        assert.ok(wanted.some((w) => w[name] === null) && wanted.some((w) => w[name] !== null), name);
    }
  },
);
