import { DeliverPolicy, type JetStreamClient } from '@nats-io/jetstream';
import { alarmSubject } from '../../streams/contracts/subjects.ts';
import type { StoredAlarmEvent } from './ledger.ts';
import { parseEvent } from './stored-event.ts';

/** Events of one alarm at most read. */
const MAX_EVENTS = 1000;
const READ_TIMEOUT_MS = 2000;

/** Events of one alarm, oldest first. @param last sequence of the newest one that is waited for */
export async function readEvents(jetstream: JetStreamClient, alarm: number, last: number): Promise<StoredAlarmEvent[]> {
  const found: StoredAlarmEvent[] = [];
  const reader = await jetstream.consumers.get('ALARMS', {
    deliver_policy: DeliverPolicy.All,
    filter_subjects: alarmSubject(String(alarm)),
  });
  const pending = (await reader.info()).num_pending;
  if (pending === 0) return found;
  const messages = await reader.fetch({ max_messages: Math.min(pending, MAX_EVENTS), expires: READ_TIMEOUT_MS });
  for await (const message of messages) {
    const event = parseEvent(message.data);
    if (event) found.push({ ...event, sequence: message.seq });
    if (message.seq >= last && message.info.pending === 0) break;
  }
  return found;
}
