import type { Micro } from '../../streams/contracts/reading.ts';
import type { Evidence, Priority, Subject } from './event.ts';
import { priorityOf, RULE_POLICY, type RulePolicy } from './policy.ts';
import type { Alarm } from './transitions.ts';

/** One series of a tick that exceeds its limit, or lies inside the deadband below it (then `multiple` is from -deadband to 0). */
export interface TickExceedance {
  readonly station: number;
  readonly factor: number;
  /** (C - L) / L; e.g. 0.37. */
  readonly multiple: number;
  readonly value: Micro;
  readonly limit: Micro;
  readonly limitSource: number;
  /** 1 rolling hour, 2 instant, 3 closed hour, 4 day. */
  readonly window: number;
  /** Start of the uninterrupted exceedance, ms UTC. */
  readonly since: number;
  /** The instant the value speaks up to, ms UTC. */
  readonly time: number;
}

export interface AlarmTick {
  readonly exceedances: readonly TickExceedance[];
  /**
   * The newest instant a valid value of the series speaks up to, ms UTC; null while it is silent or not valid.
   * Silence is not calm: without a newer valid value below the limit no alarm is cleared.
   */
  judgedAt(station: number, factor: number): number | null;
}

/** What the rule wants written to the ledger. */
export type Intent =
  | {
      readonly step: 'raised';
      readonly subject: Subject;
      readonly priority: Priority;
      readonly evidence: Evidence;
      readonly id: string;
    }
  | { readonly step: 'worsened'; readonly alarm: Alarm; readonly priority: Priority; readonly evidence: Evidence }
  | { readonly step: 'recurred'; readonly alarm: Alarm; readonly evidence: Evidence }
  | { readonly step: 'cleared' | 'closed'; readonly alarm: Alarm };

const EXCEEDANCE_RULE = 'exceedance';

interface Pending {
  ticks: number;
  periods: number;
  time: number;
}

export interface RuleSight {
  open(): ReadonlyMap<number, Alarm>;
  bySubject(subject: Subject): Alarm | undefined;
}

const evidenceOf = ({ multiple, value, limit, limitSource, window, since, time }: TickExceedance): Evidence => ({
  multiple,
  value,
  limit,
  limitSource,
  window,
  since,
  time,
});

/**
 * The exceedance rule: pure but for its memory of what is on its way in or out. A start forgets that memory, which delays
 * a raise or a clear by its delay and changes nothing else.
 */
export class ExceedanceRule {
  readonly #policy: RulePolicy;
  readonly #classOf: (exceedance: TickExceedance) => string;
  /** Series that exceed and are not raised yet, by key. Bounded by the series that exceed. */
  #coming = new Map<string, Pending>();
  /** Alarms whose series fell below the deadband, by number. */
  #going = new Map<number, Pending>();
  /** Times of raises by class, for the flood bound. */
  readonly #raises = new Map<string, number[]>();
  /** Exceedances not raised on this tick: their class is in flood, or too many alarms are open. */
  folded = 0;
  /** Exceedance episodes that began since the start. */
  signals = 0;

  /** @param classOf what a flood is counted by, e.g. kind of station and factor */
  constructor(classOf: (exceedance: TickExceedance) => string, policy: RulePolicy = RULE_POLICY) {
    this.#classOf = classOf;
    this.#policy = policy;
  }

  /** @param now milliseconds UTC */
  step(tick: AlarmTick, sight: RuleSight, now: number): Intent[] {
    const intents: Intent[] = [];
    const coming = new Map<string, Pending>();
    const stays = new Set<number>();
    this.folded = 0;
    let open = sight.open().size;
    for (const exceedance of tick.exceedances) {
      const subject = { rule: EXCEEDANCE_RULE, station: exceedance.station, factor: exceedance.factor };
      const alarm = sight.bySubject(subject);
      if (alarm) stays.add(alarm.alarm);
      if (exceedance.multiple <= 0) continue;
      if (alarm && alarm.cleared === null) {
        const priority = priorityOf(exceedance.multiple);
        if (priority < alarm.priority && alarm.state !== 'rejected')
          intents.push({ step: 'worsened', alarm, priority, evidence: evidenceOf(exceedance) });
        continue;
      }
      const key = `${exceedance.station}:${exceedance.factor}`;
      const pending = this.#advance(this.#coming.get(key), exceedance.time, !alarm);
      coming.set(key, pending);
      if (pending.ticks < this.#policy.onTicks || pending.periods < this.#policy.onPeriods) continue;
      if (alarm) {
        intents.push({ step: 'recurred', alarm, evidence: evidenceOf(exceedance) });
      } else if (open >= this.#policy.maxOpen || this.#floods(this.#classOf(exceedance), now)) {
        this.folded += 1;
      } else {
        open += 1;
        intents.push({
          step: 'raised',
          subject,
          priority: priorityOf(exceedance.multiple),
          evidence: evidenceOf(exceedance),
          id: `${EXCEEDANCE_RULE}:${key}:${exceedance.since}`,
        });
      }
    }
    this.#coming = coming;
    this.#leave(tick, sight, stays, intents);
    return intents;
  }

  #advance(pending: Pending | undefined, time: number, counts: boolean): Pending {
    if (!pending) {
      if (counts) this.signals += 1;
      return { ticks: 1, periods: 1, time };
    }
    pending.ticks += 1;
    if (time > pending.time) {
      pending.periods += 1;
      pending.time = time;
    }
    return pending;
  }

  /** Whether the class has used up its raises; if not, counts one. */
  #floods(name: string, now: number): boolean {
    const times = (this.#raises.get(name) ?? []).filter((at) => now - at < this.#policy.floodWindow);
    const flood = times.length >= this.#policy.flood;
    if (!flood) times.push(now);
    this.#raises.set(name, times);
    return flood;
  }

  /** Off-delay: so many newer valid values in a row below the deadband. */
  #leave(tick: AlarmTick, sight: RuleSight, stays: ReadonlySet<number>, intents: Intent[]): void {
    const going = new Map<number, Pending>();
    for (const alarm of sight.open().values()) {
      if (alarm.subject.rule !== EXCEEDANCE_RULE) continue;
      if (alarm.cleared !== null) {
        if (alarm.state !== 'raised' && !stays.has(alarm.alarm)) intents.push({ step: 'closed', alarm });
        continue;
      }
      if (stays.has(alarm.alarm)) continue;
      const before = this.#going.get(alarm.alarm);
      const judged = tick.judgedAt(alarm.subject.station, alarm.subject.factor);
      if (judged === null || judged <= (before?.time ?? alarm.latest.time)) {
        if (before) going.set(alarm.alarm, before);
        continue;
      }
      const pending = { ticks: 0, periods: (before?.periods ?? 0) + 1, time: judged };
      if (pending.periods >= this.#policy.offPeriods) intents.push({ step: 'cleared', alarm });
      else going.set(alarm.alarm, pending);
    }
    this.#going = going;
  }
}
