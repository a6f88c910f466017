import { Type } from '@sinclair/typebox';
import { closed, choice, defaulted } from './schema.ts';
import { InstantInput, DeviceId } from './common-schemas.ts';
import { COMMAND_WAIT_SECONDS } from './vocabulary.ts';
import { operation } from './operation.ts';
import { CommandRef } from './command-answer.ts';

const OPERATOR_COMMANDS = [
  'time',
  'realtime_interval',
  'minute_interval',
  'call_realtime',
  'call_minutes',
  'call_hours',
  'call_days',
] as const;

const CommandId = Type.String({ pattern: '^[0-9a-z-]{8,40}$' });

const CommandBody = closed({
  kind: choice(
    OPERATOR_COMMANDS,
    'time: CN 1012; realtime_interval: 1062; minute_interval: 1064; ' +
      'call_realtime, call_minutes, call_hours, call_days: 2011, 2051, 2061, 2031',
  ),
  time: Type.Optional(InstantInput),
  seconds: Type.Optional(Type.Integer({ description: 'Of realtime_interval: 30 to 3600' })),
  minutes: Type.Optional(Type.Integer({ description: 'Of minute_interval: 1, 2, 3, 4, 5, 6, 10, 12, 15, 20 or 30' })),
  from: Type.Optional(InstantInput),
  to: Type.Optional(InstantInput),
  line: Type.Optional(choice(['mobile', 'wired'], 'Asked three times, 10 s or 5 s apart')),
  waitSeconds: Type.Optional(
    Type.Integer({
      minimum: COMMAND_WAIT_SECONDS.least,
      maximum: COMMAND_WAIT_SECONDS.most,
      description: 'How long it waits for a device that is not connected',
    }),
  ),
});

export const commandOperation = operation({
  id: 'command',
  method: 'POST',
  path: '/api/devices/:device/commands',
  access: 'operator',
  summary:
    '下发命令 · sends a command to a device and follows it: sent, accepted or refused, executing, done or failed',
  tag: 'devices',
  params: closed({ device: DeviceId }),
  body: CommandBody,
  status: 202,
  answer: CommandRef,
});

export const commandsOperation = operation({
  id: 'commands',
  method: 'GET',
  path: '/api/devices/:device/commands',
  access: 'viewer',
  summary: '命令记录 · commands to a device, newest first; with `before` those of the audit log',
  tag: 'devices',
  params: closed({ device: DeviceId }),
  query: closed({
    limit: defaulted(Type.Integer({ minimum: 1, maximum: 200 }), 50),
    before: Type.Optional(InstantInput),
  }),
  status: 200,
  answer: closed({ items: Type.Array(CommandRef) }),
});

export const commandStateOperation = operation({
  id: 'commandState',
  method: 'GET',
  path: '/api/devices/:device/commands/:command',
  access: 'viewer',
  summary: '命令状态 · one command with every state it went through',
  tag: 'devices',
  params: closed({ device: DeviceId, command: CommandId }),
  status: 200,
  answer: CommandRef,
});
