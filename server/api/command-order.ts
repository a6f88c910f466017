import type { BodyOf } from '../../streams/contracts/api/operation.ts';
import type { commandOperation } from '../../streams/contracts/api/commands.ts';
import { GuanlanError } from '../../streams/contracts/errors.ts';
import type { CommandOrder } from '../commands/mod.ts';

type CommandBody = BodyOf<typeof commandOperation>;
type Kind = CommandBody['kind'];
type Field = 'time' | 'seconds' | 'minutes' | 'from' | 'to';

const FIELDS: readonly Field[] = ['time', 'seconds', 'minutes', 'from', 'to'];
const FIELDS_OF: Readonly<Record<Kind, readonly Field[]>> = Object.freeze({
  time: ['time'],
  realtime_interval: ['seconds'],
  minute_interval: ['minutes'],
  call_realtime: [],
  call_minutes: ['from', 'to'],
  call_hours: ['from', 'to'],
  call_days: ['from', 'to'],
});

function needed<T>(value: T | undefined, field: Field): T {
  if (value === undefined) throw new GuanlanError('GL_BAD_REQUEST', `body/${field} is missing`);
  return value;
}

/** The order a body stands for. Throws GL_BAD_REQUEST where a field is missing or does not belong to the kind. */
export function commandOrder(body: CommandBody): CommandOrder {
  const { kind, time, seconds, minutes, from, to } = body;
  const foreign = FIELDS.find((name) => body[name] !== undefined && !FIELDS_OF[kind].includes(name));
  if (foreign !== undefined) throw new GuanlanError('GL_BAD_REQUEST', `body/${foreign} does not belong to ${kind}`);
  switch (kind) {
    case 'time':
      // Without a time the device is set to the time of sending.
      return time === undefined ? { kind } : { kind, time: Date.parse(time) };
    case 'realtime_interval':
      return { kind, seconds: needed(seconds, 'seconds') };
    case 'minute_interval':
      return { kind, minutes: needed(minutes, 'minutes') };
    case 'call_realtime':
      return { kind };
    default:
      return { kind, from: Date.parse(needed(from, 'from')), to: Date.parse(needed(to, 'to')) };
  }
}
