import { Counter, Gauge, Histogram } from 'prom-client';
import type { LivePublisher } from '../../streams/live/mod.ts';
import { announceRegistry, type Registry } from '../registry/mod.ts';
import { yieldingToTicks, TickPriority } from '../platform/tick-priority.ts';
import type { PartState, RoleContext, Running } from '../platform/running.ts';
import { HotspotAnalysis } from '../hotspots/mod.ts';
import {
  AT_FIRST_MS,
  NO_ANSWERS,
  SLOW_AT_FIRST_MS,
  SLOW_EVERY_MS,
  slowQuestions,
  type SlowAnswers,
} from './slow-questions.ts';
import { tickInstantOf } from './tick-instant.ts';
import { SlowJudge, slowJudging } from './slow-evaluation.ts';
import { fillStandardTables } from './standard-tables.ts';
import { Ticker, type TickResult } from './tick.ts';

/** The wall clock moved by more than this against the monotonic one: what is closed is closed again, ms. */
const CLOCK_JUMP_MS = 2_000;
/** The slow questions failed: asked again after this, ms. */
const SLOW_RETRY_MS = 10_000;
/** Slow questions under way are not waited for longer than this at the end, ms: they only read, or write what is written again. */
const SLOW_END_MS = 500;
/** Ticks without success after which the part says `degraded`. */
const FAILURES_TOLERATED = 2;

export interface WindowsExtra {
  readonly publisher: LivePublisher & { isLeader(): boolean };
  readonly registry: Registry;
  /** Handed every tick's result, after it was published; the next tick waits for it. */
  readonly onTick?: (result: TickResult) => void | Promise<void>;
  /** Told when ticks begin and end, for those who give way to them. */
  readonly way?: TickPriority;
  /** Told after what the next tick needs is prepared: for work that has the pause until then. */
  readonly onSettled?: (result: TickResult) => void;
}

/**
 * The windows 窗口: each tick brings the rolling state up to now, asks the questions of sql/windows and publishes the topics.
 * Ticks run on monotonic time; one that is still running means that the next is skipped and counted, never queued. Only the
 * leader ticks. Resolves at once; while the store is away every tick fails, is counted, and the next one tries again.
 */
export async function startWindows(
  context: RoleContext,
  { publisher, registry, onTick, onSettled, way = new TickPriority(context.clock) }: WindowsExtra,
): Promise<Running> {
  const { store, clock, config, metrics, nats } = context;
  const log = context.log.child({ room: 'windows' });
  const took = new Histogram({
    name: 'guanlan_tick_ms',
    help: 'Duration of a tick of the windows, ms',
    buckets: [50, 100, 200, 300, 500, 750, 1000, 2000, 5000],
    registers: [metrics],
  });
  const settled = new Histogram({
    name: 'guanlan_settle_ms',
    help: 'Work between two ticks (closing buckets, late readings), ms',
    buckets: [20, 50, 100, 200, 500, 1000, 2000, 5000],
    registers: [metrics],
  });
  const skipped = new Counter({
    name: 'guanlan_tick_skipped_total',
    help: 'Ticks skipped because one was still running',
    registers: [metrics],
  });
  const failed = new Counter({ name: 'guanlan_tick_failed_total', help: 'Ticks that failed', registers: [metrics] });
  const rows = new Gauge({
    name: 'guanlan_tick_rows',
    help: 'Rows of a topic at the last tick',
    labelNames: ['topic'],
    registers: [metrics],
  });

  let slow: SlowAnswers = NO_ANSWERS;
  const questions = slowQuestions(yieldingToTicks(store, way), registry);
  const ticker = new Ticker({ store, registry, publisher, slow: () => slow });
  const slowly = slowJudging(new SlowJudge(store, registry), { log, clock });
  const analysis = new HotspotAnalysis({ store, registry, publisher, clock, log, metrics });
  let standardsFilled = false;
  let wasLeader = false;
  let offset = clock.now() - clock.monotonic();
  let running: Promise<void> | null = null;
  let slowRunning: Promise<void> | null = null;
  /** Monotonic, ms. */
  const startedAt = clock.monotonic();
  let slowDue = -Infinity;
  let failures = 0;
  let last: { at: number; ms: number } | null = null;
  let trouble = '';

  const tick = async (): Promise<void> => {
    if (!publisher.isLeader()) {
      wasLeader = false;
      way.rest();
      return;
    }
    way.begin(config.tickMs);
    const begun = clock.monotonic();
    if (!standardsFilled) {
      const version = Math.floor(clock.now());
      if (await fillStandardTables(store, version)) announceRegistry(nats, version);
      standardsFilled = true;
    }
    if (!wasLeader) await ticker.reopen();
    wasLeader = true;
    const jump = clock.now() - clock.monotonic() - offset;
    if (Math.abs(jump) > CLOCK_JUMP_MS) {
      log.warn({ jump: Math.round(jump) }, 'the clock jumped; the buckets of the hour are closed again');
      offset += jump;
      await ticker.forget();
    }
    const result = await ticker.run(clock.now());
    await onTick?.(result);
    way.end();
    const ms = clock.monotonic() - begun;
    took.observe(ms);
    for (const [topic, count] of Object.entries(result.rows)) rows.set({ topic }, count);
    last = { at: result.at, ms };
    const from = clock.monotonic();
    await ticker.settle(clock.now() + config.tickMs);
    settled.observe(clock.monotonic() - from);
    analysis.offer(result);
    onSettled?.(result);
  };

  const askSlowly = (): void => {
    if (slowRunning !== null || !publisher.isLeader() || clock.monotonic() < slowDue) return;
    slowRunning = questions
      .ask(clock.now())
      .then((answers) => {
        slow = answers;
        slowDue =
          clock.monotonic() +
          (answers.isPartial || clock.monotonic() - startedAt < AT_FIRST_MS ? SLOW_AT_FIRST_MS : SLOW_EVERY_MS);
      })
      .catch((error: unknown) => {
        slowDue = clock.monotonic() + SLOW_RETRY_MS;
        log.warn({ err: error }, 'hours, days and rankings could not be asked; trying again');
      })
      .finally(() => {
        slowRunning = null;
      });
  };

  const step = (): void => {
    if (running !== null) {
      skipped.inc();
      return;
    }
    running = tick()
      .then(() => {
        failures = 0;
        trouble = '';
        askSlowly();
        if (publisher.isLeader() && last !== null) slowly.after(tickInstantOf(last.at));
      })
      .catch((error: unknown) => {
        way.end();
        failed.inc();
        failures += 1;
        trouble = error instanceof Error ? error.message : String(error);
        // What the store holds may be other than what is remembered.
        wasLeader = false;
        if (failures === 1 || failures % 20 === 0)
          log.warn({ err: error, failures }, 'a tick failed; the next one tries again');
      })
      .finally(() => {
        running = null;
      });
  };
  const timer = setInterval(step, config.tickMs);
  step();

  return {
    parts(): readonly PartState[] {
      if (!publisher.isLeader()) return [{ part: 'windows', state: 'ready', detail: 'standing by' }];
      if (failures >= FAILURES_TOLERATED || (failures > 0 && last === null))
        return [{ part: 'windows', state: last === null ? 'starting' : 'degraded', detail: trouble }];
      if (last === null) return [{ part: 'windows', state: 'starting', detail: 'first tick' }];
      return [
        {
          part: 'windows',
          state: 'ready',
          figures: { tickMs: Math.round(last.ms), lastTick: new Date(last.at).toISOString() },
        },
      ];
    },
    async close() {
      clearInterval(timer);
      way.rest();
      await running;
      await Promise.race([
        Promise.all([slowRunning, slowly.idle(), analysis.close()]),
        new Promise((done) => setTimeout(done, SLOW_END_MS).unref()),
      ]);
    },
  };
}
