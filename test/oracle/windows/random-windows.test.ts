import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { energyOf } from '../hours-oracle.ts';
import { startStore, type TestStore } from '../../harness/mod.ts';
import { emptyTally, WindowTrial } from './window-trial.ts';

/** The bounded sample of `npm run bench -- windows-twin`. */
let server: TestStore;
before(async () => {
  server = await startStore();
});
after(() => server.stop());

/** Four hours before a midnight of the city, some days ago. */
const begin = Math.floor(Date.now() / 86_400_000) * 86_400 - 5 * 86_400 + 12 * 3600;

test(
  'random windows, hours and days are equal to the twin bit for bit, with readings up to 72 h late',
  { timeout: 600_000 },
  async () => {
    const tally = emptyTally();
    for (const [round, zone] of ['Asia/Shanghai', 'Europe/Berlin'].entries()) {
      const seed = Math.floor(Date.now() / 86_400_000) * 10 + round;
      const trial = new WindowTrial({
        store: server.store,
        seed,
        stations: 110,
        begin: begin + round * 3 * 3600,
        zone,
        tally,
        merges: round === 0,
      });
      await trial.open();
      for (let i = 0; i < 22; i += 1) await trial.step();
      await trial.close();
    }
    assert.equal(tally.mismatches, 0, tally.examples.join('\n'));
    assert.ok(
      tally.cases > 30_000 && tally.late > tally.cases / 3 && tally.means > tally.cases / 5 && tally.standIns > 100,
      JSON.stringify(tally),
    );
    assert.ok(
      tally.lateness.every((count) => count > 500),
      `lateness ${tally.lateness}`,
    );
    assert.ok(tally.hours > 10_000 && tally.days > 500 && tally.reopened > 10, JSON.stringify(tally));
  },
);

test(
  'one reading that the twin was not told of is found in every window that holds it',
  { timeout: 120_000 },
  async () => {
    const tally = emptyTally();
    const trial = new WindowTrial({ store: server.store, seed: 7, stations: 20, begin, zone: 'Asia/Shanghai', tally });
    await trial.open();
    await trial.step();
    assert.equal(tally.mismatches, 0, tally.examples.join('\n'));
    const [row] = await server.store.rows<{ station: number; factor: number; statistic: number }>(
      'window',
      `SELECT station, factor, statistic FROM readings
    INNER JOIN (SELECT station, basis FROM stations FINAL WHERE retired = 0 AND kind = 2) AS s USING (station)
    WHERE statistic = s.basis ORDER BY time DESC LIMIT 1`,
    );
    await server.store.insert(
      'readings',
      ['station', 'factor', 'statistic', 'time', 'value', 'flag', 'first', 'last', 'received'],
      [[row!.station, row!.factor, row!.statistic, trial.now - 61, '0.000001', 78, 1e9, 1e9, Date.now()]],
    );
    for (let i = 0; i < 4 && tally.mismatches === 0; i += 1) await trial.step();
    assert.ok(
      tally.mismatches > 0 && tally.examples.every((words) => words.includes(`"id":${row!.station},`)),
      tally.examples.join('\n'),
    );
  },
);

test("the engine's energy of a sound is exact to 0.001 below 97 dB, to the 13th digit up to 120", async () => {
  const [levels, energies] = (await server.store.columns(
    'window',
    'SELECT number, toInt64(round(exp10(toInt64(number * 10000) / 1e7) * 1e3)) AS energy FROM numbers(12001)',
  )) as [number[], string[]];
  for (const [i, level] of levels.entries()) {
    const exact = energyOf(BigInt(level) * 10_000n);
    const difference = Math.abs(Number(energies[i]) - exact);
    assert.ok(
      level < 9700 ? difference === 0 : difference <= exact * 1e-12,
      `${level / 100} dB: ${energies[i]}, exactly ${exact}`,
    );
  }
});
