import { Type } from '@sinclair/typebox';
import {
  COMMAND_KINDS,
  meaningOfExeRtn,
  meaningOfQnRtn,
  type CommandEvent,
  type CommandKind,
  type CommandStep,
} from '../../commands/mod.ts';
import { choice, closed, Instant, Names, nullable } from '../schema.ts';

const STEPS = [
  'asked',
  'sent',
  'accepted',
  'refused',
  'executing',
  'done',
  'failed',
  'timed_out',
  'offline',
] as const satisfies readonly CommandStep[];
const KINDS = Object.keys(COMMAND_KINDS) as [CommandKind, ...CommandKind[]];

/** A command as the API shows it: its order without secrets, and every state with its time. */
export const CommandAnswer = closed(
  {
    id: Type.String(),
    device: Type.String(),
    kind: choice(KINDS),
    cn: Type.String(),
    state: choice(STEPS),
    asked: Instant,
    by: Type.String({ description: 'Who asked' }),
    qn: nullable(Type.String()),
    attempts: Type.Integer(),
    order: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()])),
    events: Type.Array(
      closed({
        step: choice(STEPS),
        at: Instant,
        by: Type.String(),
        attempt: nullable(Type.Integer()),
        due: nullable(Instant),
        code: nullable(Type.Integer({ description: 'QnRtn or ExeRtn' })),
        meaning: nullable(Names),
        frames: nullable(Type.Integer({ description: 'Frames of data that came' })),
      }),
    ),
  },
  { $id: 'Command' },
);

const SILENT = Object.freeze({ zh: '设备未应答', en: 'the device did not answer' });
const UNFINISHED = Object.freeze({ zh: '设备未返回执行结果', en: 'the device gave no result' });
const ABSENT = Object.freeze({ zh: '设备未连接', en: 'the device is not connected' });
const LOST = Object.freeze({ zh: '执行中连接中断', en: 'the connection was lost under way' });

function eventShown(event: CommandEvent) {
  const code = 'qnRtn' in event ? event.qnRtn : 'exeRtn' in event ? event.exeRtn : null;
  const meaning =
    event.step === 'timed_out'
      ? event.awaited === 'answer'
        ? SILENT
        : UNFINISHED
      : event.step === 'offline'
        ? event.lost
          ? LOST
          : ABSENT
        : code === null
          ? null
          : 'qnRtn' in event
            ? meaningOfQnRtn(code)
            : meaningOfExeRtn(code);
  return {
    step: event.step,
    at: new Date(event.at).toISOString(),
    by: event.by,
    attempt: event.step === 'sent' ? event.attempt : null,
    due: 'due' in event ? new Date(event.due).toISOString() : null,
    code,
    meaning,
    frames: 'frames' in event ? event.frames : null,
  };
}

export function shownCommand({
  id,
  device,
  state,
  events,
}: {
  readonly id: string;
  readonly device: string;
  readonly state: CommandStep;
  readonly events: readonly CommandEvent[];
}) {
  const asked = events[0] as Extract<CommandEvent, { step: 'asked' }>;
  const sent = events.filter((event) => event.step === 'sent');
  const { kind, ...order } = asked.order;
  const plain = Object.fromEntries(
    Object.entries(order).map(([name, value]) => [
      name,
      name === 'from' || name === 'to' || name === 'time'
        ? new Date(value as number).toISOString()
        : (value as string | number),
    ]),
  );
  return {
    id,
    device,
    kind,
    cn: asked.cn,
    state,
    asked: new Date(asked.at).toISOString(),
    by: asked.by,
    qn: sent[0]?.qn ?? null,
    attempts: sent.length,
    order: plain,
    events: events.map(eventShown),
  };
}
