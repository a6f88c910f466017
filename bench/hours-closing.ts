/**
 * A closing hour of the whole city: 8,259 stations x 10 factors, a reading a minute, one in twenty said twice.
 *
 *   node bench/hours-closing.ts [--stations 8259] [--factors 10] [--hours 3]
 *
 * Times each run of the hours job (a bounded part of the hour), then the cost of 100 late series, and checks the means.
 */
import { parseArgs } from 'node:util';
import { seriesKey } from '../streams/contracts/factors.ts';
import {
  computeHours,
  nextChunk,
  computeQuality,
  fillNeighbours,
  fillQualityTables,
} from '../server/rollups/internal.ts';
import { INGEST_BOUNDS } from '../server/ingest/mod.ts';
import { DirtyPeriods } from '../server/rollups/mod.ts';
import { startStore } from '../test/harness/mod.ts';
import { verdict } from './verdict.ts';

const { values: options } = parseArgs({
  options: {
    stations: { type: 'string', default: '8259' },
    factors: { type: 'string', default: '10' },
    hours: { type: 'string', default: '3' },
  },
});
const [stations, factors, hours] = [options.stations, options.factors, options.hours].map(Number) as [
  number,
  number,
  number,
];
const server = await startStore();
const { store } = server;
const HOUR = 3600;
const open = Math.floor(Date.now() / 1000 / HOUR) * HOUR;
const closing = open - HOUR;

await store.command(
  'write',
  `INSERT INTO stations (station, device, kind, x, y, period, basis, version) SELECT number + 1, concat('DEV',
      toString(number + 1)), 2, (number % 100) * 800, intDiv(number, 100) * 800, 60, 1, 1
      FROM numbers(${stations})`,
);
for (let hour = 0; hour < hours; hour += 1) {
  const start = closing - hour * HOUR;
  for (const [twice, share] of [
    [0, 1],
    [1, 20],
  ] as const) {
    await store.command(
      'write',
      `INSERT INTO readings (station, factor, statistic, time, value, flag, first, last, received)
      SELECT intDiv(number, ${factors}) % ${stations} + 1, number % ${factors} + 1, 1, toDateTime(${start} + 60
        * intDiv(number, ${stations * factors})), 1 + (number % 377) / 8, 78, number + ${twice} * 100000000,
        number, now64(3)
      FROM numbers(${stations * factors * 60}) WHERE number % ${share} = 0`,
    );
  }
}
await fillQualityTables(store);
await fillNeighbours(store, 1);
const touched = new DirtyPeriods(INGEST_BOUNDS.dueInMemory);
const touch = async (where: string): Promise<void> => {
  await store.command(
    'write',
    `INSERT INTO touched SELECT 1, toDateTime(${closing}), intDiv(number, ${factors}) + 1 AS station, number %
        ${factors} + 1 AS factor, ${touched.nextHead(1)}, 0, now() FROM numbers(${stations * factors})
        WHERE ${where}`,
  );
  await touched.load(store);
};
const registry = { station: () => ({ basis: 1, period: 60 }) as never };
const close = async (): Promise<{ ms: number; series: number }[]> => {
  const runs: { ms: number; series: number }[] = [];
  for (;;) {
    const chunk = nextChunk({ dirtyPeriods: touched, registry, openFrom: open, parts: INGEST_BOUNDS.hourParts });
    if (chunk === null) return runs;
    const begun = performance.now();
    await computeHours(store, touched, chunk, 'Asia/Shanghai', Date.now());
    runs.push({ ms: Math.round(performance.now() - begun), series: chunk.count });
  }
};
await touch('1');
const whole = await close();
// A day of hours before it, as the findings look back that far.
await store.command(
  'write',
  `INSERT INTO hours_now (hour, station, factor, version, value, sum, count, expected, valid, low, high, over,
      origin, head, reason, computed)
  SELECT hour - INTERVAL back HOUR, station, factor, 1, value + back, sum, count, expected, valid, low, high,
    over, origin, 1, reason, computed
  FROM (SELECT * FROM hours_now FINAL) AS h CROSS JOIN (SELECT number + 1 AS back FROM numbers(32)) AS earlier`,
);
const checkQuality = async (): Promise<number> => {
  const begun = performance.now();
  await computeQuality(store, touched, [closing], {
    now: Date.now(),
    neighbours: 1,
    stationsAtOnce: INGEST_BOUNDS.qualityStations,
  });
  return Math.round(performance.now() - begun);
};
const checked = await checkQuality();
await touch(`number % ${Math.floor((stations * factors) / 100)} = 7`);
const late = await close();
const lateChecked = await checkQuality();
const [check] = await store.rows<{ n: string; wrong: string }>(
  'history',
  `
  SELECT toString(count()) AS n, toString(countIf(h.sum != r.sum OR h.count != 60)) AS wrong
    FROM (SELECT station, factor, sum, count FROM hours_now FINAL WHERE hour = ${closing}) AS h
  INNER JOIN (SELECT station, factor, sum(v) AS sum FROM (SELECT station, factor, time, any(value) AS v
    FROM readings WHERE hour = ${closing} GROUP BY station, factor, time)
    GROUP BY station, factor) AS r USING (station, factor)`,
);
await server.stop();
console.table({
  'series of the hour': stations * factors,
  'readings of the hour': stations * factors * 60,
  runs: whole.length,
  'slowest run, ms': Math.max(...whole.map((run) => run.ms)),
  'all runs, s': Number((whole.reduce((sum, run) => sum + run.ms, 0) / 1000).toFixed(2)),
  'hour closed after, s (with the pauses between)': Number(
    (whole.reduce((sum, run) => sum + run.ms + INGEST_BOUNDS.jobPause, 0) / 1000).toFixed(1),
  ),
  'findings of the hour, ms': checked,
  'findings of 100 late series, ms': lateChecked,
  '100 late series, ms': late.reduce((sum, run) => sum + run.ms, 0),
  'hours checked': Number(check?.n),
  wrong: Number(check?.wrong),
});
const took = (whole.reduce((sum, run) => sum + run.ms + INGEST_BOUNDS.jobPause, 0) / 1000).toFixed(1);
verdict(
  `closing an hour of ${stations * factors} series`,
  `${took} s`,
  'every mean right',
  Number(check?.wrong) === 0 &&
    Number(check?.n) === stations * factors &&
    touched.due === 0 &&
    !touched.has(closing, seriesKey(1, 1)),
);
process.exit();
