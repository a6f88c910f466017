import type { TickResult } from '../windows/mod.ts';
import type { AuditorOptions } from './auditor-options.ts';
import type { Check, Disagreement } from './check.ts';
import { Findings, type Finding } from './findings.ts';
import { checkRegions } from './region-check.ts';
import { RoundBuilder, type Round } from './round.ts';
import { StretchRounds } from './stretch-rounds.ts';
import { TickCheck } from './tick-check.ts';

/**
 * The audit's rounds, without timers: each takes prints of a part of the watched range, checks the stretches whose
 * rows changed or were never verified, one random stretch of the past, and what the last tick showed; all within its
 * time.
 */
export class Auditor {
  readonly findings: Findings;
  readonly #options: AuditorOptions;
  readonly #stretches: StretchRounds;
  readonly #ticks: TickCheck;
  #tick: TickResult | null = null;
  /** When the newest tick and the one before it began, ms UTC. */
  #tickAt = 0;
  #previousAt = 0;

  constructor(options: AuditorOptions) {
    const { store, registry, bounds, published, now } = options;
    this.#options = options;
    this.findings = new Findings(bounds);
    this.#stretches = new StretchRounds(options, () => this.findings.standing);
    const { mostReadings, mostUncertain } = bounds;
    this.#ticks = new TickCheck({ store, registry, mostReadings, mostUncertain }, published, now, bounds);
  }

  /** Stretches of the watched range that wait for their check. */
  get behind(): number {
    return this.#stretches.range.behind;
  }

  /** Something changed after it was verified, or disagreed once: the next round must not be left out. */
  get isUrgent(): boolean {
    return this.findings.suspects > 0 || this.#stretches.range.changed > 0;
  }

  /** Handed every tick. Cheap: the next round checks the newest. */
  ticked(result: TickResult): void {
    this.#tick = result;
    this.#previousAt = this.#tickAt;
    this.#tickAt = result.at;
  }

  /** What an earlier process had verified, and what stood then. Throws what the store throws. */
  async restore(standing: readonly Finding[]): Promise<void> {
    await this.#stretches.range.restore();
    for (const finding of standing) {
      this.findings.restore(finding);
      this.#stretches.revisit(finding);
    }
  }

  /** One round. Throws what the store throws. */
  async round(): Promise<Round> {
    const { monotonic, now } = this.#options;
    const begun = monotonic();
    const round = new RoundBuilder();
    const take = (check: Check): void => round.add(check, this.findings.take(check, monotonic(), now()));
    // What the tick wrote is kept for three ticks only, so it comes first.
    const tick = this.#tick;
    this.#tick = null;
    if (tick !== null) {
      const { checks, postponed } = await this.#ticks.after(tick, this.#previousAt, this.#farRows());
      round.postpone(postponed);
      for (const check of checks) take(check);
    }
    await this.#stretches.range.takePrints();
    await this.#stretches.run(begun, { take, verify: (stretch) => round.verify(stretch) });
    await this.#stretches.runRandom({ take });
    take(await this.#checkRegions());
    const wanted = [...this.findings.wanted('rolling'), ...this.findings.wanted('ranking')];
    await this.#ticks.before(tick?.exceedances ?? [], wanted);
    return round.build();
  }

  /** A row was marked to be computed again: it is checked soon. */
  expect(disagreement: Disagreement): void {
    this.#stretches.expect(disagreement);
  }

  /** Rows of the ranking checked with a statement each: fewer while stretches wait. */
  #farRows(): number {
    const { stretchesAtOnce, farRowsBehind, farRows } = this.#options.bounds;
    return this.behind > stretchesAtOnce ? farRowsBehind : farRows;
  }

  #checkRegions(): Promise<Check> {
    const { store, registry, published, bounds, now, random } = this.#options;
    const wanted = this.findings.wanted('region').map(({ subject }) => subject);
    return checkRegions({ store, registry, published, mostReadings: bounds.mostReadings, now: now(), random, wanted });
  }
}
