/**
 * The continuous audit at city scale: 5,059 stations, 27,837 series, a rolling hour and some closed hours of raw
 * readings, ticks every 5 s of real time with what arrives between them (5 % of it late), first without the audit, then
 * with it.
 *
 *   npm run bench -- audit [--minutes 6] [--hours 2] [--plants 6] [--verbose]
 *
 * Prints values recomputed per hour, mismatches, how long a planted wrong row stood before it was found, and the ticks'
 * time beside it. Ends with an error where a mismatch was found that nobody planted, or a planted one was not found.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { connect } from '@nats-io/transport-node';
import { pino } from 'pino';
import { Registry as Prometheus } from 'prom-client';
import { generatePack } from '../streams/demo-city/mod.ts';
import { systemClock } from '../streams/contracts/clock.ts';
import type { LivePublisher } from '../streams/live/mod.ts';
import { listenTo, startAudit, type TouchAgain } from '../server/audit/mod.ts';
import { computeHours, nextChunk, fillQualityTables } from '../server/rollups/internal.ts';
import { INGEST_BOUNDS } from '../server/ingest/mod.ts';
import { DirtyPeriods, DirtyPeriodBatch } from '../server/rollups/mod.ts';
import { importPack, openRegistry } from '../server/registry/mod.ts';
import { NO_ANSWERS, fillStandardTables, Ticker, type TickResult } from '../server/windows/internal.ts';
import { startNats, startStore } from '../test/harness/mod.ts';
import { verdict } from './verdict.ts';

const { values: options } = parseArgs({
  options: {
    minutes: { type: 'string', default: '6' },
    hours: { type: 'string', default: '2' },
    plants: { type: 'string', default: '6' },
    verbose: { type: 'boolean', default: false },
  },
});
const HOURS = Number(options.hours);
const PLANTS = Number(options.plants);
const STEP = 5;
const HOUR = 3600;
const ZONE = 'Asia/Shanghai';
/** A planted row that is not found within this has not been found, s. */
const LIMIT = 120;
/** A planted wrong row is to be found within. */
const BAR_S = 60;

const [server, broker] = [await startStore(), await startNats()];
const nats = await connect({ servers: broker.url });
const { store } = server;
let failed = false;
try {
  await importPack(store, generatePack(), Date.now());
  const registry = await openRegistry(store, nats, pino({ level: 'silent' }));
  await fillStandardTables(store, Date.now());
  await fillQualityTables(store);
  const [size] = await store.rows<{ series: string; rate: string }>(
    'window',
    'SELECT toString(sum(length(factors))) AS series, toString(sum(length(factors) / period)) AS rate ' +
      'FROM stations FINAL',
  );
  console.log(
    `${registry.stations().size} stations, ${size!.series} series, ${Number(size!.rate).toFixed(0)} readings/s`,
  );

  let ordinal = 1;
  /** Readings of [from, until); `late` of a thousand belong to some time of the last half hour. */
  const fill = async (from: number, until: number, late: number): Promise<void> => {
    await store.command(
      'write',
      `INSERT INTO readings (station, factor, statistic, time, value, flag, first, last, received)
      SELECT station, factor, basis AS statistic,
        toDateTime(if(rand(1) % 1000 < {late:UInt32}, at - 600 - rand(2) % 1200, at), 'UTC') AS time,
        toDecimal64(multiIf(factor = 40, 7.2, factor = 6, 0.6 + (rand(3) % 100) / 200, factor = 41, 7, factor =
          46, 0.3, factor = 47, 0.08, factor IN (23), 2.5, factor = 21, 55,
          factor = 24, rand(3) % 3600 / 10, 20 + (cityHash64(station, factor) % 60) + (rand(4) % 1000) / 100),
            6) AS value,
        if(rand(5) % 100 = 0, 68, 78) AS flag, {ordinal:UInt64} + rowNumberInAllBlocks() AS first, first AS
          last, now64(3) AS received
      FROM (
        SELECT station, factor, basis, arrayJoin(range(toUInt32(ceil(({from:UInt32} - phase) / period)),
          toUInt32(ceil(({until:UInt32} - phase) / period)))) AS n, toUInt32(phase + n * period) AS at
        FROM (SELECT station, factor, period, basis, station % greatest(1, period) AS phase FROM stations FINAL
          ARRAY JOIN factors AS factor WHERE retired = 0)
      )`,
      { from, until, late, ordinal },
    );
    ordinal += 10_000_000;
  };

  const start = Math.floor(Date.now() / 1000);
  const open = start - (start % HOUR);
  for (let from = open - HOURS * HOUR; from < start; from += 400) await fill(from, Math.min(from + 400, start), 0);
  const touched = new DirtyPeriods(INGEST_BOUNDS.dueInMemory);
  await store.command(
    'write',
    `INSERT INTO touched SELECT 1, hour, station, factor, {head:UInt64}, 0, now() FROM readings
        WHERE hour < toDateTime({open:UInt32}, 'UTC') GROUP BY hour, station, factor`,
    { head: touched.nextHead(1), open },
  );
  await touched.load(store);
  const compute = async (): Promise<boolean> => {
    const openFrom = Math.floor((Date.now() / 1000 - 60) / HOUR) * HOUR;
    const chunk = nextChunk({ dirtyPeriods: touched, registry, openFrom, parts: INGEST_BOUNDS.hourParts });
    if (chunk === null) return false;
    await computeHours(store, touched, chunk, ZONE, Date.now());
    return true;
  };
  while (await compute());
  const [filled] = await store.rows<{ readings: string; hours: string }>(
    'history',
    'SELECT (SELECT toString(count()) FROM readings) AS readings, (SELECT toString(count()) FROM ' +
      'hours_now FINAL) AS hours',
  );
  console.log(
    `${filled!.readings} readings, ${filled!.hours} hours computed from ` +
      `them, ${(Date.now() / 1000 - start).toFixed(0)} s to fill`,
  );

  const silent: LivePublisher & { isLeader(): boolean } = {
    upsert: () => undefined,
    replace: () => undefined,
    commit: async () => undefined,
    isLeader: () => true,
  };
  const heard = listenTo(silent, ['hotspots', 'regions']);
  const ticker = new Ticker({ store, registry, publisher: heard.publisher, slow: () => NO_ANSWERS });
  const touchAgain: TouchAgain = async (periods) => {
    const touches = new DirtyPeriodBatch();
    for (const { span, start: at, station, factor } of periods) if (span === 'hour') touches.hour(at, station, factor);
    return touches.write(store, touched, 0, Date.now());
  };

  let onTick: (result: TickResult) => void = () => undefined;
  let took: number[] = [];
  let arrived = Math.floor(Date.now() / 1000);
  let ending = false;
  /** Ticks in real time; what came in since the last one first, and the hours that its late readings touched. */
  const ticking = (async (): Promise<void> => {
    while (!ending) {
      const due = performance.now() + STEP * 1000;
      const now = Math.floor(Date.now() / 1000);
      await fill(arrived, now, 50);
      await store.command(
        'write',
        `INSERT INTO touched SELECT 1, hour, station, factor, {head:UInt64}, 0, now() FROM readings
            WHERE hour >= {recent:DateTime} AND first >= {ordinal:UInt64} GROUP BY hour, station, factor`,
        { head: touched.nextHead(1), ordinal: ordinal - 10_000_000, recent: now - 2 * HOUR },
      );
      await touched.load(store);
      arrived = now;
      const begun = performance.now();
      const result = await ticker.run(Date.now());
      took.push(performance.now() - begun);
      await ticker.settle(Date.now() + STEP * 1000);
      onTick(result);
      while (await compute());
      await pause(Math.max(0, due - performance.now()));
    }
  })();
  const stopTicking = async (): Promise<void> => {
    ending = true;
    await ticking;
  };
  ticking.catch((error: unknown) => {
    failed = true;
    ending = true;
    console.error(error);
  });

  const at = (all: readonly number[], share: number): string => {
    const sorted = [...all].sort((a, b) => a - b);
    return (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(0);
  };
  const shown = (what: string): void => {
    console.log(
      `${what}: ${took.length} ticks, p50 ${at(took, 0.5)} ms, p90 ${at(took, 0.9)} ms, p99 ${at(took, 0.99)} ms`,
    );
  };
  // The first ticks build the cells' weights, close every bucket of the hour, and open them again while what was filled
  // counts as just come in.
  while (took.length < 6 && !ending) await pause(200);
  took = [];
  await pause((Number(options.minutes) * 60_000) / 4);
  shown('without the audit');

  const metrics = new Prometheus();
  const log = pino({ level: options.verbose ? 'info' : 'silent' });
  /** What each statement of the audit took. */
  const spent = new Map<string, number[]>();
  const watched: typeof store = new Proxy(store, {
    get: (target, method: keyof typeof store) =>
      !['rows', 'columns', 'bytes'].includes(method)
        ? (Reflect.get(target, method) as (...all: unknown[]) => unknown).bind(target)
        : async (...given: unknown[]) => {
            const from = performance.now();
            const name = `${String(given[1]).replace(/\s+/g, ' ').slice(0, 24)} ...
                ${/FROM (\w+)/.exec(String(given[1]))?.[1]}`;
            try {
              return await (Reflect.get(target, method) as (...all: unknown[]) => Promise<unknown>).apply(
                target,
                given,
              );
            } finally {
              spent.set(name, [...(spent.get(name) ?? []), performance.now() - from]);
            }
          },
  });
  // One hour more than is planted in: the run may pass the end of an hour.
  const audit = startAudit(
    { store: watched, clock: systemClock, log, metrics },
    {
      registry,
      publisher: silent,
      published: heard.published,
      touchAgain,
      bounds: { watchedHours: HOURS + 1, first: 0 },
    },
  );
  onTick = (result) => audit.ticked(result);
  took = [];
  const begun = performance.now();
  const figures = (): Record<string, number | string> => ({ ...audit.parts()[0]!.figures });
  if (options.verbose)
    setInterval(
      async () =>
        console.log(
          JSON.stringify({ ...figures(), parts: audit.parts()[0]!.detail, ticks: took.length, lastTick: took.at(-1) }),
          (await metrics.metrics())
            .split('\n')
            .filter((l) => /audit_(failed|skipped|round_ms_(sum|count)|postponed)/.test(l) && !l.startsWith('#'))
            .join(' '),
        ),
      10_000,
    ).unref();
  const minutesLeft = (): boolean => performance.now() - begun < Number(options.minutes) * 60_000;
  while ((figures()['last'] === '' || Number(figures()['behind']) > 0) && minutesLeft() && !ending) await pause(500);
  console.log(
    `the whole range of ${HOURS} hours verified from raw readings ` +
      `after ${((performance.now() - begun) / 1000).toFixed(0)} s; waiting: ${figures()['behind']}`,
  );

  const mismatches = async (): Promise<number> =>
    (await metrics.getSingleMetric('guanlan_audit_mismatches_total')!.get()).values.reduce(
      (sum, { value }) => sum + value,
      0,
    );
  const unplanted = await mismatches();
  const [stuck] = await store.rows<{ station: number; factor: number }>(
    'history',
    'SELECT station, factor FROM exceedance_states FINAL WHERE active = 1 LIMIT 1',
  );
  const found: { what: string; seconds: number | null; closed: boolean }[] = [];
  for (let i = 0; i < PLANTS && !ending; i += 1) {
    const [row] = await store.rows<{ begun: number; station: number; factor: number }>(
      'history',
      'SELECT toUnixTimestamp(hour) AS begun, station, factor FROM hours_now FINAL WHERE hour >= ' +
        '{from:DateTime} ORDER BY rand() LIMIT 1',
      { from: open - HOURS * HOUR },
    );
    const where = `WHERE hour = toDateTime(${row!.begun}, 'UTC') AND station = ${row!.station}
        AND factor = ${row!.factor}`;
    const kinds = ['value', 'count', ...(stuck ? ['ranking'] : [])];
    const what = kinds[i % kinds.length]!;
    if (what === 'value')
      await store.command(
        'history',
        `INSERT INTO hours_now SELECT * REPLACE (ifNull(hours_now.value, 0) + toDecimal64(0.000001, 6) AS value,
            version + 1 AS version) FROM hours_now FINAL ${where}`,
      );
    if (what === 'count')
      await store.command(
        'history',
        `INSERT INTO hours_now SELECT * REPLACE (toUInt32(count + 1) AS count, version + 1 AS version)
            FROM hours_now FINAL ${where}`,
      );
    if (what === 'ranking')
      await store.command(
        'history',
        `INSERT INTO exceedance_states SELECT * REPLACE (toInt64(value + 1000000) AS value,
            toUInt64(1000000000000) AS version) FROM exceedance_states FINAL WHERE station = ${stuck!.station}
            AND factor = ${stuck!.factor}`,
      );
    const planted = performance.now();
    const standing = (): number => Number(figures()['mismatches']);
    while (standing() === 0 && performance.now() - planted < LIMIT * 1000 && !ending) await pause(100);
    const seconds = standing() > 0 ? (performance.now() - planted) / 1000 : null;
    if (what === 'ranking')
      await store.command(
        'history',
        'ALTER TABLE exceedance_states DELETE WHERE version = 1000000000000 SETTINGS mutations_sync = 2',
      );
    const until = performance.now() + LIMIT * 1000;
    while (standing() > 0 && performance.now() < until && !ending) await pause(100);
    found.push({ what, seconds, closed: standing() === 0 });
    console.log(
      `planted ${what}: ${seconds === null ? 'NOT FOUND' : `found after ${seconds.toFixed(1)} s`},` +
        ` ${standing() === 0 ? 'agrees again' : 'still stands'} ${((performance.now() - planted) / 1000).toFixed(1)} ` +
        's after it was planted',
    );
  }
  while (minutesLeft() && !ending) await pause(500);
  const hours = (performance.now() - begun) / 3_600_000;
  const counters = await metrics.getMetricsAsJSON();
  const sumOf = (name: string, kind?: string): number =>
    (counters.find((metric) => metric.name === name)?.values ?? [])
      .filter(({ labels }) => kind === undefined || (labels as Record<string, unknown>)['kind'] === kind)
      .reduce((sum, { value }) => sum + value, 0);
  shown('with the audit');
  const kinds = ['hour', 'day', 'rolling', 'cell', 'ranking', 'region'];
  const perHour = (kind?: string): number => sumOf('guanlan_audit_values_total', kind) / hours;
  const rates = kinds.map((kind) => `${kind} ${Math.round(perHour(kind))}`).join(', ');
  console.log(`recomputed per hour: ${rates}; without cells ${Math.round(perHour() - perHour('cell'))}`);
  // The values of a histogram carry the name of their series beside what the common type says.
  const rounds: readonly { value: number; metricName?: string }[] | undefined = counters.find(
    ({ name }) => name === 'guanlan_audit_round_ms',
  )?.values;
  const roundOf = (part: string): number =>
    rounds?.find(({ metricName }) => metricName === `guanlan_audit_round_ms_${part}`)?.value ?? 0;
  console.log(
    `${roundOf('count')} rounds, ${(roundOf('sum') / Math.max(1, roundOf('count'))).toFixed(0)} ms on average`,
  );
  console.log(
    `postponed ${sumOf('guanlan_audit_postponed_total')}, rounds left ` +
      `out ${sumOf('guanlan_audit_skipped_total')}, failed ${sumOf('guanlan_audit_failed_total')}, ` +
      `repairs ${sumOf('guanlan_audit_repairs_total')}`,
  );
  if (options.verbose)
    for (const [name, all] of spent)
      console.log(
        name.padEnd(60),
        `${all.length}x median ${at(all, 0.5)}, most ${at(all, 1)} ` +
          `ms, ${(all.reduce((sum, ms) => sum + ms, 0) / Math.max(1, roundOf('count'))).toFixed(0)} ms a ` +
          'round',
      );
  const seconds = found.map((one) => one.seconds ?? Infinity).sort((a, b) => a - b);
  console.log(
    `mismatches nobody planted: ${unplanted}; planted ${found.length}, ` +
      `found ${seconds.filter(Number.isFinite).length}, ` +
      `median ${seconds[Math.floor(seconds.length / 2)]?.toFixed(1)} s, ` +
      `most ${seconds.at(-1)?.toFixed(1)} s`,
  );
  const most = await mismatches();
  if (most !== found.length + unplanted) console.log(`mismatches in all: ${most}`);
  failed ||= unplanted > 0 || found.some((one) => one.seconds === null);
  const rate = Math.round((sumOf('guanlan_audit_values_total') - sumOf('guanlan_audit_values_total', 'cell')) / hours);
  const times = `${seconds[Math.floor(seconds.length / 2)]?.toFixed(1)} s`;
  const worst = `${seconds.at(-1)?.toFixed(1)} s`;
  const caught = seconds.filter(Number.isFinite).length;
  verdict(
    'continuous audit',
    {
      en:
        `${rate} values an hour without cells; ${caught} of ${found.length} planted rows found, ` +
        `median ${times}, slowest ${worst}; other mismatches ${unplanted}`,
      zh: `每小时 ${rate} 个（不含网格）；${found.length} 处改错发现 ${caught} 处，中位数 ${times}，最慢 ${worst}；其他不符 ${unplanted}`,
    },
    `all found within ${BAR_S} s, other mismatches 0`,
    !failed && (seconds.at(-1) ?? 0) <= BAR_S,
  );
  if (unplanted > 0)
    console.log(
      JSON.stringify(
        await store.rows(
          'history',
          'SELECT kind, subject, field, shown, recomputed FROM audit_findings FINAL LIMIT 20',
        ),
        null,
        1,
      ),
    );
  await audit.close();
  await stopTicking();
  await registry.close();
} finally {
  await nats.close();
  await broker.stop();
  await server.stop();
}
process.exit(failed ? 1 : undefined);
