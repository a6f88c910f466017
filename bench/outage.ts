/**
 * One county's devices are cut off for six hours, then all they kept arrives at once, in frames, beside everybody's
 * live frames: ticks go on every 5 s meanwhile, and hours, days, rolling means, topics and rankings end equal to a
 * store that never lost anything.
 *
 *   npm run bench -- outage [--share 1] [--hours 6] [--before 60] [--after 60] [--county ID]
 *
 * `--share 0.1`: a tenth of the stations. Seconds of live ticks before and after the back-fill. The civil clock stands
 * at 03:00 of the last night, so that the outage reaches over midnight: a finished day is computed again. Ends with 1
 * on any difference.
 */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { DateTime } from 'luxon';
import { pino } from 'pino';
import { Registry as Prometheus } from 'prom-client';
import { civilDayStart } from '../server/platform/civil-day.ts';
import { INGEST_BOUNDS, startIngest } from '../server/ingest/mod.ts';
import { DirtyPeriods } from '../server/rollups/mod.ts';
import { importPack, openRegistry, type Registry } from '../server/registry/mod.ts';
import { yieldingToTicks, TickPriority } from '../server/platform/tick-priority.ts';
import { ensureStreams } from '../server/platform/streams.ts';
import {
  LOOK_BACK_SECONDS,
  NO_ANSWERS,
  slowQuestions,
  type SlowAnswers,
  fillStandardTables,
  Ticker,
} from '../server/windows/internal.ts';
import { startNats, startStore, until, type TestStore } from '../test/harness/mod.ts';
import { computeDueDays, computeDueHours } from '../test/oracle/windows/compute-due.ts';
import { askAll, differences, HeldTopics, type Answers } from './outage/answers.ts';
import { cityOf, fillReadings } from './outage/city-values.ts';
import type { Done, Told } from './outage/devices.ts';
import { verdict } from './verdict.ts';

const { values: options } = parseArgs({
  options: {
    share: { type: 'string', default: '1' },
    hours: { type: 'string', default: '6' },
    before: { type: 'string', default: '60' },
    after: { type: 'string', default: '60' },
    county: { type: 'string' },
  },
});
const HOUR = 3600;
const TICK_MS = 5000;
/** Ordinals of what the store held before; frames of the stream are younger. */
const LONG_AGO = 1;

const share = Number(options.share);
const pack = cityOf(share);
const { stations } = pack;
const zone = pack.city.timezone;
const counties = [...new Set(stations.map(({ county }) => county))].sort((a, b) => a - b);
const county = options.county === undefined ? counties[0]! : Number(options.county);
const cut = stations.filter((s) => s.county === county);

/** Civil present of the bench, seconds UTC: 03:00 of the last night in the city that is at least an hour ago. */
const night = DateTime.now().setZone(zone).startOf('day').plus({ hours: 3 });
const begin = Math.floor((night.toMillis() < Date.now() - HOUR * 1000 ? night : night.minus({ days: 1 })).toSeconds());
const history = begin - 10 * HOUR;
const outage = begin - Number(options.hours) * HOUR;

/** Pack, standards, and the days before the detailed history as hour values of their own, the same in both stores. */
async function prepare(server: TestStore): Promise<void> {
  const { store } = server;
  await fillStandardTables(store, Date.now());
  for (const table of ['hours', 'hours_now']) {
    await store.command(
      'write',
      `INSERT INTO ${table} (hour, station, factor, version, value, sum, count, expected, valid, over, origin,
          head, reason, computed)
      SELECT toDateTime({history:UInt32} - h * 3600, 'UTC'), station, factor, 1, toDecimal64(20 + (station * 13
        + h) % 50, 6) AS mean, toDecimal128(mean * 60, 6), 60, 60, 1, 0, 1, 1, 'closed',
        toDateTime({history:UInt32}, 'UTC')
      FROM (SELECT station, factor, arrayJoin(range(1, 73)) AS h FROM stations FINAL ARRAY
        JOIN factors AS factor WHERE retired = 0)`,
      { history },
    );
  }
}

/** Hours and days that are due, as the jobs do it, up to `now` (seconds UTC). */
async function compute(server: TestStore, registry: Registry, touched: DirtyPeriods, now: number): Promise<void> {
  await computeDueHours({ store: server.store, touched, registry, zone, now });
  await computeDueDays({ store: server.store, touched, zone, now });
}

const quantile = (values: readonly number[], share: number): string =>
  ([...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0).toFixed(0);
const ticksIn = (ticks: readonly { at: number; ms: number }[], from: number, to: number): string => {
  const ms = ticks.filter(({ at }) => at >= from && at < to).map((tick) => tick.ms);
  return (
    `${ms.length} ticks, p50 ${quantile(ms, 0.5)} ms, p99 ${quantile(ms, 0.99)} ms, ` +
    `most ${quantile(ms, 1)} ms (${ms.map((one) => one.toFixed(0)).join(' ')})`
  );
};

interface Lived {
  readonly answers: Answers;
  readonly end: number;
  readonly p99: number;
}

/** The store that was without the county: six hours missing, then frames. */
// eslint-disable-next-line max-lines-per-function -- one run of a bench from its start to its figures
async function withOutage(): Promise<Lived> {
  const [server, broker] = [await startStore(), await startNats()];
  const nats = await connect({ servers: broker.url });
  const log = pino({ level: 'warn' });
  const manager = await jetstreamManager(nats);
  const js = jetstream(nats);
  await ensureStreams(manager);
  await importPack(server.store, pack, Date.now());
  const registry = await openRegistry(server.store, nats, log);
  await prepare(server);
  await fillReadings(server.store, pack, history, outage, null, LONG_AGO);
  await fillReadings(server.store, pack, outage, begin, county, LONG_AGO);
  const touched = new DirtyPeriods(INGEST_BOUNDS.dueInMemory);
  await touched.load(server.store);
  await compute(server, registry, touched, begin);

  // Everything that was just written counts as late for a moment (LOOK_BACK_SECONDS): let that pass before ticks are
  // timed.
  await new Ticker({ store: server.store, registry, publisher: new HeldTopics(), slow: () => NO_ANSWERS }).run(
    begin * 1000,
  );
  await pause((LOOK_BACK_SECONDS + 5) * 1000);

  // The civil clock runs from `begin` until it is stopped; frames are made as its seconds pass.
  const started = performance.now();
  let stoppedAt: number | null = null;
  const clock = {
    now: () => (stoppedAt ?? begin + (performance.now() - started) / 1000) * 1000,
    monotonic: () => performance.now(),
  };
  const context = { clock, log, nats, jetstream: js, manager, store: server.store, metrics: new Prometheus() };
  const publisher = new HeldTopics();
  const way = new TickPriority(clock);
  const ingest = await startIngest(context, { publisher, registry, tickPriority: way });
  let slow: SlowAnswers = NO_ANSWERS;
  const questions = slowQuestions(yieldingToTicks(server.store, way), registry);
  const ticker = new Ticker({ store: server.store, registry, publisher, slow: () => slow });
  const ticks: { at: number; ms: number }[] = [];
  const settled: { at: number; ms: number }[] = [];
  let running = true;
  let slowDue = 0;
  let looking: Promise<void> = Promise.resolve();
  const ticking = (async () => {
    while (running) {
      const from = performance.now();
      way.begin(TICK_MS);
      await ticker.run(clock.now());
      way.end();
      const ms = performance.now() - from;
      ticks.push({ at: from, ms });
      // Closing and mending are done between two ticks, as the windows do it; a tick that finds it not done is late.
      await ticker.settle(clock.now() + TICK_MS - ms);
      settled.push({ at: from, ms: performance.now() - from - ms });
      // Hours, days and rankings are asked once a minute, after a tick, as the windows do it.
      if (performance.now() >= slowDue) {
        slowDue = performance.now() + 60_000;
        looking = questions.ask(clock.now()).then((answers) => {
          slow = answers;
        });
      }
      await pause(Math.max(0, TICK_MS - (performance.now() - from)));
    }
  })();
  const devices = fork(fileURLToPath(new URL('outage/devices.ts', import.meta.url)));
  const tell = (told: Told): void => {
    devices.send(told);
  };
  const answered = (): Promise<Done> =>
    new Promise((done) => devices.once('message', (message) => done(message as Done)));
  tell({
    type: 'speak',
    speech: { url: broker.url, share, county, begin, outage, startedAt: Date.now() - (performance.now() - started) },
  });
  const behind = async (): Promise<number> => {
    const [row] = await server.store.rows<{ sequence: string }>(
      'history',
      'SELECT toString(max(sequence)) AS sequence FROM ingest_position',
    );
    return (await manager.streams.info('FRAMES')).state.last_seq - Number(row?.sequence ?? 0);
  };
  const due = async (): Promise<number> => {
    const now = Math.floor(clock.now() / 1000);
    const [row] = await server.store.rows<{ due: string }>(
      'history',
      `SELECT toString(count()) AS due FROM (SELECT start FROM touched
      WHERE (span = 1 AND start < toDateTime({hour:UInt32}, 'UTC')) OR (span = 2
        AND start < toDateTime({day:UInt32}, 'UTC')) GROUP BY span, start, station, factor
        HAVING max(head) > max(done))`,
      {
        hour: Math.floor((now - INGEST_BOUNDS.hourGrace / 1000) / HOUR) * HOUR,
        day: civilDayStart(now - INGEST_BOUNDS.dayGrace / 1000, zone),
      },
    );
    return Number(row?.due ?? 0);
  };
  const seconds = (from: number): string => ((performance.now() - from) / 1000).toFixed(0);

  await pause(Number(options.before) * 1000);
  const back = performance.now();
  console.log(`before: ${ticksIn(ticks, started + TICK_MS, back)}`);
  tell({ type: 'give back' });
  const given = await answered();
  console.log(
    `${given.type === 'given back' ? given.frames : 0} kept frames of ${cut.length} devices sent in ${seconds(back)} s`,
  );
  await until(
    'every frame in the store',
    async () => {
      await pause(500);
      return (await behind()) < 2000;
    },
    900_000,
  );
  console.log(`in the store after ${seconds(back)} s`);
  await until(
    'hours and days computed again',
    async () => {
      await pause(1000);
      return (await due()) < 200;
    },
    900_000,
  );
  console.log(`hours and days computed again after ${seconds(back)} s`);
  const done = performance.now();
  await pause(Number(options.after) * 1000);
  const ended = performance.now();
  running = false;
  await ticking;
  await looking;
  console.log(`during: ${ticksIn(ticks, back, done)}\nafter: ${ticksIn(ticks, done, ended)}`);
  console.log(`between two ticks, while it came back: ${ticksIn(settled, back, done).replace('ticks', 'times')}`);
  const end = Math.floor(clock.now() / 1000);
  tell({ type: 'stop', end });
  await answered();
  stoppedAt = end;
  await until('the last frames', async () => (await behind()) === 0, 300_000);
  await until('the last hours', async () => (await due()) === 0, 300_000);
  await ingest.close();
  const answers = await askAll(server.store, registry, pack, end * 1000, history);
  await registry.close();
  await nats.close();
  await broker.stop();
  await server.stop();
  return {
    answers,
    end,
    p99: Number(
      quantile(
        ticks.filter(({ at }) => at >= back).map(({ ms }) => ms),
        0.99,
      ),
    ),
  };
}

/** The store that never lost anything: the same readings, in one go. */
async function withoutOutage(end: number): Promise<Answers> {
  const [server, broker] = [await startStore(), await startNats()];
  const nats = await connect({ servers: broker.url });
  await ensureStreams(await jetstreamManager(nats));
  await importPack(server.store, pack, Date.now());
  const registry = await openRegistry(server.store, nats, pino({ level: 'warn' }));
  await prepare(server);
  await fillReadings(server.store, pack, history, end, null, LONG_AGO);
  const touched = new DirtyPeriods(INGEST_BOUNDS.dueInMemory);
  await touched.load(server.store);
  await compute(server, registry, touched, end);
  const answers = await askAll(server.store, registry, pack, end * 1000, history);
  await registry.close();
  await nats.close();
  await broker.stop();
  await server.stop();
  return answers;
}

console.log(
  `${stations.length} stations, ${stations.reduce((sum, s) => sum + s.factors.length, 0)} series; ` +
    `county ${county} with ${cut.length} devices away for ${options.hours} h ` +
    `until ${new Date(begin * 1000).toISOString()}`,
);
const { answers, end, p99 } = await withOutage();
const { table, examples } = differences(answers, await withoutOutage(end));
console.table(table);
for (const example of examples) console.log(example);
const different = Object.values(table).reduce((sum, entry) => sum + entry.different, 0);
verdict(
  'a county that comes back after an outage',
  {
    en: `tick p99 from the back-fill on ${p99} ms; ${different} rows differ from a store that never lost anything`,
    zh: `回补开始后窗口计算 p99 ${p99} ms；与从未断网的库相比 ${different} 行不同`,
  },
  'tick p99 <= 500 ms, 0',
  different === 0 && p99 <= 500,
);
