import type { Logger } from 'pino';
import type { Counter } from 'prom-client';
import type { Clock } from '../../streams/contracts/clock.ts';
import { GuanlanError } from '../../streams/contracts/errors.ts';
import { parseParameters, type Gateway, type Packet } from '../../streams/sources/hj212/mod.ts';
import type { KeyRing } from '../device-keys/mod.ts';
import { isOpen, type Command } from './command.ts';
import type { CommandQueue } from './command-queue.ts';
import { parametersOf } from './kinds.ts';

/** Every time of the exchange with a device, ms, and how often it is asked (HJ 212-2017 6.5; the result's is our choice). */
export interface DispatchLimits {
  readonly answerMs: Readonly<Record<'mobile' | 'wired', number>>;
  readonly attempts: number;
  /** From 9011, or from the last frame of data, to 9012. */
  readonly resultMs: number;
  /** A device that is not connected when something is due may come back so long. */
  readonly lostMs: number;
  readonly sweepMs: number;
  /** An event that the broker does not take is tried again so often, a second apart. */
  readonly eventAttempts: number;
}
const DISPATCH_LIMITS: DispatchLimits = Object.freeze({
  answerMs: Object.freeze({ mobile: 10_000, wired: 5_000 }),
  attempts: 3,
  resultMs: 120_000,
  lostMs: 30_000,
  sweepMs: 500,
  eventAttempts: 30,
});

export interface DispatchOptions {
  readonly desk: CommandQueue;
  readonly gateway: Pick<Gateway, 'holds' | 'request' | 'nextRequestNumber'>;
  readonly keys: Pick<KeyRing, 'secretOf' | 'confirm' | 'end'>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly timezone: () => string;
  /** Who writes the events: this edge. */
  readonly name: string;
  readonly outcomes?: Counter<'state'>;
  readonly limits?: Partial<DispatchLimits>;
}

export interface Dispatch {
  /** A device's answer, or a frame of it that is about to be stored. Never throws, never waits. */
  heard(packet: Packet): void;
  close(): Promise<void>;
}

const code = (packet: Packet, name: string): number | null => {
  const text = parseParameters(packet.cp).names.get(name) ?? '';
  return /^\d{1,4}$/.test(text) ? Number(text) : null;
};

/**
 * The gateway's side of the commands: sends the head of each connected device, follows it through 9011, data and 9012, and writes
 * each state as an event.
 *
 * All state is in the stream: what was sent under which QN and when it is due. So an edge that starts again, or another one to
 * which the device connects, goes on where the last event stands. The broker's expected sequence lets only one edge take a step;
 * an event is written before the frame goes out, so that an answer always finds it.
 */
export function startDispatch(options: DispatchOptions): Dispatch {
  const { desk, gateway, keys, clock, log, timezone, name } = options;
  const limits: DispatchLimits = { ...DISPATCH_LIMITS, ...options.limits };
  /** Steps of one device, one after the other. */
  const underWay = new Map<string, Promise<void>>();
  /** Frames of data that came for the head of a device, and when the last one did. */
  const frames = new Map<string, { readonly command: string; count: number; at: number }>();
  let closed = false;

  const inOrder = (device: string, step: () => Promise<void>): void => {
    const before = underWay.get(device) ?? Promise.resolve();
    const next = before
      .then(step)
      .catch((error: unknown) =>
        log.warn({ err: error, device }, 'a step of a command failed; it is tried again when due'),
      );
    underWay.set(device, next);
    void next.finally(() => {
      if (underWay.get(device) !== next) return;
      underWay.delete(device);
      // The one before has ended: the next goes out at once. What is due waits for the sweep, so that answers on their way go first.
      if (desk.head(device)?.state === 'asked' && gateway.holds(device)) lookSoon(device);
    });
  };

  type Event = Parameters<CommandQueue['append']>[1];
  const told = (next: Command | null): Command | null => {
    if (next !== null && !isOpen(next)) {
      options.outcomes?.inc({ state: next.state });
      log.info(
        { command: next.id, device: next.device, kind: next.asked.order.kind, state: next.state, by: next.asked.by },
        'a command has ended',
      );
    }
    return next;
  };
  const append = async (command: Command, event: Event): Promise<Command | null> =>
    told(await desk.append(command, event));
  /** An answer came and must not be lost because broker or store are away for a moment. */
  const surely = async (step: () => Promise<unknown>): Promise<void> => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await step();
        return;
      } catch (error) {
        if (
          attempt >= limits.eventAttempts ||
          closed ||
          (error instanceof GuanlanError && error.code === 'GL_NOT_FOUND')
        )
          throw error;
        await new Promise((done) => setTimeout(done, 1000));
      }
    }
  };
  const appendSurely = (command: Command, event: () => Event): Promise<void> =>
    surely(async () => told(await desk.answer(command.id, event())));

  const send = async (command: Command, attempt: number): Promise<void> => {
    const { device, asked } = command;
    const now = clock.now();
    const cp = parametersOf(asked.order, now, timezone(), (fingerprint) => keys.secretOf(device, fingerprint));
    if (cp === null) {
      await append(command, { step: 'failed', by: name, exeRtn: null, frames: 0 });
      return;
    }
    const qn = command.qn ?? gateway.nextRequestNumber();
    const sent = await append(command, { step: 'sent', by: name, qn, attempt, due: now + limits.answerMs[asked.line] });
    if (sent !== null) gateway.request(device, { qn, cn: asked.cn, cp, again: attempt > 1 });
  };

  /** What is due for the head of a device. */
  const look = async (device: string): Promise<void> => {
    const command = desk.head(device);
    if (!command || closed) return;
    const now = clock.now();
    const holds = gateway.holds(device);
    if (command.state === 'asked') {
      if (holds) await send(command, 1);
      else if (now > desk.headSince(device) + command.asked.wait)
        await append(command, { step: 'offline', by: name, lost: false });
      return;
    }
    const data = frames.get(device);
    const due = Math.max(command.due ?? 0, data?.command === command.id ? data.at + limits.resultMs : 0);
    if (now <= due) return;
    if (!holds) {
      if (now > due + limits.lostMs) await append(command, { step: 'offline', by: name, lost: true });
    } else if (command.state !== 'sent') await append(command, { step: 'timed_out', by: name, awaited: 'result' });
    else if (command.attempts >= limits.attempts)
      await append(command, { step: 'timed_out', by: name, awaited: 'answer' });
    else await send(command, command.attempts + 1);
  };
  const lookSoon = (device: string): void => {
    if (!closed && !underWay.has(device)) inOrder(device, () => look(device));
  };

  const answered = async (packet: Packet): Promise<void> => {
    const command = desk.head(packet.device);
    if (!command || command.qn !== packet.qn) return;
    if (packet.cn === '9011') {
      const qnRtn = code(packet, 'QNRTN') ?? 100;
      if (qnRtn === 1)
        await appendSurely(command, () => ({ step: 'accepted', by: name, qnRtn, due: clock.now() + limits.resultMs }));
      else {
        await forgetKey(command);
        await appendSurely(command, () => ({ step: 'refused', by: name, qnRtn }));
      }
    } else {
      // 9013 acknowledges a notice: there is no result code, and nothing more comes.
      const exeRtn = packet.cn === '9013' ? 1 : code(packet, 'EXERTN');
      const data = frames.get(packet.device);
      const isDone = exeRtn === 1;
      if (isDone) await confirmKey(command);
      else await forgetKey(command);
      await appendSurely(command, () => ({
        step: isDone ? 'done' : 'failed',
        by: name,
        exeRtn,
        frames: data?.command === command.id ? data.count : 0,
      }));
    }
  };
  const confirmKey = async ({ device, asked: { order } }: Command): Promise<void> => {
    if (order.kind === 'key')
      await surely(() => keys.confirm(device, order.fingerprint, clock.now())).catch((error: unknown) =>
        log.error({ err: error, device }, 'a key that the device took could not be confirmed'),
      );
  };
  /** The device said that it did not take the key. After a silence it may have: then the key stays, pending, and opens frames. */
  const forgetKey = async ({ device, asked: { order } }: Command): Promise<void> => {
    if (order.kind === 'key')
      await surely(() => keys.end(device, order.fingerprint, clock.now())).catch((error: unknown) =>
        log.warn({ err: error, device }, 'a key that the device refused could not be ended'),
      );
  };

  const stop = desk.onChange((command) => {
    if (!isOpen(command)) frames.delete(command.device);
    lookSoon(command.device);
  });
  const sweeper = setInterval(() => {
    for (const { device } of desk.heads()) lookSoon(device);
  }, limits.sweepMs);

  return {
    heard(packet) {
      const command = desk.head(packet.device);
      if (closed || !command || command.qn === null || command.qn !== packet.qn) return;
      if (packet.cn === '9011' || packet.cn === '9012' || packet.cn === '9013')
        return inOrder(packet.device, () => answered(packet));
      const data = frames.get(packet.device);
      if (data?.command === command.id) {
        data.count += 1;
        data.at = clock.now();
        return;
      }
      frames.set(packet.device, { command: command.id, count: 1, at: clock.now() });
      inOrder(packet.device, async () => {
        const head = desk.head(packet.device);
        if (head?.id === command.id && head.state !== 'executing')
          await append(head, { step: 'executing', by: name, due: clock.now() + limits.resultMs });
      });
    },
    async close() {
      closed = true;
      clearInterval(sweeper);
      stop();
      await Promise.allSettled(underWay.values());
    },
  };
}
