import type { ApiAnswer } from '../../../streams/contracts/api/operations.ts';
import { GuanlanError } from '../../../streams/contracts/errors.ts';
import type { Names } from '../../../streams/contracts/pack.ts';
import { meaningOfExeRtn, meaningOfQnRtn, type CommandEvent, type CommandStep } from '../../commands/mod.ts';
import { iso } from '../instants.ts';

type CommandAnswer = ApiAnswer<'commandState'>;
type EventAnswer = CommandAnswer['events'][number];

/** Fields of an order that are instants, ms UTC. */
const INSTANT_FIELDS: ReadonlySet<string> = new Set(['from', 'to', 'time']);
const SILENT = Object.freeze({ zh: '设备未应答', en: 'the device did not answer' });
const UNFINISHED = Object.freeze({ zh: '设备未返回执行结果', en: 'the device gave no result' });
const ABSENT = Object.freeze({ zh: '设备未连接', en: 'the device is not connected' });
const LOST = Object.freeze({ zh: '执行中连接中断', en: 'the connection was lost under way' });

/** What an event says in words; null where its step says it all. */
function meaningOf(event: CommandEvent): Names | null {
  if (event.step === 'timed_out') return event.awaited === 'answer' ? SILENT : UNFINISHED;
  if (event.step === 'offline') return event.lost ? LOST : ABSENT;
  if ('qnRtn' in event) return event.qnRtn === null ? null : meaningOfQnRtn(event.qnRtn);
  if ('exeRtn' in event) return event.exeRtn === null ? null : meaningOfExeRtn(event.exeRtn);
  return null;
}

const eventAnswer = (event: CommandEvent): EventAnswer => ({
  step: event.step,
  at: iso(event.at),
  by: event.by,
  attempt: event.step === 'sent' ? event.attempt : null,
  due: 'due' in event ? iso(event.due) : null,
  code: 'qnRtn' in event ? event.qnRtn : 'exeRtn' in event ? event.exeRtn : null,
  meaning: meaningOf(event),
  frames: 'frames' in event ? event.frames : null,
});

/** A command as the API shows it: its order without secrets, and every state with its time. */
export function commandAnswer({
  id,
  device,
  state,
  events,
}: {
  readonly id: string;
  readonly device: string;
  readonly state: CommandStep;
  readonly events: readonly CommandEvent[];
}): CommandAnswer {
  const [asked] = events;
  if (asked?.step !== 'asked') throw new GuanlanError('GL_INTERNAL', `command ${id} does not begin with its request`);
  const sent = events.filter((event) => event.step === 'sent');
  const { kind, ...order } = asked.order;
  const shown = Object.entries(order).map(([name, value]: [string, string | number]) => [
    name,
    typeof value === 'number' && INSTANT_FIELDS.has(name) ? iso(value) : value,
  ]);
  return {
    id,
    device,
    kind,
    cn: asked.cn,
    state,
    asked: iso(asked.at),
    by: asked.by,
    qn: sent[0]?.qn ?? null,
    attempts: sent.length,
    order: Object.fromEntries(shown),
    events: events.map(eventAnswer),
  };
}
