/**
 * How long a tick of the windows takes at city scale: the demo city's 5,059 stations, a whole rolling hour, 24 closed
 * hours, then 200 ticks of 5 s of city time with what arrives between two of them (5 % of it late), closing buckets on
 * the way.
 *
 *   node bench/ticks.ts [--ticks 200] [--rate READINGS_PER_SECOND] [--verbose]      (no rate: the city's own)
 *
 * Every tick's rows are checked to be there; a fast tick that published nothing would be worthless.
 */
import { readdirSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { connect } from '@nats-io/transport-node';
import { pino } from 'pino';
import { generatePack } from '../streams/demo-city/mod.ts';
import type { AnyRow, LivePublisher, TopicName } from '../streams/live/mod.ts';
import { importPack, openRegistry } from '../server/registry/mod.ts';
import { LOOK_BACK_SECONDS, NO_WORK, NO_ANSWERS, fillStandardTables, Ticker } from '../server/windows/internal.ts';
import { loadQuery, type Store } from '../server/platform/store/mod.ts';
import { startNats, startStore } from '../test/harness/mod.ts';
import { verdict } from './verdict.ts';

const { values: options } = parseArgs({
  options: {
    ticks: { type: 'string', default: '200' },
    rate: { type: 'string' },
    verbose: { type: 'boolean', default: false },
  },
});
const TICKS = Number(options.ticks);
/** p99 of a tick, ms: at the rate of the city itself, and with `--rate`. */
const [BAR_MS, LOADED_BAR_MS] = [500, 2000];
const STEP = 5;
/** Seconds before the start in which `--rate` already holds. */
const RUN_UP = 400;

const [server, broker] = [await startStore(), await startNats()];
const nats = await connect({ servers: broker.url });
/** The windows' questions by their text, for the list of `--verbose`. */
const questions = new Map(
  readdirSync(new URL('../sql/windows/', import.meta.url)).map((file) => {
    const name = `windows/${file.replace('.sql', '')}`;
    return [loadQuery(name), name];
  }),
);
const spent = new Map<string, number[]>();
/** Notes what each statement took. */
const store: Store = new Proxy(server.store, {
  get: (target, method: keyof Store) =>
    !['rows', 'columns', 'command'].includes(method)
      ? Reflect.get(target, method).bind(target)
      : async (...given: unknown[]) => {
          const from = performance.now();
          const asked = String(given[1]);
          const name =
            questions.get(asked) ??
            asked
              .replace(/\s+/g, ' ')
              .replace(/\d{4,}/g, 'N')
              .slice(0, 48);
          try {
            return await (Reflect.get(target, method) as (...all: unknown[]) => Promise<unknown>).apply(target, given);
          } catch (error) {
            console.error('failed', String(given[1]).slice(0, 300));
            throw error;
          } finally {
            spent.set(name, [...(spent.get(name) ?? []), performance.now() - from]);
          }
        },
});
try {
  await importPack(store, generatePack(), Date.now());
  const registry = await openRegistry(store, nats, pino({ level: 'silent' }));
  await fillStandardTables(store, Date.now());
  const series = Number(
    (await store.rows<{ n: string }>('window', 'SELECT toString(sum(length(factors))) AS n FROM stations FINAL'))[0]!.n,
  );
  const own = Number(
    (
      await store.rows<{ n: string }>(
        'window',
        'SELECT toString(sum(length(factors) / period)) AS n FROM stations FINAL',
      )
    )[0]!.n,
  );
  const rate = options.rate ? Number(options.rate) : own;
  console.log(
    `${registry.stations().size} stations, ${series} series, ${own.toFixed(0)} readings/s of its ` +
      `own, ${rate.toFixed(0)} in this run`,
  );

  let sequence = 1;
  /**
   * Readings of [from, until) at `factor` times the city's own rate; a share of them belongs to some time of the last
   * half hour.
   */
  const fill = async (from: number, until: number, times: number, late: number): Promise<void> => {
    await store.command(
      'write',
      `INSERT INTO readings (station, factor, statistic, time, value, flag, first, last, received)
      SELECT station, factor, 1 AS statistic,
        toDateTime(if(rand(1) % 1000 < {late:UInt32}, at - 600 - rand(2) % 1200, at), 'UTC') AS time,
        toDecimal64(multiIf(factor = 40, 7.2, factor = 6, 0.6 + (rand(3) % 100) / 200, factor = 41, 7, factor =
          46, 0.3, factor = 47, 0.08, factor IN (23), 2.5, factor = 21, 55,
          20 + (cityHash64(station, factor) % 60) + (rand(4) % 100) / 10), 6) AS value,
        if(rand(5) % 100 = 0, 68, 78) AS flag, {sequence:UInt64} + rowNumberInAllBlocks() AS first, first AS
          last, toDateTime64(at, 3, 'UTC') AS received
      FROM (
        SELECT station, factor, arrayJoin(range(toUInt32(ceil(({from:UInt32} - phase) / step)),
          toUInt32(ceil(({until:UInt32} - phase) / step)))) AS n, toUInt32(phase + n * step) AS at
        FROM (SELECT station, factor, greatest(1, period / {times:Float64}) AS step, station % greatest(1,
          toUInt32(step)) AS phase
          FROM stations FINAL ARRAY JOIN factors AS factor WHERE retired = 0)
      )`,
      { from, until, times, late, sequence },
    );
    sequence += 10_000_000;
  };

  const start = Math.floor(Date.now() / 1000);
  for (let from = start - 3900; from < start - RUN_UP; from += 500)
    await fill(from, Math.min(from + 500, start - RUN_UP), 1, 0);
  for (let from = start - RUN_UP; from < start; from += 50) await fill(from, from + 50, rate / own, 0);
  const hour = start - (start % 3600);
  for (const table of ['hours', 'hours_now']) {
    await store.command(
      'write',
      `INSERT INTO ${table} (hour, station, factor, version, value, sum, count, expected, valid, over, origin,
          head, reason, computed)
      SELECT toDateTime({hour:UInt32} - h * 3600, 'UTC'), station, factor, 1, toDecimal64(20 + station % 50, 6),
        toDecimal128((20 + station % 50) * 60, 6), 60, 60, 1, 0, 1, 1, 'closed', now()
      FROM (SELECT station, factor, arrayJoin(range(1, 31)) AS h FROM stations FINAL ARRAY JOIN factors AS factor)`,
      { hour },
    );
  }

  const published = new Map<TopicName, number>();
  const publisher: LivePublisher = {
    upsert: () => undefined,
    replace: (topic: TopicName, rows: readonly AnyRow[]) => void published.set(topic, rows.length),
    commit: async () => undefined,
  };
  const ticker = new Ticker({ store, registry, publisher, slow: () => NO_ANSWERS });
  const begun = performance.now();
  await ticker.run(start * 1000);
  console.log(`first tick (cells' weights, all buckets of the hour): ${(performance.now() - begun).toFixed(0)} ms`);

  // The hour was written in seconds, all of it marked as late; a tick looks back LOOK_BACK_SECONDS over such marks.
  await pause((LOOK_BACK_SECONDS + 5) * 1000);
  await ticker.run((start + 1) * 1000);
  await pause((LOOK_BACK_SECONDS + 5) * 1000);
  await ticker.settle((start + STEP) * 1000);
  const took: number[] = [];
  const closing: number[] = [];
  const late: number[] = [];
  const settled: number[] = [];
  for (let i = 1; i <= TICKS; i += 1) {
    const now = start + i * STEP;
    await fill(now - STEP, now, rate / own, 50);
    const from = performance.now();
    const tick = await ticker.run(now * 1000);
    const ms = performance.now() - from;
    const work = await ticker.settle((now + STEP) * 1000);
    const between = performance.now() - from - ms;
    if (tick.work !== NO_WORK) throw new Error(`tick ${i} was not prepared: ${JSON.stringify(tick.work)}`);
    took.push(ms);
    settled.push(between);
    if (work.closed > 0 || work.rebuilt) closing.push(between);
    if (work.reopened) late.push(between);
    if (options.verbose)
      console.log(
        i,
        ms.toFixed(0),
        between.toFixed(0),
        JSON.stringify(work),
        JSON.stringify(Object.fromEntries(published)),
      );
  }
  if ((published.get('hotspots') ?? 0) < 5000 || published.get('stations') !== registry.stations().size)
    throw new Error(`not a whole tick: ${JSON.stringify([...published])}`);
  const at = (sorted: readonly number[], share: number): string =>
    (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(0);
  const sorted = [...took].sort((a, b) => a - b);
  console.log(`${TICKS} ticks: p50 ${at(sorted, 0.5)} ms, p99 ${at(sorted, 0.99)} ms, most ${at(sorted, 1)} ms`);
  settled.sort((a, b) => a - b);
  closing.sort((a, b) => a - b);
  console.log(
    `between two ticks: p50 ${at(settled, 0.5)} ms, p99 ${at(settled, 0.99)} ms; ` +
      `${closing.length} times buckets closed or moved (p50 ${at(closing, 0.5)} ms), ` +
      `${late.length} times some reopened`,
  );
  if (options.verbose)
    for (const [name, all] of spent) {
      all.sort((a, b) => a - b);
      console.log(
        name.padEnd(50),
        `${all.length}x least ${all[0]!.toFixed(0)}, ` +
          `median ${all[Math.floor(all.length / 2)]!.toFixed(0)}, most ${all.at(-1)!.toFixed(0)} ms`,
      );
    }
  console.log(`rows: ${JSON.stringify(Object.fromEntries(published))}`);
  const figures = `p50 ${at(sorted, 0.5)} ms, p99 ${at(sorted, 0.99)} ms`;
  const pauses = `p50 ${at(settled, 0.5)} ms, p99 ${at(settled, 0.99)} ms`;
  const bar = options.rate === undefined ? BAR_MS : LOADED_BAR_MS;
  verdict(
    `a tick of ${registry.stations().size} stations`,
    {
      en: `${figures} of ${TICKS} ticks; between two ticks ${pauses}`,
      zh: `${TICKS} 次：${figures}；两次之间的工作 ${pauses}`,
    },
    `p99 <= ${bar} ms`,
    Number(at(sorted, 0.99)) <= bar,
    options.rate,
  );
  await registry.close();
} finally {
  await nats.close();
  await broker.stop();
  await server.stop();
}
