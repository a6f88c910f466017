/**
 * Random window cases against a plain twin, bit for bit: rounds of random histories (late up to 72 h, corrected, said
 * again, out of order, flagged, folded, noise, directions, clocks set back, outages, restarts) in the real tables;
 * after each of many instants every row of the rolling 1 h, 8 h and 24 h, at the end of a round every hour and day, is
 * compared with loops over the whole history.
 *
 *   npm run bench -- windows-oracle [--cases 10000000] [--stations 700] [--instants 400] [--seed 1]
 *
 * A case is one (series, instant, window). Ends with 1 on any difference and names the first ones.
 */
import { parseArgs } from 'node:util';
import { DateTime } from 'luxon';
import { emptyTally, LATENESS_BOUNDS, WindowTrial } from '../test/oracle/windows/window-trial.ts';
import { startStore } from '../test/harness/mod.ts';
import { verdict } from './verdict.ts';

const { values: options } = parseArgs({
  options: {
    cases: { type: 'string', default: '10000000' },
    stations: { type: 'string', default: '700' },
    instants: { type: 'string', default: '400' },
    seed: { type: 'string', default: '1' },
  },
});
const goal = Number(options.cases);
/**
 * Zones of the rounds in turn: the city's own, and zones whose clocks changed within the retention of real-time values.
 */
const ZONES = ['Asia/Shanghai', 'Europe/Berlin', 'America/New_York'];
const DAY = 86_400;
const present = Math.floor(Date.now() / 1000);

/**
 * First instant of a round, seconds UTC: some hours before a midnight of the zone, at its last clock change where there
 * was one, or anywhere in the last 80 days.
 */
function beginning(round: number, seed: number, zone: string): number {
  const anywhere = present - 6 * 3600 - ((seed * 1_234_567) % (76 * DAY));
  if (round % 4 === 3) return anywhere;
  const midnight = DateTime.fromSeconds(anywhere, { zone }).startOf('day');
  const changed = Array.from({ length: 75 }, (_, back) =>
    DateTime.fromSeconds(present, { zone })
      .startOf('day')
      .minus({ days: back + 1 }),
  ).find((day) => day.offset !== day.plus({ days: 1 }).offset);
  return (
    Math.floor((round % 4 === 1 && changed !== undefined ? changed.plus({ days: 1 }) : midnight).toSeconds()) -
    2 * 3600 -
    (seed % 3600)
  );
}

const server = await startStore();
const tally = emptyTally();
const begun = performance.now();
try {
  for (let round = 0; tally.cases < goal && tally.mismatches === 0; round += 1) {
    const seed = Number(options.seed) + round;
    const zone = ZONES[round % ZONES.length]!;
    const begin = beginning(round, seed, zone);
    const from = performance.now();
    const before = tally.cases;
    const trial = new WindowTrial({
      store: server.store,
      seed,
      stations: Number(options.stations),
      begin,
      zone,
      tally,
      merges: round % 2 === 0,
    });
    await trial.open();
    const filled = performance.now();
    for (let i = 0; i < Number(options.instants) && tally.cases < goal && tally.mismatches === 0; i += 1)
      await trial.step();
    await trial.close();
    const s = (ms: number): string => (ms / 1000).toFixed(0);
    console.log(
      `round ${round + 1} (seed ${seed}, ${new Date(begin * 1000).toISOString()},` +
        ` ${zone}): ${trial.series} series, history in ${s(filled - from)} ` +
        `s, ${(tally.cases - before).toLocaleString('en')} cases in ${s(performance.now() - filled)} ` +
        `s; ${tally.cases.toLocaleString('en')} in all, ${tally.mismatches} different`,
    );
  }
} finally {
  await server.stop();
}
const { lateness, examples, ...counts } = tally;
console.table(counts);
const boundOf = (bound: number): string => (bound < 3600 ? `${bound / 60} min` : `${bound / 3600} h`);
console.log(
  `readings by lateness: ${LATENESS_BOUNDS.map((bound, i) => `<= ${boundOf(bound)}: ${lateness[i]}`).join(', ')}`,
);
console.log(`${((performance.now() - begun) / 60_000).toFixed(1)} min`);
for (const example of examples) console.log(example);
const cases = tally.cases.toLocaleString('en');
verdict(
  'random window cases against plain loops',
  { en: `${cases} cases, ${tally.mismatches} different`, zh: `${cases} 个，${tally.mismatches} 个不同` },
  `${goal.toLocaleString('en')} cases, 0`,
  tally.mismatches === 0 && tally.cases >= goal,
);
