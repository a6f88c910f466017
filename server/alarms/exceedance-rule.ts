import type { Exceedance, ExceedanceEvidence } from '../../streams/contracts/exceedance.ts';
import { seriesKey } from '../../streams/contracts/factors.ts';
import type { Subject } from './event.ts';
import { FloodBound } from './flood-bound.ts';
import type { Intent } from './intent.ts';
import { priorityOf, RULE_POLICY, type RulePolicy } from './policy.ts';
import type { Alarm } from './transitions.ts';

/** What the rule needs of a tick of the windows. */
export interface AlarmTick {
  readonly exceedances: readonly Exceedance[];
  /**
   * Series of open alarms whose valid values all lie below the deadband: series key -> the newest instant such a value
   * speaks up to, ms UTC. A series that is silent or not valid is missing, and silence clears no alarm.
   */
  readonly belowDeadbandAt: ReadonlyMap<number, number>;
}

const EXCEEDANCE_RULE = 'exceedance';

/** A series on its way to an alarm, or an alarm on its way to its end. */
interface Delay {
  ticks: number;
  periods: number;
  /** Newest instant counted, ms UTC. */
  time: number;
}

/** The part of the ledger that a rule reads. */
export interface OpenAlarms {
  open(): ReadonlyMap<number, Alarm>;
  bySubject(subject: Subject): Alarm | undefined;
}

const evidenceOf = (exceedance: Exceedance): ExceedanceEvidence => {
  const { value, limit, limitSource, multipleHundredths, window, since, time } = exceedance;
  return { value, limit, limitSource, multipleHundredths, window, since, time };
};

/**
 * The exceedance rule: pure but for its memory of the delays. A start forgets that memory, which delays a raise or a
 * clear by its delay and changes nothing else.
 */
export class ExceedanceRule {
  readonly #policy: RulePolicy;
  readonly #classOf: (exceedance: Exceedance) => string;
  readonly #flood: FloodBound;
  /** Series that exceed and are not raised yet, by series key. Bounded by the series that exceed. */
  #onDelays = new Map<number, Delay>();
  /** Alarms whose series fell below the deadband, by number. */
  #offDelays = new Map<number, Delay>();
  /** Exceedances not raised on this tick: their class is in flood, or too many alarms are open. */
  folded = 0;
  /** Exceedance episodes that began since the start. */
  signals = 0;

  /** @param classOf what a flood is counted by, e.g. kind of station and factor */
  constructor(classOf: (exceedance: Exceedance) => string, policy: RulePolicy = RULE_POLICY) {
    this.#classOf = classOf;
    this.#policy = policy;
    this.#flood = new FloodBound(policy.flood, policy.floodWindow);
  }

  /** @param now ms UTC */
  step(tick: AlarmTick, alarms: OpenAlarms, now: number): Intent[] {
    const intents: Intent[] = [];
    const onDelays = new Map<number, Delay>();
    const exceeding = new Set<number>();
    this.folded = 0;
    let open = alarms.open().size;
    for (const exceedance of tick.exceedances) {
      const { station, factor } = exceedance;
      const subject = { rule: EXCEEDANCE_RULE, station, factor };
      const alarm = alarms.bySubject(subject);
      if (alarm) exceeding.add(alarm.alarm);
      if (alarm && alarm.cleared === null) {
        const priority = priorityOf(exceedance);
        if (priority < alarm.priority && alarm.state !== 'rejected')
          intents.push({ step: 'worsened', alarm, priority, evidence: evidenceOf(exceedance) });
        continue;
      }
      const key = seriesKey(station, factor);
      const delay = this.#advance(this.#onDelays.get(key), exceedance.time, !alarm);
      onDelays.set(key, delay);
      if (delay.ticks < this.#policy.onTicks || delay.periods < this.#policy.onPeriods) continue;
      const evidence = evidenceOf(exceedance);
      if (alarm) {
        intents.push({ step: 'recurred', alarm, evidence });
      } else if (open >= this.#policy.maxOpen || this.#flood.isReached(this.#classOf(exceedance), now)) {
        this.folded += 1;
      } else {
        open += 1;
        const id = `${EXCEEDANCE_RULE}:${station}:${factor}:${exceedance.since}`;
        intents.push({ step: 'raised', subject, priority: priorityOf(exceedance), evidence, id });
      }
    }
    this.#onDelays = onDelays;
    this.#clear(tick, alarms, exceeding, intents);
    return intents;
  }

  #advance(delay: Delay | undefined, time: number, isNew: boolean): Delay {
    if (!delay) {
      if (isNew) this.signals += 1;
      return { ticks: 1, periods: 1, time };
    }
    delay.ticks += 1;
    if (time > delay.time) {
      delay.periods += 1;
      delay.time = time;
    }
    return delay;
  }

  /** Off-delay: so many newer valid values in a row below the deadband. */
  #clear(tick: AlarmTick, alarms: OpenAlarms, exceeding: ReadonlySet<number>, intents: Intent[]): void {
    const offDelays = new Map<number, Delay>();
    for (const alarm of alarms.open().values()) {
      if (alarm.subject.rule !== EXCEEDANCE_RULE) continue;
      if (alarm.cleared !== null) {
        if (alarm.state !== 'raised' && !exceeding.has(alarm.alarm)) intents.push({ step: 'closed', alarm });
        continue;
      }
      if (exceeding.has(alarm.alarm)) continue;
      const before = this.#offDelays.get(alarm.alarm);
      const below = tick.belowDeadbandAt.get(seriesKey(alarm.subject.station, alarm.subject.factor));
      if (below === undefined || below <= (before?.time ?? alarm.latest.time)) {
        if (before) offDelays.set(alarm.alarm, before);
        continue;
      }
      const delay = { ticks: 0, periods: (before?.periods ?? 0) + 1, time: below };
      if (delay.periods >= this.#policy.offPeriods) intents.push({ step: 'cleared', alarm });
      else offDelays.set(alarm.alarm, delay);
    }
    this.#offDelays = offDelays;
  }
}
