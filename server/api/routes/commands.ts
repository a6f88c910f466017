import { commandOperation, commandsOperation, commandStateOperation } from '../../../streams/contracts/api/commands.ts';
import { GuanlanError } from '../../../streams/contracts/errors.ts';
import type { CommandEvent, CommandStep } from '../../commands/mod.ts';
import { commandAnswer } from '../answers/command.ts';
import type { Api } from '../api.ts';
import { commandOrder } from '../command-order.ts';
import type { RouteContext } from '../route-context.ts';
import { serve } from '../serve.ts';

const BEFORE = `SELECT device, command, state, events FROM command_log FINAL
  WHERE device = {device:String} AND asked < fromUnixTimestamp64Milli({before:Int64}, 'UTC')
  ORDER BY asked DESC, command LIMIT {limit:UInt32}`;
const ONE = `SELECT device, command, state, events FROM command_log FINAL
  WHERE device = {mn:String} AND command = {id:String}`;

interface LoggedCommand {
  readonly device: string;
  readonly command: string;
  readonly state: CommandStep;
  /** JSON of the events. */
  readonly events: string;
}
const loggedAnswer = ({ device, command, state, events }: LoggedCommand) =>
  commandAnswer({ id: command, device, state, events: JSON.parse(events) as CommandEvent[] });

/** Commands to devices: taken here, carried by stream COMMANDS, sent by the edge that holds the device's connection. */
export async function commandRoutes(app: Api, { context, commands, registry, limitRate }: RouteContext): Promise<void> {
  const { store, log } = context;
  serve(app, commandOperation, async ({ params: { device }, body, grant }, reply) => {
    if (!registry.byDevice(device)) throw new GuanlanError('GL_NOT_FOUND', `device ${device}`);
    const command = await commands.ask({
      device,
      order: commandOrder(body),
      by: grant.name,
      ...(body.line ? { line: body.line } : {}),
      ...(body.waitSeconds === undefined ? {} : { wait: body.waitSeconds * 1000 }),
    });
    log.info(
      { command: command.id, device: command.device, kind: command.asked.order.kind, by: grant.name },
      'a command was requested',
    );
    void reply.header('location', `/api/devices/${encodeURIComponent(command.device)}/commands/${command.id}`);
    return commandAnswer(command);
  });

  serve(app, commandsOperation, async ({ params: { device }, query: { limit, before }, ip }) => {
    if (before === undefined) return { items: commands.list(device).slice(0, limit).map(commandAnswer) };
    limitRate(ip);
    const rows = await store.rows<LoggedCommand>('history', BEFORE, {
      device: device.toUpperCase(),
      before: Date.parse(before),
      limit,
    });
    return { items: rows.map(loggedAnswer) };
  });

  serve(app, commandStateOperation, async ({ params: { device, command: id } }) => {
    const mn = device.toUpperCase();
    const command = commands.get(id);
    if (command?.device === mn) return commandAnswer(command);
    const [row] = await store.rows<LoggedCommand>('history', ONE, { mn, id });
    if (!row) throw new GuanlanError('GL_NOT_FOUND', `command ${id}`);
    return loggedAnswer(row);
  });
}
