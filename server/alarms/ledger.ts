import { DeliverPolicy, JetStreamApiError, type ConsumerMessages, type JsMsg } from '@nats-io/jetstream';
import { DateTime } from 'luxon';
import { GuanlanError } from '../../streams/contracts/errors.ts';
import { alarmSubject } from '../../streams/contracts/subjects.ts';
import type { PartState, RoleContext } from '../platform/running.ts';
import { streamIdentity } from '../platform/streams.ts';
import { EVENT_VERSION, parseEvent, type AlarmEvent, type Step, type Subject } from './event.ts';
import { Fold, type DayCount } from './fold.ts';
import { readLedgerSnapshot, writeLedgerSnapshot } from './snapshot.ts';
import { allows, type Alarm } from './transitions.ts';

/** "Wrong last sequence": somebody else wrote meanwhile. */
const WRONG_LAST_SEQUENCE = 10071;
/** Events of one alarm at most shown. */
const MAX_EVENTS = 1000;
/** A snapshot is worth writing after so many events. */
const SNAPSHOT_EVERY = 5000;
const PUBLISH_TIMEOUT = 5000;

export type LedgerContext = Pick<RoleContext, 'clock' | 'log' | 'nats' | 'jetstream' | 'manager' | 'store' | 'metrics'>;

/** An event to be written; version, number and time are the ledger's. */
type NewEvent = Omit<AlarmEvent, 'v' | 'alarm' | 'at'>;

export interface AlarmLedger {
  /** Alarms that are not closed, by number. */
  open(): ReadonlyMap<number, Alarm>;
  /** The newest closed ones, oldest first. */
  closed(): ReadonlyMap<number, Alarm>;
  get(alarm: number): Alarm | undefined;
  bySubject(subject: Subject): Alarm | undefined;
  dayCount(now: number): DayCount;
  /** Every event of one alarm, oldest first. */
  events(alarm: number): Promise<(AlarmEvent & { readonly sequence: number })[]>;
  /** Begins an alarm. `id` makes a retry one event. Another role's alarm on the same subject is returned instead. */
  raise(event: NewEvent & { readonly subject: Subject }, id: string): Promise<Alarm>;
  /**
   * Writes an event after the one with sequence `seen`. Errors: GL_NOT_FOUND, GL_ALARM_MOVED (somebody was faster),
   * GL_ALARM_STEP (the state does not allow it), GL_STREAM_UNAVAILABLE.
   */
  append(alarm: number, seen: number, event: NewEvent, id?: string): Promise<Alarm>;
  /** Called after each change. Returns how to stop. */
  onChange(callback: (alarm: Alarm, step: Step) => void): () => void;
  /** Writes the snapshot now. */
  snapshot(): Promise<void>;
  parts(): readonly PartState[];
  close(): Promise<void>;
}

/**
 * Opens the ledger: snapshot, then the tail of stream ALARMS, followed for ever. Resolves when the events that were there
 * have been folded. Any number of roles may have it open; the broker's expected sequence decides between them.
 * @param zone IANA zone of the civil day that the funnel counts
 */
export async function openLedger(
  context: LedgerContext,
  {
    zone,
    snapshots = false,
    snapshotEvery = SNAPSHOT_EVERY,
  }: { zone: string; snapshots?: boolean; snapshotEvery?: number },
): Promise<AlarmLedger> {
  const { clock, log, jetstream, manager, store } = context;
  const info = await manager.streams.info('ALARMS');
  const created = streamIdentity(info);
  const last = info.state.last_seq;
  const dayOf = (ms: number): number =>
    Math.floor(
      DateTime.fromMillis(ms, { zone }).startOf('day').setZone('utc', { keepLocalTime: true }).toMillis() / 86_400_000,
    );
  const kept = await readLedgerSnapshot(store, created, last).catch((error: unknown) => {
    log.warn({ err: error }, 'no ledger snapshot; folding from the first event');
    return undefined;
  });
  const fold = new Fold(dayOf, kept);
  const callbacks = new Set<(alarm: Alarm, step: Step) => void>();
  let snapshotAt = fold.sequence;
  let unreadable = 0;
  let snapping: Promise<void> = Promise.resolve();

  const take = (event: AlarmEvent, sequence: number): void => {
    const changed = fold.apply(event, sequence);
    if (changed) for (const callback of callbacks) callback(changed, event.step);
  };
  const snapshot = (): Promise<void> => {
    snapshotAt = fold.sequence;
    const state = fold.state();
    snapping = snapping
      .then(() => writeLedgerSnapshot(store, created, state))
      .catch((error: unknown) => {
        log.warn({ err: error }, 'the ledger snapshot could not be written');
      });
    return snapping;
  };
  const arrived = (message: JsMsg): void => {
    if (message.seq <= fold.sequence) return;
    const event = parseEvent(message.data);
    if (event) take(event, message.seq);
    else unreadable += 1;
    fold.sequence = message.seq;
    if (snapshots && fold.sequence - snapshotAt >= snapshotEvery) void snapshot();
  };

  const consumer = await jetstream.consumers.get(
    'ALARMS',
    fold.sequence === 0
      ? { deliver_policy: DeliverPolicy.All }
      : { deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: fold.sequence + 1 },
  );
  const tail: ConsumerMessages = await consumer.consume({ max_messages: 2000, callback: arrived });
  await new Promise<void>((resolve) => {
    const look = (): void => {
      if (fold.sequence >= last) resolve();
      else setTimeout(look, 5);
    };
    look();
  });
  log.info({ alarms: fold.open.size, sequence: fold.sequence, from: kept?.sequence ?? 0 }, 'alarm ledger folded');

  const publish = async (event: AlarmEvent, seen: number, id: string | undefined): Promise<number | 'duplicate'> => {
    try {
      const ack = await jetstream.publish(alarmSubject(String(event.alarm)), JSON.stringify(event), {
        expect: { lastSubjectSequence: seen },
        timeout: PUBLISH_TIMEOUT,
        ...(id === undefined ? {} : { msgID: id }),
      });
      return ack.duplicate ? 'duplicate' : ack.seq;
    } catch (error) {
      if (error instanceof JetStreamApiError && error.code === WRONG_LAST_SEQUENCE)
        throw new GuanlanError('GL_ALARM_MOVED', `alarm ${event.alarm}`, { cause: error });
      throw new GuanlanError('GL_STREAM_UNAVAILABLE', (error as Error).message, { cause: error });
    }
  };
  /** Folded here at once, so that who wrote reads what he wrote; the tail brings the same event again, which changes nothing. */
  const write = async (event: AlarmEvent, seen: number, id: string | undefined): Promise<void> => {
    const written = await publish(event, seen, id);
    if (written !== 'duplicate') take(event, written);
  };
  const complete = (alarm: number, event: NewEvent): AlarmEvent => ({
    v: EVENT_VERSION,
    alarm,
    at: clock.now(),
    ...event,
  });

  const foldedSoon = async (subject: Subject): Promise<Alarm> => {
    for (let waited = 0; waited < PUBLISH_TIMEOUT; waited += 10) {
      const alarm = fold.bySubject(subject);
      if (alarm) return alarm;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    throw new GuanlanError('GL_STREAM_UNAVAILABLE', 'the event that was written does not arrive');
  };

  const raise: AlarmLedger['raise'] = async (event, id) => {
    // A number that another role took meanwhile is refused by the broker; the next one is tried. Bounded: each try is a number further.
    for (let tries = 0; tries < 100; tries += 1) {
      const present = fold.bySubject(event.subject);
      if (present) return present;
      const number = fold.highest + 1;
      fold.highest = number;
      try {
        await write(complete(number, { ...event, step: 'raised' }), 0, id);
      } catch (error) {
        if (error instanceof GuanlanError && error.code === 'GL_ALARM_MOVED') continue;
        throw error;
      }
      // Missing here: the event had been written before under another number, and the tail is about to bring it.
      return fold.get(number) ?? foldedSoon(event.subject);
    }
    throw new GuanlanError('GL_ALARM_MOVED', 'no number could be taken');
  };

  const append: AlarmLedger['append'] = async (number, seen, event, id) => {
    const alarm = fold.get(number);
    if (!alarm) throw new GuanlanError('GL_NOT_FOUND', `alarm ${number}`);
    if (alarm.sequence !== seen)
      throw new GuanlanError('GL_ALARM_MOVED', `alarm ${number} is ${alarm.state}, event ${alarm.sequence}`);
    if (!allows(alarm, event.step))
      throw new GuanlanError(
        'GL_ALARM_STEP',
        `alarm ${number} is ${alarm.state}${alarm.cleared === null ? ', the exceedance goes on' : ''}`,
      );
    await write(complete(number, event), seen, id);
    return fold.get(number) ?? alarm;
  };

  const events: AlarmLedger['events'] = async (number) => {
    const found: (AlarmEvent & { sequence: number })[] = [];
    const end = fold.get(number)?.sequence ?? 0;
    const reader = await jetstream.consumers.get('ALARMS', {
      deliver_policy: DeliverPolicy.All,
      filter_subjects: alarmSubject(String(number)),
    });
    const pending = (await reader.info()).num_pending;
    if (pending === 0) return found;
    const messages = await reader.fetch({ max_messages: Math.min(pending, MAX_EVENTS), expires: 2000 });
    for await (const message of messages) {
      const event = parseEvent(message.data);
      if (event) found.push({ ...event, sequence: message.seq });
      if (message.seq >= end && message.info.pending === 0) break;
    }
    return found;
  };

  return {
    open: () => fold.open,
    closed: () => fold.closed,
    get: (alarm) => fold.get(alarm),
    bySubject: (subject) => fold.bySubject(subject),
    dayCount: (now) => fold.dayCount(now),
    events,
    raise,
    append,
    onChange: (callback) => {
      callbacks.add(callback);
      return () => callbacks.delete(callback);
    },
    snapshot,
    parts: () => [
      {
        part: 'alarms',
        state: unreadable > 0 ? 'degraded' : 'ready',
        ...(unreadable > 0 ? { detail: `${unreadable} events of the ledger are of a newer version or damaged` } : {}),
        figures: { open: fold.open.size, sequence: fold.sequence },
      },
    ],
    close: async () => {
      callbacks.clear();
      await tail.close();
      await snapping;
    },
  };
}
