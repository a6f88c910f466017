import { connect, type Socket } from 'node:net';
import { formatCivilTime } from '../../contracts/civil-time.ts';
import { systemClock, type Clock } from '../../contracts/clock.ts';
import { encodeFrame, encodeReply, flagOf, type PacketDraft } from './encode.ts';
import { Fifo } from './fifo.ts';
import { Framer } from './framer.ts';
import { CRC_BYTES, PREFIX } from './limits.ts';
import { openHj212 } from './open.ts';
import { isReject, parseSegment, type Packet } from './packet.ts';
import { sealOf } from './seal.ts';
import type { Sm4Key } from './sm4.ts';
import { parseParameters } from './values.ts';

export interface LinkOptions {
  readonly host: string;
  readonly port: number;
  /** Frames sent and not yet acknowledged. */
  readonly window?: number;
  /** An unacknowledged frame is sent again after this (HJ 212-2017: 10 s on mobile networks). */
  readonly resendMs?: number;
  /** Frames kept for sending, in memory. */
  readonly queue?: number;
  /** First and longest pause before connecting again; it doubles between them. */
  readonly backoffMs?: readonly [first: number, longest: number];
  readonly clock?: Clock;
  /**
   * SM4 keys of a device behind this link (2025), newest first: the first encrypts, each opens what the host encrypted.
   */
  readonly keysOf?: (mn: string) => readonly Sm4Key[];
  /** Sends heartbeats (CN 9015, 2025) while connected. */
  readonly heartbeat?: { readonly mn: string; readonly pw: string; readonly everyMs: number };
  /**
   * What the device does with a command; by default it accepts 1012, 1062, 1064 and 2011 and refuses the rest (QnRtn
   * 8).
   */
  readonly onCommand?: (packet: Packet) => CommandAnswer | Promise<CommandAnswer>;
  /** Milliseconds from the last sending of a frame to its 9014. */
  readonly onAck?: (ms: number, draft: PacketDraft | null) => void;
}

/** QnRtn and, where it is 1, the data asked for and ExeRtn of a command (HJ 212-2017 Tables 5 and 6). */
export interface CommandAnswer {
  readonly qnRtn: number;
  readonly exeRtn?: number;
  /** Sent between 9011 and 9012, each with the request's QN. */
  readonly data?: readonly PacketDraft[];
  /** Never answers, as a device that hangs does. */
  readonly silent?: boolean;
  /** Answers with 9011 and no more. */
  readonly unfinished?: boolean;
}

export interface LinkCounts {
  readonly offered: number;
  readonly sent: number;
  readonly resent: number;
  readonly acked: number;
  readonly refused: number;
  readonly dropped: number;
  readonly connects: number;
  readonly beats: number;
}

interface Entry {
  readonly draft: PacketDraft | null;
  readonly raw: Buffer | null;
  readonly key: string | null;
  sentAt: number;
  again: boolean;
}

const ACCEPTED: ReadonlySet<string> = new Set(['1012', '1062', '1064', '2011']);
const keyOf = (mn: string, qn: string): string => `${mn.trim().toUpperCase()}\n${qn}`;
const speaks2025 = (draft: PacketDraft): boolean => (draft.flag ?? 0) >> 2 === 2;
const NO_KEYS: readonly Sm4Key[] = Object.freeze([]);
/** A request number by UTC+8, the civil time of the standard's examples. */
const civilQn = (now: number): string =>
  `${formatCivilTime(now, 'Asia/Shanghai')}${String(now % 1000).padStart(3, '0')}`;
const acceptUsual = (packet: Packet): CommandAnswer =>
  ACCEPTED.has(packet.cn) ? { qnRtn: 1, exeRtn: 1 } : { qnRtn: 8 };

/**
 * The device's side: one socket for one or many MNs, store and forward. A frame that wants an answer is held until its
 * 9014 and sent again after `resendMs` (with RF=1 in the 2025 dialect, unchanged in 2017) and after every reconnect;
 * frames made while a backlog waits go first (HJ 212-2025 8.1.2: new data first, back-fill after).
 */
export class DeviceLink {
  readonly #options: Required<Omit<LinkOptions, 'heartbeat'>>;
  readonly #fresh = new Fifo<Entry>();
  readonly #backlog = new Fifo<Entry>();
  /** Sent and unacknowledged, by MN and QN; the parts of a split packet share one key. */
  readonly #unacked = new Map<string, Entry[]>();
  readonly #room: (() => void)[] = [];
  readonly #drained: (() => void)[] = [];
  readonly #counts = { offered: 0, sent: 0, resent: 0, acked: 0, refused: 0, dropped: 0, connects: 0, beats: 0 };
  #beat = '';
  readonly #beating: NodeJS.Timeout | null;
  #unackedCount = 0;
  #socket: Socket | null = null;
  #ready = false;
  #closed = false;
  #failures = 0;
  #retry: NodeJS.Timeout | null = null;
  readonly #sweeper: NodeJS.Timeout;

  constructor(options: LinkOptions) {
    this.#options = {
      window: 32,
      resendMs: 10_000,
      queue: 20_000,
      backoffMs: [200, 30_000],
      clock: systemClock,
      onCommand: acceptUsual,
      onAck: () => undefined,
      keysOf: () => NO_KEYS,
      ...options,
    };
    const { heartbeat } = options;
    this.#beating = heartbeat ? setInterval(() => this.#sendBeat(heartbeat.mn, heartbeat.pw), heartbeat.everyMs) : null;
    this.#sweeper = setInterval(() => this.#resendDue(), Math.max(20, Math.min(1000, this.#options.resendMs / 4)));
    this.#connect();
  }

  get counts(): LinkCounts {
    return { ...this.#counts };
  }

  get connected(): boolean {
    return this.#ready;
  }

  /** Frames not yet sent, and sent but not acknowledged. */
  get queued(): number {
    return this.#fresh.size + this.#backlog.size;
  }

  get unacked(): number {
    return this.#unackedCount;
  }

  /** Takes a packet for sending; `false` (and counted as dropped) when the queue is full or the link closed. */
  offer(draft: PacketDraft): boolean {
    const wantsAck = draft.flag !== undefined && (draft.flag & 1) === 1;
    return this.#accept({
      draft,
      raw: null,
      key: wantsAck ? keyOf(draft.mn, draft.qn ?? '') : null,
      sentAt: 0,
      again: false,
    });
  }

  /** Like `offer`, but waits for room in the queue. */
  async send(draft: PacketDraft): Promise<boolean> {
    await this.#waitForRoom();
    return this.offer(draft);
  }

  /** Sends bytes as they are, valid frame or not; with an `mn` its 9014 is waited for. Waits for room in the queue. */
  async sendRaw(raw: Buffer, mn: string | null, qn: string): Promise<boolean> {
    await this.#waitForRoom();
    return this.#accept({ draft: null, raw, key: mn === null ? null : keyOf(mn, qn), sentAt: 0, again: false });
  }

  async #waitForRoom(): Promise<void> {
    while (!this.#closed && this.queued >= this.#options.queue)
      await new Promise<void>((room) => this.#room.push(room));
  }

  #accept(entry: Entry): boolean {
    this.#counts.offered += 1;
    if (this.#closed || this.queued >= this.#options.queue) {
      this.#counts.dropped += 1;
      return false;
    }
    this.#fresh.push(entry);
    this.#flush();
    return true;
  }

  /** Resolves when everything offered so far has been sent and acknowledged. */
  async drained(): Promise<void> {
    if (this.queued + this.#unackedCount > 0 && !this.#closed)
      await new Promise<void>((done) => this.#drained.push(done));
  }

  /** Ends the link; what was not acknowledged is lost with it. */
  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#sweeper);
    if (this.#beating) clearInterval(this.#beating);
    if (this.#retry) clearTimeout(this.#retry);
    const socket = this.#socket;
    if (socket && !socket.destroyed) {
      const closed = new Promise<void>((done) => socket.once('close', () => done()));
      socket.destroy();
      await closed;
    }
    for (const wake of [...this.#room.splice(0), ...this.#drained.splice(0)]) wake();
  }

  #connect(): void {
    const framer = new Framer({ sealed: (bytes) => this.#mayOpen(bytes) });
    const socket = connect({ host: this.#options.host, port: this.#options.port, noDelay: true, keepAlive: true });
    this.#socket = socket;
    socket.on('connect', () => {
      this.#ready = true;
      this.#failures = 0;
      this.#counts.connects += 1;
      this.#flush();
    });
    socket.on('data', (chunk) => {
      framer.push(chunk);
      for (let event = framer.next(); event; event = framer.next())
        if (event.kind === 'frame') this.#received(event.bytes);
    });
    socket.on('drain', () => this.#flush());
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#lost());
  }

  #lost(): void {
    this.#ready = false;
    // Older than anything still queued: back to the head of the backlog, in the order they were sent.
    const unacked = [...this.#unacked.values()].flat().sort((a, b) => a.sentAt - b.sentAt);
    this.#unacked.clear();
    this.#unackedCount = 0;
    for (const entry of unacked) entry.again = true;
    for (let entry = this.#fresh.shift(); entry; entry = this.#fresh.shift()) this.#backlog.push(entry);
    this.#backlog.prepend(unacked);
    if (this.#closed) return;
    const [first, longest] = this.#options.backoffMs;
    const pause = Math.min(longest, first * 2 ** Math.min(this.#failures, 20));
    this.#failures += 1;
    this.#retry = setTimeout(() => this.#connect(), pause * (0.5 + Math.random() / 2));
  }

  #flush(): void {
    const socket = this.#socket;
    if (!this.#ready || !socket) return;
    while (this.#unackedCount < this.#options.window && !socket.writableNeedDrain) {
      const entry = this.#fresh.shift() ?? this.#backlog.shift();
      if (!entry) break;
      this.#write(entry);
    }
    while (this.#room.length > 0 && this.queued < this.#options.queue) this.#room.shift()?.();
    this.#checkDrained();
  }

  #write(entry: Entry): void {
    const bytes = entry.draft === null ? entry.raw : this.#encode(entry.draft, entry.again);
    if (bytes !== null) this.#socket?.write(bytes);
    entry.sentAt = this.#options.clock.monotonic();
    if (entry.again) this.#counts.resent += 1;
    else this.#counts.sent += 1;
    if (entry.key === null) return;
    const same = this.#unacked.get(entry.key);
    if (same) same.push(entry);
    else this.#unacked.set(entry.key, [entry]);
    this.#unackedCount += 1;
  }

  #encode(draft: PacketDraft, again: boolean): Buffer {
    if (!speaks2025(draft)) return encodeFrame(draft);
    const key = draft.key ?? this.#options.keysOf(draft.mn)[0];
    return encodeFrame({ ...draft, ...(again ? { again } : {}), ...(key ? { key } : {}) });
  }

  #mayOpen(bytes: Buffer): boolean {
    const packet = parseSegment(bytes, PREFIX, bytes.length - CRC_BYTES);
    return !isReject(packet) && sealOf(packet, bytes, this.#options.keysOf(packet.mn)).state === 'opened';
  }

  /** Not kept and not sent again: the next one says the same. */
  #sendBeat(mn: string, pw: string): void {
    if (!this.#ready) return;
    this.#beat = civilQn(this.#options.clock.now());
    this.#socket?.write(
      encodeFrame({ qn: this.#beat, st: '91', cn: '9015', pw, mn, flag: flagOf('2025', true), cp: '' }),
    );
  }

  #resendDue(): void {
    if (!this.#ready) return;
    const before = this.#options.clock.monotonic() - this.#options.resendMs;
    for (const [key, entries] of this.#unacked) {
      const due = entries.filter((entry) => entry.sentAt <= before);
      if (due.length === 0) continue;
      const rest = entries.filter((entry) => entry.sentAt > before);
      if (rest.length > 0) this.#unacked.set(key, rest);
      else this.#unacked.delete(key);
      this.#unackedCount -= due.length;
      for (const entry of due) {
        entry.again = true;
        this.#write(entry);
      }
    }
  }

  #received(bytes: Buffer): void {
    const header = parseSegment(bytes, PREFIX, bytes.length - CRC_BYTES);
    if (isReject(header)) return;
    const opened = openHj212(bytes, { keys: this.#options.keysOf(header.mn) });
    if (isReject(opened) || opened.kind === 'sealed') return;
    const { packet } = opened;
    if (packet === null) return;
    if (packet.cn === '9014' && packet.qn === this.#beat) {
      this.#counts.beats += 1;
      return;
    }
    if (packet.cn === '9014' || packet.cn === '9011') this.#settled(packet);
    else if (!/^90/.test(packet.cn)) void this.#command(packet);
  }

  #settled(packet: Packet): void {
    const key = `${packet.device}\n${packet.qn}`;
    const entries = this.#unacked.get(key);
    const entry = entries?.shift();
    if (!entries || !entry) return;
    if (entries.length === 0) this.#unacked.delete(key);
    this.#unackedCount -= 1;
    // 9011 with a QnRtn to a data frame is the host's refusal (unregistered device over quota): not sent again.
    if (packet.cn === '9011' && parseParameters(packet.cp).names.get('QNRTN') !== '1') this.#counts.refused += 1;
    else {
      this.#counts.acked += 1;
      this.#options.onAck(this.#options.clock.monotonic() - entry.sentAt, entry.draft);
    }
    this.#flush();
  }

  async #command(packet: Packet): Promise<void> {
    const answer = await this.#options.onCommand(packet);
    if (!this.#ready || !packet.ack || answer.silent) return;
    this.#socket?.write(encodeReply(packet, '9011', `QnRtn=${answer.qnRtn}`));
    if (answer.qnRtn !== 1 || answer.unfinished) return;
    for (const draft of answer.data ?? []) {
      this.#counts.offered += 1;
      const wantsAck = ((draft.flag ?? 0) & 1) === 1;
      this.#write({
        draft: { ...draft, qn: packet.qn },
        raw: null,
        key: wantsAck ? keyOf(draft.mn, packet.qn) : null,
        sentAt: 0,
        again: false,
      });
    }
    this.#socket?.write(encodeReply(packet, '9012', `ExeRtn=${answer.exeRtn ?? 1}`));
  }

  #checkDrained(): void {
    if (this.queued + this.#unackedCount === 0) for (const wake of this.#drained.splice(0)) wake();
  }
}
