/**
 * The hotspot analysis at city scale, and that it does not grow with history: the demo city's 500-m grid (about 49,000
 * cells) with background, support, leave-one-out error and Gi*, as one tick writes it, in a store with 400 days of
 * hours, days, slices and 3 days of readings of the air stations, against one with a single day of them.
 *
 *   npm run bench -- grid [--days 400] [--readings 3] [--runs 30] [--bar 300] [--ratio 1.25]
 *
 * Two engines, runs interleaved. Before that the answers are held against plain loops: the 3-km grid whole, of the
 * 500-m grid a sample of cells from the stations up; and both stores have to give the same answer. Fails above the bar
 * or the ratio.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { connect } from '@nats-io/transport-node';
import { pino } from 'pino';
import { generatePack } from '../streams/demo-city/mod.ts';
import { cellColumn, cellRow } from '../streams/contracts/projection.ts';
import { importPack, openRegistry, type Registry } from '../server/registry/mod.ts';
import { hotspotRuleAt } from '../server/standards/mod.ts';
import type { Store } from '../server/platform/store/mod.ts';
import {
  airStations,
  cityRing,
  MOST_NEIGHBOURS,
  weightsOf,
  fillGridTables,
  analyse,
  ANALYSIS,
  analysisParameters,
  CELL_COLUMNS,
  type AnalysedCell,
} from '../server/hotspots/internal.ts';
import { getisOrd } from '../server/hotspots/mod.ts';
import { analysisOracle } from '../test/oracle/hotspot-oracle.ts';
import { meanOf } from '../test/oracle/rolling-oracle.ts';
import { fillStandardTables } from '../server/windows/internal.ts';
import { startNats, startStore, type TestStore } from '../test/harness/mod.ts';
import { verdict } from './verdict.ts';

const { values: options } = parseArgs({
  options: {
    days: { type: 'string', default: '400' },
    readings: { type: 'string', default: '3' },
    runs: { type: 'string', default: '30' },
    bar: { type: 'string', default: '300' },
    ratio: { type: 'string', default: '1.25' },
  },
});
const [DAYS, READING_DAYS, RUNS, BAR, RATIO] = [
  options.days,
  options.readings,
  options.runs,
  options.bar,
  options.ratio,
].map(Number) as [number, number, number, number, number];
/** Cells of the 500-m grid that are computed once more from the stations up. */
const SAMPLE = 300;
const NOW = Math.floor(Date.now() / 1000);
const TICK = NOW - 1_577_836_800;
const FACTOR = 1;
const WRITE = `INSERT INTO hotspot_cells (tick, size, ${CELL_COLUMNS}) SELECT {as:UInt32}, {size:UInt16},
    ${CELL_COLUMNS} FROM (${ANALYSIS}) SETTINGS max_threads = 1`;

/** Hours and days of the air stations, their slices, and their readings, once a minute. */
async function fillHistory(store: Store, days: number, readingDays: number): Promise<void> {
  const air = 'FROM stations FINAL ARRAY JOIN factors AS factor WHERE retired = 0 AND kind IN (1, 2)';
  const names = 'station, factor, version, value, sum, count, expected, valid, over, origin, head, reason, computed';
  const columns =
    'station, factor, 1, toDecimal64(20 + (station * 7 + factor) % 60, 6), toDecimal128(1200, 6), 60, ' +
    "60, 1, 0, 1, 1, 'closed', now()";
  const hour = NOW - (NOW % 3600);
  for (let from = 0; from < days; from += 40) {
    const many = Math.min(40, days - from);
    await store.command(
      'write',
      `INSERT INTO hours_now (hour, ${names}) SELECT toDateTime({hour:UInt32} - (number + 1 + {from:UInt32} *
          24) * 3600, 'UTC'), ${columns}
      FROM numbers({hours:UInt32}) AS n CROSS JOIN (SELECT station, factor ${air}) AS s`,
      { hour, from, hours: many * 24 },
    );
  }
  await store.command(
    'write',
    `INSERT INTO days_now (day, ${names}) SELECT toDate(toUInt16({day:UInt32} - number - 1)), ${columns}
    FROM numbers({days:UInt32}) AS n CROSS JOIN (SELECT station, factor ${air}) AS s`,
    { day: Math.floor(NOW / 86_400), days },
  );
  for (let back = 0; back < Math.min(15, days); back += 1) {
    await store.command(
      'write',
      `INSERT INTO hot_slices (span, size, cell, start, mean, background, z, class, version) SELECT 1, 1000,
          cell, toDateTime({hour:UInt32} - (n.number + {back:UInt32} * 24) * 3600, 'UTC'), 50000000 +
          cityHash64(cell, n.number) % 30000000, 50000000, toFloat64(cell % 7) - 3, 0, 1
      FROM grid_cells AS c CROSS JOIN numbers(24) AS n WHERE size = 1000`,
      { hour, back },
    );
  }
  for (let back = 0; back < readingDays * 24; back += 4) {
    await store.command(
      'write',
      `INSERT INTO readings (station, factor, statistic, time, value, flag, first, last, received)
      SELECT station, factor, 1, toDateTime({now:UInt32} - {back:UInt32} * 3600 - number * 60, 'UTC') AS time,
        toDecimal64(20 + rand() % 60, 6), 78, number + 1, number + 1, now64(3)
      FROM numbers(240) AS n CROSS JOIN (SELECT station, factor ${air}) AS s`,
      { now: NOW, back },
    );
  }
}

const giveTick = (store: Store): Promise<void> =>
  store.command(
    'write',
    `INSERT INTO rolling (tick, kind, station, factor, folded, sum1, count1, mean1, end1, closed, last_time,
        last_flag, over)
  SELECT {tick:UInt32}, kind, station, factor, 0, 1, 1, toInt64(30e6 + cityHash64(station, factor) % 60000000),
    now(), 0, now(), 78, 0
  FROM stations FINAL ARRAY JOIN factors AS factor WHERE retired = 0 AND (kind > 2 OR station % 17 != 3)`,
    { tick: TICK },
  );

const same = (got: number | null, wanted: number | null, what: string): void => {
  if (got === wanted) return;
  if (got === null || wanted === null || Math.abs(got - wanted) > 1e-9 * Math.max(1, Math.abs(wanted)))
    throw new Error(`not equivalent: ${what}: ${got} against ${wanted}`);
};

/** The 3-km grid whole against plain loops. */
function holdAgainstTwin(
  cells: readonly AnalysedCell[],
  registry: Registry,
  means: ReadonlyMap<number, number>,
): number {
  const twin = analysisOracle({
    ring: cityRing(registry),
    stations: airStations(registry),
    means,
    size: 3000,
    factor: FACTOR,
    rule: hotspotRuleAt(NOW * 1000),
  });
  if (twin.length !== cells.length) throw new Error(`not equivalent: ${cells.length} cells against ${twin.length}`);
  twin.forEach((wanted, i) => {
    for (const column of [
      'cell',
      'mean',
      'support',
      'stations',
      'nearest',
      'score',
      'background',
      'ring',
      'class',
    ] as const)
      if (cells[i]![column] !== wanted[column]) throw new Error(`not equivalent: ${column} of ${wanted.cell}`);
    for (const column of ['error', 'z', 'p'] as const)
      same(cells[i]![column], wanted[column], `${column} of ${wanted.cell}`);
  });
  return twin.length;
}

/** A sample of the 500-m grid: means from the stations, background and Gi* from the field in plain sums. */
function holdSample(cells: readonly AnalysedCell[], registry: Registry, means: ReadonlyMap<number, number>): number {
  const stations = airStations(registry);
  const reach = Math.floor(hotspotRuleAt(NOW * 1000).backgroundMetres / 500);
  const field = new Map(cells.map((c) => [c.cell, c]));
  const excess = (c: AnalysedCell): bigint => BigInt(c.mean) - BigInt(c.background);
  const [s, q] = cells.reduce(([sum, square], c) => [sum + excess(c), square + excess(c) ** 2n] as const, [
    0n,
    0n,
  ] as readonly [bigint, bigint]);
  const around = (c: AnalysedCell, far: number): AnalysedCell[] => {
    const found: AnalysedCell[] = [];
    for (let dx = -far; dx <= far; dx += 1)
      for (let dy = -far; dy <= far; dy += 1) {
        const other = field.get((cellColumn(c.cell) + dx) * 65_536 + cellRow(c.cell) + dy);
        if (other) found.push(other);
      }
    return found;
  };
  let held = 0;
  for (let i = 7; i < cells.length; i += Math.max(1, Math.floor(cells.length / SAMPLE))) {
    const cell = cells[i]!;
    const own = weightsOf(cell.cell, stations, 500);
    const here = own.filter((w) => w.inside && means.has(w.station));
    const near = own.slice(0, MOST_NEIGHBOURS).filter((w) => means.has(w.station));
    const speaking = here.length > 0 ? here.map((w) => ({ ...w, weight: 1 })) : near;
    same(
      cell.mean,
      Number(
        meanOf(
          speaking.reduce((t, w) => t + BigInt(w.weight) * BigInt(means.get(w.station)!), 0n),
          speaking.reduce((t, w) => t + BigInt(w.weight), 0n),
        ),
      ),
      `mean of ${cell.cell}`,
    );
    const square = around(cell, reach);
    same(
      cell.background,
      Number(
        meanOf(
          square.reduce((t, c) => t + BigInt(c.mean), 0n),
          BigInt(square.length),
        ),
      ),
      `background of ${cell.cell}`,
    );
    const nine = around(cell, 1);
    same(
      cell.z,
      getisOrd(
        cells.length,
        s,
        q,
        nine.reduce((t, c) => t + excess(c), 0n),
        nine.length,
      ),
      `z of ${cell.cell}`,
    );
    held += 1;
  }
  return held;
}

const median = (list: readonly number[]): number => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)]!;

/**
 * Processor time of a process so far, ms, where the system tells it: what a run costs on a machine that is busy with
 * other things.
 */
function processorMs(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return NaN;
  }
}

const servers: TestStore[] = [];
const broker = await startNats();
const nats = await connect({ servers: broker.url });
try {
  const pack = generatePack();
  const sides: { name: string; store: Store; generation: string; rows: string; took: number[] }[] = [];
  let registry: Registry | null = null;
  for (const [name, days, readingDays] of [
    ['long', DAYS, READING_DAYS],
    ['short', 1, 1],
  ] as const) {
    const begun = performance.now();
    const server = await startStore();
    servers.push(server);
    const { store } = server;
    await importPack(store, pack, 1);
    registry = await openRegistry(store, nats, pino({ level: 'silent' }));
    await fillStandardTables(store, 1);
    const generation = await fillGridTables(store, registry);
    await fillHistory(store, days, readingDays);
    await giveTick(store);
    const [size] = await store.rows<{ n: string }>(
      'history',
      'SELECT formatReadableQuantity((SELECT count() FROM hours_now) + (SELECT count() FROM days_now) ' +
        '+ (SELECT count() FROM hot_slices) + (SELECT count() FROM readings)) AS n',
    );
    sides.push({ name, store, generation, rows: size!.n, took: [] });
    console.log(
      `${name}: ${days} days of hours, ${readingDays} of readings, ${size!.n} rows, built ` +
        `in ${((performance.now() - begun) / 1000).toFixed(0)} s`,
    );
    if (name === 'long') await registry.close();
  }
  const of = (size: number, generation: string) => ({
    source: { tick: TICK },
    at: NOW,
    factor: FACTOR,
    size,
    generation,
  });
  const answers = await Promise.all(sides.map(({ store, generation }) => analyse(store, 'grid', of(500, generation))));
  if (JSON.stringify(answers[0]) !== JSON.stringify(answers[1]))
    throw new Error('not equivalent: the two stores differ');
  const [{ store, generation }] = sides as [(typeof sides)[number]];
  const values = await store.rows<{ station: number; mean: string }>(
    'history',
    'SELECT station, toString(mean1) AS mean FROM rolling WHERE tick = {tick:UInt32} AND kind IN (1, ' +
      '2) AND factor = {factor:UInt16}',
    { tick: TICK, factor: FACTOR },
  );
  const means = new Map(values.map((row) => [row.station, Number(row.mean)]));
  const whole = holdAgainstTwin(await analyse(store, 'grid', of(3000, generation)), registry!, means);
  const sampled = holdSample(answers[0]!, registry!, means);
  console.log(
    `equivalent: ${whole} cells of 3 km whole, ${sampled} of ${answers[0]!.length} cells of 500 m from ` +
      `the stations up; ${answers[0]!.filter((c) => c.class >= 95).length} hot`,
  );
  const spent = sides.map(() => 0);
  for (let run = -3; run < RUNS; run += 1) {
    for (const [i, side] of sides.entries()) {
      const [begun, before] = [performance.now(), processorMs(servers[i]!.pid)];
      const parameters = { ...(await analysisParameters(side.store, 'grid', of(500, side.generation))), as: run + 10 };
      await side.store.command('grid', WRITE, parameters);
      if (run >= 0) {
        side.took.push(performance.now() - begun);
        spent[i] = spent[i]! + processorMs(servers[i]!.pid) - before;
      }
      await side.store.command('grid', 'TRUNCATE TABLE hotspot_cells');
    }
  }
  sides.forEach(({ name, took }, i) =>
    console.log(
      `${name}: median of ${took.length}: ${median(took).toFixed(0)} ms, ` +
        `least ${Math.min(...took).toFixed(0)}, most ${Math.max(...took).toFixed(0)}; ` +
        `processor ${(spent[i]! / took.length).toFixed(0)} ms a run`,
    ),
  );
  const [long, short] = sides.map(({ took }) => median(took)) as [number, number];
  console.log(
    `ratio of the medians, long history to one day: ${(long / short).toFixed(2)} (at most ${RATIO}); bar ${BAR} ms`,
  );
  const ratio = (long / short).toFixed(2);
  verdict(
    'the 500 m hotspot grid',
    {
      en: `median ${long.toFixed(0)} ms; ratio of a long history to one day ${ratio}`,
      zh: `中位数 ${long.toFixed(0)} ms；长历史与一天之比 ${ratio}`,
    },
    `<= ${BAR} ms, ratio <= ${RATIO}`,
    long <= BAR && long / short <= RATIO,
  );
  await registry!.close();
} finally {
  await nats.close();
  await broker.stop();
  for (const server of servers) await server.stop();
}
