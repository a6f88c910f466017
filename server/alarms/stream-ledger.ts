import { DeliverPolicy, type ConsumerMessages, type JsMsg } from '@nats-io/jetstream';
import { GuanlanError } from '../../streams/contracts/errors.ts';
import { alarmSubject } from '../../streams/contracts/subjects.ts';
import { pause } from '../platform/pause.ts';
import { PUBLISH_TIMEOUT_MS, publishAfter } from '../platform/publish-after.ts';
import type { PartState } from '../platform/running.ts';
import type { AlarmEvent, Step, Subject } from './event.ts';
import type { DayCount, Fold } from './fold.ts';
import type { AlarmLedger, LedgerContext, NewAlarmEvent, StoredAlarmEvent } from './ledger.ts';
import { readEvents } from './read-events.ts';
import { writeLedgerSnapshot } from './snapshot.ts';
import { EVENT_VERSION, parseEvent } from './stored-event.ts';
import { allows, type Alarm } from './transitions.ts';

/** How often it is checked whether the tail has brought what is waited for, ms. */
const CHECK_EVERY_MS = 5;
/** Numbers tried for a new alarm: each attempt is a number further. */
const MOST_NUMBERS = 100;

/** The ledger on stream ALARMS; see `openLedger`. */
export class StreamLedger implements AlarmLedger {
  readonly #context: LedgerContext;
  readonly #fold: Fold;
  readonly #options: { readonly created: string; readonly snapshotEvery: number };
  readonly #callbacks = new Set<(alarm: Alarm, step: Step) => void>();
  #tail: ConsumerMessages | null = null;
  #snapshotAt: number;
  #unreadable = 0;
  #snapping: Promise<void> = Promise.resolve();

  constructor(
    context: LedgerContext,
    fold: Fold,
    options: { readonly created: string; readonly snapshotEvery: number },
  ) {
    this.#context = context;
    this.#fold = fold;
    this.#options = options;
    this.#snapshotAt = fold.sequence;
  }

  /** Follows the stream; resolves when it has been folded up to sequence `last`. */
  async follow(last: number): Promise<void> {
    const fold = this.#fold;
    const consumer = await this.#context.jetstream.consumers.get(
      'ALARMS',
      fold.sequence === 0
        ? { deliver_policy: DeliverPolicy.All }
        : { deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: fold.sequence + 1 },
    );
    this.#tail = await consumer.consume({ max_messages: 2000, callback: (message) => this.#arrived(message) });
    while (fold.sequence < last) await pause(CHECK_EVERY_MS);
  }

  open(): ReadonlyMap<number, Alarm> {
    return this.#fold.open;
  }
  closed(): ReadonlyMap<number, Alarm> {
    return this.#fold.closed;
  }
  get(alarm: number): Alarm | undefined {
    return this.#fold.get(alarm);
  }
  bySubject(subject: Subject): Alarm | undefined {
    return this.#fold.bySubject(subject);
  }
  dayCount(now: number): DayCount {
    return this.#fold.dayCount(now);
  }
  events(alarm: number): Promise<StoredAlarmEvent[]> {
    return readEvents(this.#context.jetstream, alarm, this.#fold.get(alarm)?.sequence ?? 0);
  }

  async raise(event: NewAlarmEvent & { readonly subject: Subject }, id: string): Promise<Alarm> {
    // A number that another process took meanwhile is refused by the broker; then the next one is tried.
    for (let attempt = 0; attempt < MOST_NUMBERS; attempt += 1) {
      const present = this.#fold.bySubject(event.subject);
      if (present) return present;
      const number = this.#fold.highest + 1;
      this.#fold.highest = number;
      if (!(await this.#write(number, { ...event, step: 'raised' }, 0, id))) continue;
      // Missing here: the event had been written before under another number, and the tail is about to bring it.
      return this.#fold.get(number) ?? this.#waitForSubject(event.subject);
    }
    throw new GuanlanError('GL_ALARM_MOVED', 'no number could be taken');
  }

  async append(number: number, seen: number, event: NewAlarmEvent, id?: string): Promise<Alarm> {
    const alarm = this.#fold.get(number);
    if (!alarm) throw new GuanlanError('GL_NOT_FOUND', `alarm ${number}`);
    const state = `alarm ${number} is ${alarm.state}`;
    if (alarm.sequence !== seen) throw new GuanlanError('GL_ALARM_MOVED', `${state}, event ${alarm.sequence}`);
    if (!allows(alarm, event.step))
      throw new GuanlanError('GL_ALARM_STEP', alarm.cleared === null ? `${state}, the exceedance goes on` : state);
    if (!(await this.#write(number, event, seen, id))) throw new GuanlanError('GL_ALARM_MOVED', `alarm ${number}`);
    return this.#fold.get(number) ?? alarm;
  }

  onChange(callback: (alarm: Alarm, step: Step) => void): () => void {
    this.#callbacks.add(callback);
    return () => this.#callbacks.delete(callback);
  }

  snapshot(): Promise<void> {
    const state = this.#fold.state();
    this.#snapshotAt = state.sequence;
    this.#snapping = this.#snapping
      .then(() => writeLedgerSnapshot(this.#context.store, this.#options.created, state))
      .catch((error: unknown) => {
        this.#context.log.warn({ err: error }, 'ledger snapshot failed; the next one retries');
      });
    return this.#snapping;
  }

  parts(): readonly PartState[] {
    const figures = { open: this.#fold.open.size, sequence: this.#fold.sequence };
    if (this.#unreadable === 0) return [{ part: 'alarms', state: 'ready', figures }];
    const detail = `${this.#unreadable} events of the ledger are of a newer version or damaged`;
    return [{ part: 'alarms', state: 'degraded', detail, figures }];
  }

  async close(): Promise<void> {
    this.#callbacks.clear();
    await this.#tail?.close();
    await this.#snapping;
  }

  #arrived(message: JsMsg): void {
    if (message.seq <= this.#fold.sequence) return;
    const event = parseEvent(message.data);
    if (event) this.#take(event, message.seq);
    else this.#unreadable += 1;
    this.#fold.sequence = message.seq;
    if (message.seq - this.#snapshotAt >= this.#options.snapshotEvery) void this.snapshot();
  }

  #take(event: AlarmEvent, sequence: number): void {
    const changed = this.#fold.apply(event, sequence);
    if (changed) for (const callback of this.#callbacks) callback(changed, event.step);
  }

  /**
   * Written events are folded at once, so that a writer reads its own write; the tail brings the same event again,
   * which changes nothing. @returns false where another writer was faster
   */
  async #write(alarm: number, event: NewAlarmEvent, seen: number, id: string | undefined): Promise<boolean> {
    const { jetstream, clock } = this.#context;
    const complete: AlarmEvent = { v: EVENT_VERSION, alarm, at: clock.now(), ...event };
    const written = await publishAfter(jetstream, alarmSubject(String(alarm)), { event: complete, seen, id });
    if (typeof written === 'number') this.#take(complete, written);
    return written !== null;
  }

  async #waitForSubject(subject: Subject): Promise<Alarm> {
    for (let waited = 0; waited < PUBLISH_TIMEOUT_MS; waited += CHECK_EVERY_MS) {
      const alarm = this.#fold.bySubject(subject);
      if (alarm) return alarm;
      await pause(CHECK_EVERY_MS);
    }
    throw new GuanlanError('GL_STREAM_UNAVAILABLE', 'timeout: a written event did not arrive');
  }
}
