import type { Clock } from '../../streams/contracts/clock.ts';
import { GuanlanError } from '../../streams/contracts/errors.ts';
import { factorById } from '../../streams/contracts/factors.ts';
import type { LivePublisher } from '../../streams/live/mod.ts';
import type { PartState, Running } from '../platform/running.ts';
import type { Registry } from '../registry/mod.ts';
import { AlarmPublisher } from './alarm-publisher.ts';
import type { Actor, Step } from './event.ts';
import { ExceedanceRule, type AlarmTick } from './exceedance-rule.ts';
import type { AlarmLedger, LedgerContext } from './ledger.ts';
import { ruleMetrics, type RuleMetrics } from './rule-metrics.ts';
import type { Alarm } from './transitions.ts';
import { writeIntent } from './write-intent.ts';

/** Events written at a time. */
const WRITE_WINDOW = 32;
const DEADLINE: Actor = Object.freeze({ kind: 'deadline', name: 'deadline' });

export interface RulesExtra {
  readonly registry: Registry;
  readonly publisher: LivePublisher;
  readonly ledger: AlarmLedger;
}

/** The alarm rules of the work role: exceedances become events, deadlines pass, the live topics follow. */
export class AlarmRules implements Running {
  readonly #ledger: AlarmLedger;
  readonly #log: LedgerContext['log'];
  readonly #clock: Clock;
  readonly #rule: ExceedanceRule;
  readonly #publisher: AlarmPublisher;
  readonly #metrics: RuleMetrics;
  readonly #stopListening: () => void;
  #running = false;
  #closed = false;
  #failure: string | null = null;

  constructor({ clock, log, metrics }: LedgerContext, { registry, publisher, ledger }: RulesExtra) {
    this.#ledger = ledger;
    this.#log = log;
    this.#clock = clock;
    const kindOf = (station: number): string => registry.station(station)?.kind ?? 'unknown';
    const rule = new ExceedanceRule(({ station, factor }) => `${kindOf(station)}:${factor}`);
    this.#rule = rule;
    this.#publisher = new AlarmPublisher({ publisher, ledger, clock, log, signals: () => rule.signals });
    this.#metrics = ruleMetrics(metrics);
    this.#stopListening = ledger.onChange((alarm, step) => this.#changed(alarm, step));
  }

  /** Takes a tick of the windows. A tick that still runs makes the next one skipped and counted. Never rejects. */
  async onTick(tick: AlarmTick): Promise<void> {
    if (this.#closed) return;
    if (this.#running) return this.#metrics.skipped.inc();
    this.#running = true;
    const now = this.#clock.now();
    try {
      await inWindows(this.#rule.step(tick, this.#ledger, now), (intent) =>
        this.#attempt(intent.step, () => writeIntent(this.#ledger, intent, this.#clock.now())),
      );
      await this.#escalateDue();
      this.#failure = null;
    } catch (error) {
      this.#failure = error instanceof Error ? error.message : String(error);
      this.#log.error({ err: error }, 'alarm events were not written; the next tick retries');
    } finally {
      this.#running = false;
    }
    this.#metrics.open.set(this.#ledger.open().size);
    this.#metrics.folded.set(this.#rule.folded);
    await this.#publisher.publish();
  }

  parts(): readonly PartState[] {
    const { folded } = this.#rule;
    const detail = this.#failure ?? (folded > 0 ? `${folded} exceedances folded: flood` : undefined);
    return [
      {
        part: 'alarm-rules',
        state: this.#failure === null ? 'ready' : 'degraded',
        ...(detail === undefined ? {} : { detail }),
        figures: { open: this.#ledger.open().size, folded },
      },
    ];
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#stopListening();
    await this.#publisher.close();
  }

  /** Losing a race against an operator is no failure: the next tick looks at the state that he left. */
  async #attempt(step: string, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
      this.#metrics.events.inc({ step });
    } catch (error) {
      const isRace =
        error instanceof GuanlanError && (error.code === 'GL_ALARM_MOVED' || error.code === 'GL_ALARM_STEP');
      if (!isRace) throw error;
      this.#metrics.lost.inc();
    }
  }

  async #escalateDue(): Promise<void> {
    const now = this.#clock.now();
    const isDue = ({ due }: Alarm): boolean => due !== null && due <= now;
    await inWindows([...this.#ledger.open().values()].filter(isDue), ({ alarm, sequence, state, due }) =>
      this.#attempt('escalated', () =>
        this.#ledger.append(alarm, sequence, { step: 'escalated', actor: DEADLINE, due }, `${alarm}:${state}:${due}`),
      ),
    );
  }

  #changed({ alarm, priority, subject: { station, factor } }: Alarm, step: Step): void {
    this.#log.info({ alarm, step, station, factor: factorById(factor)?.code, priority }, 'alarm');
    this.#publisher.publishSoon();
  }
}

/** Works on all items, so many at a time. */
async function inWindows<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  for (let at = 0; at < items.length; at += WRITE_WINDOW)
    await Promise.all(items.slice(at, at + WRITE_WINDOW).map(work));
}
