import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startStore, type TestStore } from '../../test/harness/mod.ts';
import { momentOf } from './moment.ts';
import { openRollingState } from './rolling-state.ts';
import { insertReadings, insertStations, twinOfRolling, type TestReading, type TestStation } from './rolling-twin.ts';

let server: TestStore;
before(async () => { server = await startStore(); });
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
  return server.store.rows('window', `SELECT station, factor, folded, toString(sum1) AS sum1, count1, toString(mean1) AS mean1, closed,
    toUnixTimestamp(last_time) AS last_time, toString(last_value) AS last_value, char(last_flag) AS last_flag
    FROM rolling WHERE tick = {tick:UInt32} ORDER BY station, factor, folded`, { tick });
}

const wipe = async (): Promise<void> => {
  for (const table of ['readings', 'recent', 'late_touches', 'buckets', 'bucket_closings', 'base', 'base_hours', 'rolling', 'stations']) {
    await server.store.command('window', `TRUNCATE TABLE ${table}`);
  }
};

for (const seed of [1, 2]) {
  test(`rolling 1 h equals the brute-force twin over a random history with late, repeated and corrected readings (seed ${seed})`, async () => {
    await wipe();
    const random = chance(seed);
    const stations: TestStation[] = [
      { id: 1, kind: 1, basis: 1, period: 60 }, { id: 2, kind: 2, basis: 1, period: 30 }, { id: 3, kind: 4, basis: 10, period: 60 }, { id: 4, kind: 6, basis: 1, period: 300 },
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
        const statistic = station.basis === 10 ? (random() < 0.8 ? 10 : 1) : station.kind === 6 && random() < 0.5 ? 2 : 1;
        const late = random() < 0.2 ? Math.floor(random() * 4000) : Math.floor(random() * 120);
        const flag = random() < 0.8 ? 'N' : random() < 0.5 ? 'T' : 'D';
        sequence += 1;
        batch.push({
          station: station.id, factor: 1 + Math.floor(random() * 2), statistic, time: Math.floor((now - late) / 30) * 30,
          value: Math.floor(random() * 7) * 500_000 - 1_000_001, flag, sequence,
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
      const moment = momentOf(now * 1000);
      await state.advance(moment);
      assert.deepEqual(await rollingOf(moment.tick), twinOfRolling(stations, history, now), `seed ${seed}, ${new Date(now * 1000).toISOString()}`);
      compared += 1;
    }
    assert.ok(compared > 12);
  });
}

test('a late reading reopens a closed bucket by the engine\'s own mark', async () => {
  await wipe();
  await insertStations(server.store, [{ id: 1, kind: 1, basis: 1, period: 60 }]);
  const now = Math.floor(Date.now() / 1000);
  const history: TestReading[] = Array.from({ length: 50 }, (_, i) => ({
    station: 1, factor: 1, statistic: 1, time: now - 60 * (i + 1), value: 1_000_000, flag: 'N', sequence: i + 1,
  }));
  await insertReadings(server.store, history);
  const state = await openRollingState(server.store);
  await state.advance(momentOf(now * 1000));
  const late = [{ station: 1, factor: 1, statistic: 1, time: now - 1900, value: 9_000_000, flag: 'N', sequence: 900 }];
  await insertReadings(server.store, late);
  const next = momentOf((now + 5) * 1000);
  const work = await state.advance(next);
  assert.equal(work.reopened, true);
  assert.deepEqual(await rollingOf(next.tick), twinOfRolling([{ id: 1, kind: 1, basis: 1, period: 60 }], [...history, ...late], now + 5));
});
