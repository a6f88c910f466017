import type { Logger } from 'pino';
import type { Clock } from '../../streams/contracts/clock.ts';
import { Auditor } from './auditor.ts';
import type { AuditorOptions } from './auditor-options.ts';
import type { Finding } from './findings.ts';
import type { AuditMetrics } from './metrics.ts';
import { Records } from './records.ts';

const HOUR_MS = 3_600_000;
/** Rounds that are written together. */
const ROUNDS_AT_ONCE = 12;

/** Marks hours and days to be computed again; ingest's. Returns how many were not marked already. */
export type TouchAgain = (
  rows: readonly {
    readonly span: 'hour' | 'day';
    readonly start: number;
    readonly station: number;
    readonly factor: number;
  }[],
) => Promise<number>;

export interface AuditRunnerOptions extends AuditorOptions {
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: AuditMetrics;
  readonly touchAgain: TouchAgain;
}

type PeriodFinding = Finding & { readonly kind: 'hour' | 'day' };
const isPeriod = (finding: Finding): finding is PeriodFinding => finding.kind === 'hour' || finding.kind === 'day';

/**
 * Rounds with their consequences: findings are recorded and logged, wrong hours and days marked to be computed again.
 */
export class AuditRunner {
  readonly #options: AuditRunnerOptions;
  readonly #records: Records;
  #auditor: Auditor;
  #isLoaded = false;
  #last: { readonly at: number; readonly monotonic: number } | null = null;
  /** Values of the last hour by round; `at` monotonic ms. */
  #hour: { readonly at: number; readonly values: number }[] = [];

  constructor(options: AuditRunnerOptions) {
    this.#options = options;
    this.#records = new Records(options.store);
    this.#auditor = new Auditor(options);
  }

  get auditor(): Auditor {
    return this.#auditor;
  }
  /** End of the last round, ms UTC and monotonic ms. */
  get last(): { readonly at: number; readonly monotonic: number } | null {
    return this.#last;
  }
  /** Values recomputed in the last hour. */
  get values(): number {
    return this.#hour.reduce((sum, { values }) => sum + values, 0);
  }

  /** Another process leads: what it writes is read again before the next round. */
  unload(): void {
    this.#isLoaded = false;
  }

  flush(): Promise<void> {
    return this.#records.flush();
  }

  /** One round. Throws what the store and `touchAgain` throw. */
  async round(): Promise<void> {
    const { clock, metrics } = this.#options;
    const begun = clock.monotonic();
    if (!this.#isLoaded) await this.#load(begun);
    const round = await this.#auditor.round();
    const { opened, closed, again } = round.change;
    this.#report(opened, closed);
    // A finding that is not recorded would be raised again by the next process; one that is recorded and not repaired
    // is repaired next time.
    await this.#records.findings([...opened, ...closed]);
    await this.#records.findings(await this.#repair([...opened, ...again]));
    const values = Object.values(round.checked).reduce((sum, count) => sum + count, 0);
    for (const [kind, count] of Object.entries(round.checked)) metrics.values.inc({ kind }, count);
    metrics.postponed.inc(round.postponed);
    const now = clock.monotonic();
    this.#hour = [...this.#hour.filter(({ at }) => at > now - HOUR_MS), { at: now, values }];
    const last = { at: clock.now(), monotonic: now };
    this.#last = last;
    metrics.last.set(Math.floor(last.at / 1000));
    metrics.took.observe(now - begun);
    const { findings, behind } = this.#auditor;
    const { suspects, standing } = findings;
    this.#records.add({ at: last.at, took: now - begun, round, suspects, standing: standing.length, behind });
    if (this.#records.waiting >= ROUNDS_AT_ONCE) await this.#records.flush();
  }

  async #load(begun: number): Promise<void> {
    this.#auditor = new Auditor(this.#options);
    const { standing, checked } = await this.#records.load();
    await this.#auditor.restore(standing);
    this.#hour = [{ at: begun, values: checked }];
    this.#isLoaded = true;
  }

  #report(opened: readonly Finding[], closed: readonly Finding[]): void {
    const { log, metrics } = this.#options;
    for (const { kind, subject, field, shown, recomputed } of opened) {
      metrics.mismatches.inc({ kind });
      log.error({ kind, subject, field, shown, recomputed }, 'a shown value differs from its readings');
    }
    for (const { kind, subject, repairs } of closed)
      log.info({ kind, subject, repairs }, 'a shown value agrees with its readings again');
  }

  /** Marks wrong hours and days to be computed again; returns their findings as they are now. */
  async #repair(findings: readonly Finding[]): Promise<Finding[]> {
    const { bounds, touchAgain, metrics, log } = this.#options;
    const chosen = findings
      .filter(isPeriod)
      .filter(({ repairs, field }) => repairs < bounds.repairsEach && field !== 'unsupported')
      .slice(0, bounds.repairsPerRound);
    const [first] = chosen;
    if (first === undefined) return [];
    await touchAgain(chosen.map(({ kind, start, station, factor }) => ({ span: kind, start, station, factor })));
    metrics.repairs.inc(chosen.length);
    for (const finding of chosen) this.#auditor.expect(finding);
    log.warn(
      { rows: chosen.length, first: first.subject },
      'rows that differ from their readings were marked to be computed again',
    );
    return chosen.map((finding) => this.#auditor.findings.repaired(finding));
  }
}
