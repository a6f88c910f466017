import { GuanlanError } from '../../streams/contracts/errors.ts';
import { parseParameters, type Packet } from '../../streams/sources/hj212/mod.ts';
import { untilDone } from '../platform/retry.ts';
import type { NewCommandEvent } from './command-queue.ts';
import { isOpen, type Command } from './command.ts';
import { DeviceSteps } from './device-steps.ts';
import type { Dispatch, DispatchOptions } from './dispatch.ts';
import { DISPATCH_LIMITS, type DispatchLimits } from './dispatch-limits.ts';
import { KeyOutcome } from './key-outcome.ts';
import { parametersOf } from './kinds.ts';

/** Longest pause between two attempts to write an event, ms. */
const RETRY_PAUSE_MS = 1_000;
const UNKNOWN_ERROR = 100;
/** Answer to a request, its result, and the acknowledgement of a notice. */
const ANSWER = '9011';
const RESULT = '9012';
const ACKNOWLEDGEMENT = '9013';

/** Return code of an answer, `null` where it has none. */
const returnCode = (packet: Packet, name: 'QNRTN' | 'EXERTN'): number | null => {
  const text = parseParameters(packet.cp).names.get(name) ?? '';
  return /^\d{1,4}$/.test(text) ? Number(text) : null;
};

/** Frames of data that came for the head of a device, and when the last one did, ms UTC. */
interface DataFrames {
  readonly command: string;
  count: number;
  at: number;
}

/** See `startDispatch`. */
export class Dispatcher implements Dispatch {
  readonly #options: DispatchOptions;
  readonly #limits: DispatchLimits;
  readonly #steps: DeviceSteps;
  readonly #keyOutcome: KeyOutcome;
  readonly #frames = new Map<string, DataFrames>();
  readonly #sweeper: NodeJS.Timeout;
  readonly #stopListening: () => void;
  readonly #end = new AbortController();

  constructor(options: DispatchOptions) {
    const { queue, gateway, log } = options;
    this.#options = options;
    this.#limits = { ...DISPATCH_LIMITS, ...options.limits };
    this.#keyOutcome = new KeyOutcome(options, (work) => this.#retry(work));
    this.#steps = new DeviceSteps(
      (device, error) => log.warn({ err: error, device }, 'a step of a command failed; retried when due'),
      (device) => {
        // The one before has ended: the next goes out at once. What is due waits for the sweep, so that answers on
        // their way go first.
        if (queue.head(device)?.state === 'asked' && gateway.holds(device)) this.#checkSoon(device);
      },
    );
    this.#stopListening = queue.onChange((command) => {
      if (!isOpen(command)) this.#frames.delete(command.device);
      this.#checkSoon(command.device);
    });
    this.#sweeper = setInterval(() => {
      for (const { device } of queue.heads()) this.#checkSoon(device);
    }, this.#limits.sweepMs);
  }

  received(packet: Packet): void {
    const { queue, clock } = this.#options;
    const command = queue.head(packet.device);
    if (this.#isClosed || !command || command.qn === null || command.qn !== packet.qn) return;
    if (packet.cn === ANSWER || packet.cn === RESULT || packet.cn === ACKNOWLEDGEMENT)
      return this.#steps.run(packet.device, () => this.#answered(packet));
    const data = this.#frames.get(packet.device);
    if (data?.command === command.id) {
      data.count += 1;
      data.at = clock.now();
      return;
    }
    this.#frames.set(packet.device, { command: command.id, count: 1, at: clock.now() });
    this.#steps.run(packet.device, () => this.#executing(packet.device, command.id));
  }

  async close(): Promise<void> {
    this.#end.abort();
    clearInterval(this.#sweeper);
    this.#stopListening();
    await this.#steps.settled();
  }

  get #isClosed(): boolean {
    return this.#end.signal.aborted;
  }

  #checkSoon(device: string): void {
    if (!this.#isClosed && !this.#steps.isBusy(device)) this.#steps.run(device, () => this.#check(device));
  }

  /** Does what is due for the head of a device. */
  async #check(device: string): Promise<void> {
    const { queue, gateway, clock, name } = this.#options;
    const command = queue.head(device);
    if (!command || this.#isClosed) return;
    const now = clock.now();
    const isHeld = gateway.holds(device);
    if (command.state === 'asked') {
      if (isHeld) await this.#send(command, 1);
      else if (now > queue.headSince(device) + command.asked.wait)
        await this.#append(command, { step: 'offline', by: name, lost: false });
      return;
    }
    const data = this.#frames.get(device);
    const due = Math.max(command.due ?? 0, data?.command === command.id ? data.at + this.#limits.resultMs : 0);
    if (now <= due) return;
    if (!isHeld) {
      if (now > due + this.#limits.lostMs) await this.#append(command, { step: 'offline', by: name, lost: true });
    } else if (command.state !== 'sent')
      await this.#append(command, { step: 'timed_out', by: name, awaited: 'result' });
    else if (command.attempts >= this.#limits.attempts)
      await this.#append(command, { step: 'timed_out', by: name, awaited: 'answer' });
    else await this.#send(command, command.attempts + 1);
  }

  async #send(command: Command, attempt: number): Promise<void> {
    const { gateway, keys, clock, timezone, name } = this.#options;
    const { device, asked } = command;
    const now = clock.now();
    const cp = parametersOf(asked.order, now, timezone(), (fingerprint) => keys.secretOf(device, fingerprint));
    if (cp === null) {
      await this.#append(command, { step: 'failed', by: name, exeRtn: null, frames: 0 });
      return;
    }
    const qn = command.qn ?? gateway.nextRequestNumber();
    const due = now + this.#limits.answerMs[asked.line];
    const sent = await this.#append(command, { step: 'sent', by: name, qn, attempt, due });
    if (sent !== null) gateway.request(device, { qn, cn: asked.cn, cp, again: attempt > 1 });
  }

  async #executing(device: string, id: string): Promise<void> {
    const { queue, clock, name } = this.#options;
    const head = queue.head(device);
    if (head?.id !== id || head.state === 'executing') return;
    await this.#append(head, { step: 'executing', by: name, due: clock.now() + this.#limits.resultMs });
  }

  async #answered(packet: Packet): Promise<void> {
    const command = this.#options.queue.head(packet.device);
    if (!command || command.qn !== packet.qn) return;
    if (packet.cn === ANSWER) await this.#accepted(command, returnCode(packet, 'QNRTN') ?? UNKNOWN_ERROR);
    // An acknowledged notice has no result code, and nothing more comes.
    else await this.#ended(command, packet.cn === ACKNOWLEDGEMENT ? 1 : returnCode(packet, 'EXERTN'));
  }

  async #accepted(command: Command, qnRtn: number): Promise<void> {
    const { clock, name } = this.#options;
    if (qnRtn === 1) {
      const { resultMs } = this.#limits;
      await this.#answer(command, () => ({ step: 'accepted', by: name, qnRtn, due: clock.now() + resultMs }));
      return;
    }
    await this.#keyOutcome.end(command);
    await this.#answer(command, () => ({ step: 'refused', by: name, qnRtn }));
  }

  async #ended(command: Command, exeRtn: number | null): Promise<void> {
    const { name } = this.#options;
    const data = this.#frames.get(command.device);
    const isDone = exeRtn === 1;
    if (isDone) await this.#keyOutcome.confirm(command);
    else await this.#keyOutcome.end(command);
    const frames = data?.command === command.id ? data.count : 0;
    await this.#answer(command, () => ({ step: isDone ? 'done' : 'failed', by: name, exeRtn, frames }));
  }

  async #append(command: Command, event: NewCommandEvent): Promise<Command | null> {
    return this.#reported(await this.#options.queue.append(command, event));
  }

  /** An answer came and must not be lost because broker or store are away for a moment. */
  #answer(command: Command, event: () => NewCommandEvent): Promise<void> {
    return this.#retry(async () => this.#reported(await this.#options.queue.answer(command.id, event())));
  }

  async #retry(work: () => Promise<unknown>): Promise<void> {
    let failures = 0;
    await untilDone(work, {
      longest: RETRY_PAUSE_MS,
      signal: this.#end.signal,
      failed: () => undefined,
      isFinal: (error) => {
        failures += 1;
        const isGone = error instanceof GuanlanError && error.code === 'GL_NOT_FOUND';
        return isGone || failures >= this.#limits.eventAttempts;
      },
    });
  }

  #reported(next: Command | null): Command | null {
    if (next === null || isOpen(next)) return next;
    const { state, id, device, asked } = next;
    this.#options.outcomes?.inc({ state });
    this.#options.log.info({ command: id, device, kind: asked.order.kind, state, by: asked.by }, 'command ended');
    return next;
  }
}
