import type { Clock } from '../../contracts/clock.ts';
import { formatCivilTime } from '../../contracts/civil-time.ts';
import { encodeFrame, flagOf } from './encode.ts';
import type { GatewayLimits } from './gateway-limits.ts';
import type { Dialect, Packet } from './packet.ts';
import type { Sm4Key } from './sm4.ts';
import { parseParameters } from './values.ts';

/** A request to a device: 1012 set time, 1062 set interval, 2051 call for data... */
export interface DeviceRequest {
  readonly qn: string;
  readonly cn: string;
  readonly cp: string;
  /** It was sent before. */
  readonly again: boolean;
}

/** A request as the device speaks: its dialect, its password; RF=1 and SM4 (`key`) only where it speaks 2025. */
export function requestFrame(
  { mn, st, pw, dialect }: Speaker,
  { qn, cn, cp, again }: DeviceRequest,
  key?: Sm4Key,
): Buffer {
  return encodeFrame({
    qn,
    st,
    cn,
    pw,
    mn,
    flag: flagOf(dialect, true),
    cp,
    again: again && dialect === '2025',
    ...(key ? { key } : {}),
  });
}

export interface CommandResult {
  /**
   * `done`: 9012 (or 9013) came. `refused`: 9011 said no. `silent`: no answer after all tries. `unfinished`: 9011 but
   * no 9012. `busy`: too many under way.
   */
  readonly state: 'done' | 'refused' | 'silent' | 'unfinished' | 'busy';
  /** HJ 212-2017 Table 6: 1 ready, 2 refused, 3 PW, 4 MN, 5 ST, 6 Flag, 7 QN, 8 CN, 9 CRC, 100 unknown. */
  readonly qnRtn: number | null;
  /** Table 5: 1 ok, 2 failed, 3 condition, 4 timeout, 5 busy, 6 system, 100 no data. */
  readonly exeRtn: number | null;
}

/** How the device spoke last, so that it is spoken to likewise. */
export interface Speaker {
  readonly mn: string;
  readonly st: string;
  readonly pw: string;
  readonly dialect: Dialect;
}

interface Pending {
  readonly key: string;
  readonly again: () => void;
  readonly settle: (result: CommandResult) => void;
  tries: number;
  due: number;
  ready: boolean;
}

/**
 * What the gateway sends of its own: the time (1012) to a device that asked for it (1013). By device and QN: request ->
 * 9011 -> 9012, or notice -> 9013 (HJ 212-2017 6.1). People's commands go through `server/commands`, which survives
 * restarts.
 */
export class Commands {
  readonly #clock: Clock;
  readonly #limits: GatewayLimits;
  readonly #timezone: () => string;
  readonly #pending = new Map<string, Pending>();
  #lastQn = 0;

  constructor(clock: Clock, limits: GatewayLimits, timezone: () => string) {
    this.#clock = clock;
    this.#limits = limits;
    this.#timezone = timezone;
  }

  /** Sends through `write`, again after each silent `commandMs`; the promise never rejects. */
  send(
    speaker: Speaker,
    command: Pick<DeviceRequest, 'cn' | 'cp'>,
    write: (bytes: Buffer) => void,
  ): Promise<CommandResult> {
    if (this.#pending.size >= this.#limits.commands)
      return Promise.resolve({ state: 'busy', qnRtn: null, exeRtn: null });
    const qn = this.nextRequestNumber();
    const frame = (again: boolean): Buffer => requestFrame(speaker, { ...command, qn, again });
    const key = `${speaker.mn.toUpperCase()}\n${qn}`;
    return new Promise((settle) => {
      this.#pending.set(key, {
        key,
        settle,
        again: () => write(frame(true)),
        tries: 1,
        due: this.#clock.monotonic() + this.#limits.commandMs,
        ready: false,
      });
      write(frame(false));
    });
  }

  /** Takes a device's 9011, 9012 or 9013. */
  answered(packet: Packet): void {
    const pending = this.#pending.get(`${packet.device}\n${packet.qn}`);
    if (!pending) return;
    const { names } = parseParameters(packet.cp);
    const code = (name: string): number | null =>
      /^\d{1,4}$/.test(names.get(name) ?? '') ? Number(names.get(name)) : null;
    if (packet.cn === '9011') {
      const qnRtn = code('QNRTN');
      if (qnRtn !== 1) return this.#settle(pending, { state: 'refused', qnRtn, exeRtn: null });
      pending.ready = true;
      pending.due = this.#clock.monotonic() + this.#limits.resultMs;
    } else if (packet.cn === '9012') {
      this.#settle(pending, { state: 'done', qnRtn: pending.ready ? 1 : null, exeRtn: code('EXERTN') });
    } else {
      this.#settle(pending, { state: 'done', qnRtn: null, exeRtn: null });
    }
  }

  /** Sends again what is due, and gives up what has been tried often enough. */
  sweep(now: number): void {
    for (const pending of this.#pending.values()) {
      if (now < pending.due) continue;
      if (pending.ready) this.#settle(pending, { state: 'unfinished', qnRtn: 1, exeRtn: null });
      else if (pending.tries >= this.#limits.commandTries)
        this.#settle(pending, { state: 'silent', qnRtn: null, exeRtn: null });
      else {
        pending.tries += 1;
        pending.due = now + this.#limits.commandMs;
        pending.again();
      }
    }
  }

  close(): void {
    for (const pending of this.#pending.values())
      this.#settle(pending, { state: pending.ready ? 'unfinished' : 'silent', qnRtn: null, exeRtn: null });
  }

  #settle(pending: Pending, result: CommandResult): void {
    this.#pending.delete(pending.key);
    pending.settle(result);
  }

  /** YYYYMMDDhhmmsszzz, never the same twice. */
  nextRequestNumber(): string {
    this.#lastQn = Math.max(this.#lastQn + 1, this.#clock.now());
    return `${formatCivilTime(this.#lastQn, this.#timezone())}${String(this.#lastQn % 1000).padStart(3, '0')}`;
  }
}
