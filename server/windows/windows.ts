import type { Logger } from 'pino';
import type { LivePublisher } from '../../streams/live/mod.ts';
import { HotspotAnalysis } from '../hotspots/mod.ts';
import { pause } from '../platform/pause.ts';
import type { PartState, RoleContext, Running } from '../platform/running.ts';
import { TickPriority, yieldingToTicks } from '../platform/tick-priority.ts';
import { announceRegistry, type Registry } from '../registry/mod.ts';
import { SlowEvaluationRunner } from './slow-evaluation-runner.ts';
import { SlowEvaluation } from './slow-evaluation.ts';
import { slowQuestions } from './slow-questions.ts';
import { SlowRefresh } from './slow-refresh.ts';
import { fillStandardTables } from './standard-tables.ts';
import { tickInstantOf } from './tick-instant.ts';
import { tickMetrics, type TickMetrics } from './tick-metrics.ts';
import type { TickResult } from './tick-result.ts';
import { Ticker } from './tick.ts';

/** The wall clock moved by more than this against the monotonic one: what is closed is closed again, ms. */
const CLOCK_JUMP_MS = 2_000;
/**
 * Work beside the ticks is not waited for longer than this at the end, ms: it only reads, or writes what is written
 * again.
 */
const SLOW_END_MS = 500;
/** Ticks without success after which the part says `degraded`. */
const FAILURES_TOLERATED = 2;
/** Of failures in a row the first is logged, and then one in so many. */
const LOG_EVERY_FAILURES = 20;

export interface WindowsExtra {
  readonly publisher: LivePublisher & { isLeader(): boolean };
  readonly registry: Registry;
  /**
   * Series keys of open alarms: each tick tells which of them fell below the deadband (`TickResult.belowDeadbandAt`).
   */
  readonly openAlarmSeries?: () => readonly number[];
  /** Handed every tick's result, after it was published; the next tick waits for it. */
  readonly onTick?: (result: TickResult) => void | Promise<void>;
  /** Told when ticks begin and end, for work that yields to them. */
  readonly priority?: TickPriority;
  /** Called after what the next tick needs is prepared: for work that has the pause until then. */
  readonly onSettled?: (result: TickResult) => void;
}

/** The timer of the ticks and what goes on beside them; see `startWindows`. */
export class Windows implements Running {
  readonly #context: RoleContext;
  readonly #options: WindowsExtra & { readonly priority: TickPriority };
  readonly #log: Logger;
  readonly #metrics: TickMetrics;
  readonly #ticker: Ticker;
  readonly #slow: SlowRefresh;
  readonly #slowEvaluation: SlowEvaluationRunner;
  readonly #analysis: HotspotAnalysis;
  #timer: NodeJS.Timeout | null = null;
  #standardsFilled = false;
  #wasLeader = false;
  /** Wall clock minus monotonic clock at the last jump, ms. */
  #offset: number;
  #running: Promise<void> | null = null;
  #failures = 0;
  #failure = '';
  #last: { readonly at: number; readonly ms: number } | null = null;

  constructor(context: RoleContext, extra: WindowsExtra) {
    const { store, clock, metrics } = context;
    const { registry, publisher, openAlarmSeries = () => [], priority = new TickPriority(clock) } = extra;
    this.#context = context;
    this.#options = { ...extra, priority };
    this.#log = context.log.child({ module: 'windows' });
    this.#metrics = tickMetrics(metrics);
    this.#offset = clock.now() - clock.monotonic();
    const beside = { clock, log: this.#log };
    this.#slow = new SlowRefresh(slowQuestions(yieldingToTicks(store, priority), registry), beside);
    this.#slowEvaluation = new SlowEvaluationRunner(new SlowEvaluation(store, registry), beside);
    this.#analysis = new HotspotAnalysis({ store, registry, publisher, clock, log: this.#log, metrics });
    this.#ticker = new Ticker({ store, registry, publisher, openAlarmSeries, slow: () => this.#slow.answers });
  }

  /** Begins to tick. */
  open(): void {
    this.#timer = setInterval(() => this.#step(), this.#context.config.tickMs);
    this.#step();
  }

  parts(): readonly PartState[] {
    const last = this.#last;
    if (!this.#options.publisher.isLeader()) return [{ part: 'windows', state: 'ready', detail: 'standby' }];
    if (last === null)
      return [{ part: 'windows', state: 'starting', detail: this.#failures > 0 ? this.#failure : 'first tick' }];
    if (this.#failures >= FAILURES_TOLERATED) return [{ part: 'windows', state: 'degraded', detail: this.#failure }];
    const figures = { tickMs: Math.round(last.ms), lastTick: new Date(last.at).toISOString() };
    return [{ part: 'windows', state: 'ready', figures }];
  }

  async close(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#options.priority.rest();
    await this.#running;
    const beside = Promise.all([this.#slow.idle(), this.#slowEvaluation.idle(), this.#analysis.close()]);
    const end = new AbortController();
    await Promise.race([beside, pause(SLOW_END_MS, end.signal)]);
    end.abort();
  }

  #step(): void {
    if (this.#running !== null) {
      this.#metrics.skipped.inc();
      return;
    }
    this.#running = this.#tick()
      .then(() => {
        this.#failures = 0;
        this.#failure = '';
        if (!this.#options.publisher.isLeader()) return;
        this.#slow.offer();
        if (this.#last !== null) this.#slowEvaluation.after(tickInstantOf(this.#last.at));
      })
      .catch((error: unknown) => this.#failed(error))
      .finally(() => {
        this.#running = null;
      });
  }

  async #tick(): Promise<void> {
    const { clock, config } = this.#context;
    const { publisher, priority, onTick, onSettled } = this.#options;
    if (!publisher.isLeader()) {
      this.#wasLeader = false;
      priority.rest();
      return;
    }
    priority.begin(config.tickMs);
    const begun = clock.monotonic();
    await this.#prepare();
    const result = await this.#ticker.run(clock.now());
    await onTick?.(result);
    priority.end();
    const ended = clock.monotonic();
    this.#metrics.took.observe(ended - begun);
    for (const [topic, count] of Object.entries(result.rows)) this.#metrics.rows.set({ topic }, count);
    this.#last = { at: result.at, ms: ended - begun };
    await this.#ticker.settle(clock.now() + config.tickMs);
    this.#metrics.settled.observe(clock.monotonic() - ended);
    this.#analysis.offer(result);
    onSettled?.(result);
  }

  /** What has to be right before a tick: the standards' tables, the state of a new leader, the clock. */
  async #prepare(): Promise<void> {
    const { store, clock, nats } = this.#context;
    if (!this.#standardsFilled) {
      const version = Math.floor(clock.now());
      if (await fillStandardTables(store, version)) announceRegistry(nats, version);
      this.#standardsFilled = true;
    }
    if (!this.#wasLeader) await this.#ticker.reopen();
    this.#wasLeader = true;
    const jump = clock.now() - clock.monotonic() - this.#offset;
    if (Math.abs(jump) <= CLOCK_JUMP_MS) return;
    this.#log.warn({ jump: Math.round(jump) }, 'clock jump detected; the buckets of the rolling hour are closed again');
    this.#offset += jump;
    await this.#ticker.forget();
  }

  #failed(error: unknown): void {
    this.#options.priority.end();
    this.#metrics.failed.inc();
    this.#failures += 1;
    this.#failure = error instanceof Error ? error.message : String(error);
    // What the store holds may be other than what is remembered.
    this.#wasLeader = false;
    if (this.#failures === 1 || this.#failures % LOG_EVERY_FAILURES === 0)
      this.#log.warn({ err: error, failures: this.#failures }, 'tick failed; the next one retries');
  }
}
