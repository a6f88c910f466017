import { Type } from '@sinclair/typebox';
import { GuanlanError } from '../../../streams/contracts/errors.ts';
import { COMMAND_WAIT, type CommandEvent, type CommandOrder, type CommandStep } from '../../commands/mod.ts';
import type { Rooms } from '../api-dependencies.ts';
import { choice, closed, faults, InstantInput, type Api } from '../schema.ts';
import { shownCommand } from './command-answer.ts';
import { DeviceId } from './device-id.ts';

const ASKABLE = [
  'time',
  'realtime_interval',
  'minute_interval',
  'call_realtime',
  'call_minutes',
  'call_hours',
  'call_days',
] as const;
const CommandId = Type.String({ pattern: '^[0-9a-z-]{8,40}$' });

const Body = closed({
  kind: choice(
    ASKABLE,
    'time: CN 1012; realtime_interval: 1062; minute_interval: 1064; call_realtime, call_minutes, call_hours, call_days: 2011, 2051, 2061, 2031',
  ),
  time: Type.Optional(InstantInput),
  seconds: Type.Optional(Type.Integer({ description: 'Of realtime_interval: 30 to 3600' })),
  minutes: Type.Optional(Type.Integer({ description: 'Of minute_interval: 1, 2, 3, 4, 5, 6, 10, 12, 15, 20 or 30' })),
  from: Type.Optional(InstantInput),
  to: Type.Optional(InstantInput),
  line: Type.Optional(choice(['mobile', 'wired'], 'Asked three times, 10 s or 5 s apart')),
  waitSeconds: Type.Optional(
    Type.Integer({
      minimum: COMMAND_WAIT.least / 1000,
      maximum: COMMAND_WAIT.most / 1000,
      description: 'How long it waits for a device that is not connected',
    }),
  ),
});

/** The order a body stands for. Error: GL_BAD_REQUEST where a field is missing or does not belong to the kind. */
function orderOf({
  kind,
  time,
  seconds,
  minutes,
  from,
  to,
}: {
  kind: (typeof ASKABLE)[number];
  time?: string;
  seconds?: number;
  minutes?: number;
  from?: string;
  to?: string;
}): CommandOrder {
  const given = Object.entries({ time, seconds, minutes, from, to })
    .filter(([, value]) => value !== undefined)
    .map(([name]) => name);
  const takes: Readonly<Record<typeof kind, readonly string[]>> = {
    time: ['time'],
    realtime_interval: ['seconds'],
    minute_interval: ['minutes'],
    call_realtime: [],
    call_minutes: ['from', 'to'],
    call_hours: ['from', 'to'],
    call_days: ['from', 'to'],
  };
  const strange = given.find((name) => !takes[kind].includes(name));
  if (strange !== undefined) throw new GuanlanError('GL_BAD_REQUEST', `body/${strange} does not belong to ${kind}`);
  const missing = kind === 'time' ? undefined : takes[kind].find((name) => !given.includes(name));
  if (missing !== undefined) throw new GuanlanError('GL_BAD_REQUEST', `body/${missing} is missing`);
  const instant = (text: string): number => Date.parse(text);
  switch (kind) {
    case 'time':
      return time === undefined ? { kind } : { kind, time: instant(time) };
    case 'realtime_interval':
      return { kind, seconds: seconds! };
    case 'minute_interval':
      return { kind, minutes: minutes! };
    case 'call_realtime':
      return { kind };
    default:
      return { kind, from: instant(from!), to: instant(to!) };
  }
}

interface LogRow {
  device: string;
  command: string;
  state: CommandStep;
  events: string;
}
const fromLog = ({ device, command, state, events }: LogRow) =>
  shownCommand({ id: command, device, state, events: JSON.parse(events) as CommandEvent[] });

/** Commands to devices: asked here, carried by stream COMMANDS, sent by the edge that holds the device's connection. */
export async function commandRoutes(app: Api, { context, commands, registry, bound }: Rooms): Promise<void> {
  const { store, log } = context;
  app.post(
    '/api/devices/:device/commands',
    {
      config: { access: 'operator' },
      schema: {
        operationId: 'command',
        summary:
          '下发命令 · sends a command to a device and follows it: sent, accepted or refused, executing, done or failed',
        tags: ['devices'],
        params: closed({ device: DeviceId }),
        body: Body,
        response: { 202: Type.Ref('Command'), ...faults },
      },
    },
    async ({ params: { device }, body, grant }, reply) => {
      if (!registry.byDevice(device)) throw new GuanlanError('GL_NOT_FOUND', `device ${device}`);
      const command = await commands.ask({
        device,
        order: orderOf(body),
        by: grant.name,
        ...(body.line ? { line: body.line } : {}),
        ...(body.waitSeconds === undefined ? {} : { wait: body.waitSeconds * 1000 }),
      });
      log.info(
        { command: command.id, device: command.device, kind: command.asked.order.kind, by: grant.name },
        'a command was asked for',
      );
      return reply
        .code(202)
        .header('location', `/api/devices/${encodeURIComponent(command.device)}/commands/${command.id}`)
        .send(shownCommand(command));
    },
  );

  app.get(
    '/api/devices/:device/commands',
    {
      config: { access: 'viewer' },
      schema: {
        operationId: 'commands',
        summary: '命令记录 · commands to a device, newest first; with `before` those of the audit log',
        tags: ['devices'],
        params: closed({ device: DeviceId }),
        querystring: closed({
          limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
          before: Type.Optional(InstantInput),
        }),
        response: { 200: closed({ items: Type.Array(Type.Ref('Command')) }), ...faults },
      },
    },
    async ({ params: { device }, query: { limit, before }, ip }) => {
      if (before === undefined) return { items: commands.list(device).slice(0, limit).map(shownCommand) as never[] };
      bound(ip);
      const rows = await store.rows<LogRow>(
        'history',
        `SELECT device, command, state, events FROM command_log FINAL
      WHERE device = {device:String} AND asked < fromUnixTimestamp64Milli({before:Int64}, 'UTC') ORDER BY asked DESC, command LIMIT {limit:UInt32}`,
        { device: device.toUpperCase(), before: Date.parse(before), limit },
      );
      return { items: rows.map(fromLog) as never[] };
    },
  );

  app.get(
    '/api/devices/:device/commands/:command',
    {
      config: { access: 'viewer' },
      schema: {
        operationId: 'commandState',
        summary: '命令状态 · one command with every state it went through',
        tags: ['devices'],
        params: closed({ device: DeviceId, command: CommandId }),
        response: { 200: Type.Ref('Command'), ...faults },
      },
    },
    async ({ params: { device, command: id } }) => {
      const mn = device.toUpperCase();
      const command = commands.get(id);
      if (command?.device === mn) return shownCommand(command);
      const [row] = await store.rows<LogRow>(
        'history',
        'SELECT device, command, state, events FROM command_log FINAL WHERE device = {mn:String} AND command = {id:String}',
        { mn, id },
      );
      if (!row) throw new GuanlanError('GL_NOT_FOUND', `command ${id}`);
      return fromLog(row);
    },
  );
}
