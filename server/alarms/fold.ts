import type { AlarmEvent, Subject } from './event.ts';
import { applyEvent, type Alarm } from './transitions.ts';

/** Closed alarms kept in memory, newest; older ones are in the stream. */
const MAX_CLOSED = 2000;

const subjectKey = ({ rule, station, factor }: Subject): string => `${rule}:${station}:${factor}`;

/** Alarms of one civil day by how far they came. */
export interface DayCount {
  /** Days since 1970 in the city's civil time. */
  readonly day: number;
  readonly raised: number;
  readonly confirmed: number;
  readonly closed: number;
}

/** What a snapshot keeps. */
export interface LedgerState {
  readonly sequence: number;
  readonly highest: number;
  readonly alarms: readonly Alarm[];
  readonly day: DayCount;
}

/**
 * The ledger folded: every open alarm, the newest closed ones, the day's counts. Memory is bounded by the rules'
 * `maxOpen` and MAX_CLOSED.
 */
export class Fold {
  readonly #open = new Map<number, Alarm>();
  readonly #closed = new Map<number, Alarm>();
  readonly #bySubject = new Map<string, number>();
  readonly #dayOf: (ms: number) => number;
  #day: DayCount = { day: 0, raised: 0, confirmed: 0, closed: 0 };
  /** Last stream sequence folded. */
  sequence = 0;
  /** Highest alarm number seen. */
  highest = 0;

  /** @param dayOf civil day of an instant, days since 1970 */
  constructor(dayOf: (ms: number) => number, state?: LedgerState) {
    this.#dayOf = dayOf;
    if (!state) return;
    this.sequence = state.sequence;
    this.highest = state.highest;
    this.#day = state.day;
    for (const alarm of state.alarms) this.#keep(alarm);
  }

  get open(): ReadonlyMap<number, Alarm> {
    return this.#open;
  }
  get closed(): ReadonlyMap<number, Alarm> {
    return this.#closed;
  }

  get(alarm: number): Alarm | undefined {
    return this.#open.get(alarm) ?? this.#closed.get(alarm);
  }

  /** The open alarm of a (rule, station, factor). */
  bySubject(subject: Subject): Alarm | undefined {
    const alarm = this.#bySubject.get(subjectKey(subject));
    return alarm === undefined ? undefined : this.#open.get(alarm);
  }

  /** Counts of the civil day `now` lies in. */
  dayCount(now: number): DayCount {
    const day = this.#dayOf(now);
    return this.#day.day === day ? this.#day : { day, raised: 0, confirmed: 0, closed: 0 };
  }

  /** Takes one event in. Returns the alarm where it changed. The same event again changes nothing. */
  apply(event: AlarmEvent, sequence: number): Alarm | undefined {
    this.highest = Math.max(this.highest, event.alarm);
    const before = this.get(event.alarm);
    const after = applyEvent(before, event, sequence);
    if (!after || after === before) return undefined;
    this.#keep(after);
    if (after.state !== before?.state || event.step === 'raised') this.#count(event, after);
    return after;
  }

  state(): LedgerState {
    return {
      sequence: this.sequence,
      highest: this.highest,
      alarms: [...this.#closed.values(), ...this.#open.values()],
      day: this.#day,
    };
  }

  #count(event: AlarmEvent, after: Alarm): void {
    const day = this.#dayOf(event.at);
    if (day < this.#day.day) return;
    if (day > this.#day.day) this.#day = { day, raised: 0, confirmed: 0, closed: 0 };
    const { raised, confirmed, closed } = this.#day;
    this.#day = {
      day,
      raised: raised + (event.step === 'raised' ? 1 : 0),
      confirmed: confirmed + (event.step === 'confirmed' ? 1 : 0),
      closed: closed + (after.state === 'closed' ? 1 : 0),
    };
  }

  #keep(alarm: Alarm): void {
    const key = subjectKey(alarm.subject);
    if (alarm.state !== 'closed') {
      this.#open.set(alarm.alarm, alarm);
      this.#bySubject.set(key, alarm.alarm);
      return;
    }
    this.#open.delete(alarm.alarm);
    if (this.#bySubject.get(key) === alarm.alarm) this.#bySubject.delete(key);
    this.#closed.delete(alarm.alarm);
    this.#closed.set(alarm.alarm, alarm);
    const [oldest] = this.#closed.keys();
    if (this.#closed.size > MAX_CLOSED && oldest !== undefined) this.#closed.delete(oldest);
  }
}
