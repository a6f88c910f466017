import type { Socket } from 'node:net';
import { FRAME_HEADERS, frameSubject } from '../../contracts/subjects.ts';
import { rawDeviceHeader } from '../../contracts/raw-device-header.ts';
import { formatCivilTime } from '../../contracts/civil-time.ts';
import { plainAddress } from './address-quota.ts';
import { encodeReply } from './encode.ts';
import { Framer, type FramerEvent } from './framer.ts';
import type { DeviceConnection, GatewayCore } from './gateway-core.ts';
import { CRC_BYTES, PREFIX } from './limits.ts';
import { isReject, parseSegment, type Packet } from './packet.ts';
import { TokenBuckets } from '../../contracts/token-bucket.ts';
import { printable, type RejectReason } from './reject-reasons.ts';
import type { Seal } from './seal.ts';

/** Answers of a device to the host's commands, and its acknowledgements: nothing to keep. */
const ANSWERS: ReadonlySet<string> = new Set(['9011', '9012', '9013', '9014']);

/**
 * One device's (or one data logger's) socket. Frames are taken one by one; the 9014 of each goes out when its
 * publish is acknowledged. What cannot go on now (window full, rate used up) stays in the framer with the socket
 * paused, so TCP itself holds the device back.
 */
export class Connection implements DeviceConnection {
  readonly remote: string;
  readonly address: string;
  readonly devices = new Set<string>();
  readonly #core: GatewayCore;
  readonly #socket: Socket;
  readonly #framer: Framer;
  readonly #rejects: TokenBuckets;
  #held: FramerEvent | null = null;
  #inFlight = 0;
  #pumping = false;
  #timer: NodeJS.Timeout | null = null;
  #lastFrame: number;
  #partialSince = 0;

  constructor(core: GatewayCore, socket: Socket) {
    this.#core = core;
    this.#socket = socket;
    this.address = plainAddress(socket.remoteAddress ?? '');
    this.remote = `${this.address}:${socket.remotePort ?? 0}`;
    this.#lastFrame = core.clock.monotonic();
    this.#rejects = new TokenBuckets({
      perSecond: core.limits.rejectsPerSecond,
      burst: core.limits.rejectBurst,
      keys: 1,
    });
    this.#framer = new Framer({ tolerate: core.gate.tolerates, sealed: core.gate.mayBeSealed });
    socket.setNoDelay(true);
    socket.setKeepAlive(true, 60_000);
    socket.on('data', (chunk) => {
      core.metrics.bytes.inc(chunk.length);
      this.#framer.push(chunk);
      this.pump();
    });
    socket.on('end', () => {
      this.#framer.finish();
      this.pump();
    });
    socket.on('error', () => socket.destroy());
  }

  /** Takes frames until there are no more or one has to wait. */
  pump(): void {
    if (this.#pumping) return;
    this.#pumping = true;
    let progress = false;
    try {
      for (;;) {
        if (this.#socket.destroyed) return;
        const event = this.#held ?? this.#framer.next();
        this.#held = null;
        if (!event) break;
        if (!this.#take(event)) {
          this.#held = event;
          this.#socket.pause();
          return;
        }
        progress = true;
      }
    } finally {
      this.#pumping = false;
    }
    if (this.#framer.held === 0) this.#partialSince = 0;
    else if (progress || this.#partialSince === 0) this.#partialSince = this.#core.clock.monotonic();
    if (this.#socket.isPaused()) this.#socket.resume();
  }

  /** Once a second: what waits too long. */
  sweep(now: number): void {
    const { limits } = this.#core;
    if (now - this.#lastFrame > limits.idleMs) return this.close('idle');
    if (this.#held === null && this.#partialSince > 0 && now - this.#partialSince > limits.partialMs) {
      this.#partialSince = 0;
      this.#framer.finish();
      this.pump();
    }
  }

  write(bytes: Buffer): void {
    if (!this.#socket.writable) return;
    if (this.#socket.writableLength + bytes.length > this.#core.limits.backlogBytes) return this.close('backlog');
    this.#socket.write(bytes);
  }

  close(why: string): void {
    if (this.#socket.destroyed) return;
    this.#core.metrics.closed.inc({ why });
    this.#core.log.info({ remote: this.remote, why }, 'device connection closed');
    this.#socket.destroy();
  }

  /** After the socket closed: nothing of this connection may run on. */
  ended(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#core.window.forget(this);
  }

  /** `false`: not now; the same event comes again. */
  #take(event: FramerEvent): boolean {
    if (event.kind === 'reject') {
      this.#reject(this.#core.gate.reasonOf(event.reason, event.bytes), event.bytes, event.offset);
      return true;
    }
    const packet = parseSegment(event.bytes, PREFIX, event.bytes.length - CRC_BYTES);
    if (isReject(packet)) {
      this.#reject(packet.reason, event.bytes, packet.offset);
      return true;
    }
    const seal = this.#core.gate.seal(packet, event.bytes);
    if (seal.state === 'closed') {
      this.#reject('undecipherable', event.bytes, PREFIX);
      return true;
    }
    this.#lastFrame = this.#core.clock.monotonic();
    if (ANSWERS.has(packet.cn) || packet.cn === '9015' || packet.cn === '1013') {
      this.#interact(packet);
      return true;
    }
    return this.#store(
      packet,
      event.bytes,
      seal,
      seal.state === 'opened' && seal.tolerated ? 'bad_crc' : (event.tolerated ?? null),
    );
  }

  #interact(packet: Packet): void {
    const core = this.#core;
    core.metrics.frames.inc({ result: 'interaction' });
    if (core.isKnown(packet.device)) core.bind(packet, this);
    if (ANSWERS.has(packet.cn)) {
      core.commands.answered(packet);
      return core.heard(packet);
    }
    // Heartbeat 9015 (2025) is acknowledged like data; 1013 asks for the time: noticed by 9013, answered by 1012.
    if (packet.cn === '9015') {
      if (packet.ack) this.write(encodeReply(packet, '9014'));
      return;
    }
    this.write(encodeReply(packet, '9013'));
    const answer = core.commands.send(
      packet,
      { cn: '1012', cp: `SystemTime=${formatCivilTime(core.clock.now(), core.timezone())}` },
      (bytes) => this.write(bytes),
    );
    void answer.then(({ state }) => core.metrics.commands.inc({ state }));
  }

  #store(packet: Packet, bytes: Buffer, seal: Seal, tolerated: RejectReason | null): boolean {
    const core = this.#core;
    if (core.isFull()) {
      core.metrics.frames.inc({ result: 'full' });
      return true;
    }
    const known = core.isKnown(packet.device);
    if (!known && !core.quota.unknown(this.address, packet.device, core.clock.monotonic())) {
      core.metrics.frames.inc({ result: 'unknown_refused' });
      // QnRtn 4: wrong MN (HJ 212-2017 Table 6).
      if (packet.ack) this.write(encodeReply(packet, '9011', 'QnRtn=4'));
      return true;
    }
    if (this.#inFlight >= core.limits.windowPerConnection) return this.#wait('window', 0);
    if (!core.window.room) {
      core.window.wait(this);
      return this.#wait('window', 0);
    }
    const wait = core.rate.take(packet.device, core.clock.monotonic());
    if (wait > 0) return this.#wait('rate', wait);
    if (known) core.quota.known(this.address, packet.device);
    core.bind(packet, this);
    core.heard(packet);
    if (seal.state !== 'plain') core.metrics.sealed.inc({ state: seal.state });
    if (tolerated !== null) {
      core.metrics.tolerated.inc({ reason: tolerated });
      core.log.warn(
        { device: printable(packet.device, 64), remote: this.remote, reason: tolerated, qn: printable(packet.qn, 20) },
        'a broken frame was taken: its device is tolerated',
      );
    }
    void this.#publish(packet, bytes, tolerated);
    return true;
  }

  #wait(why: 'window' | 'rate', ms: number): false {
    this.#core.metrics.paused.inc({ why });
    if (ms > 0 && !this.#timer) {
      this.#timer = setTimeout(() => {
        this.#timer = null;
        this.pump();
      }, ms);
    }
    return false;
  }

  async #publish(packet: Packet, bytes: Buffer, tolerated: RejectReason | null): Promise<void> {
    const core = this.#core;
    const started = core.clock.monotonic();
    this.#inFlight += 1;
    core.window.take();
    try {
      await core.publish(frameSubject('hj212', packet.device), bytes, {
        [FRAME_HEADERS.received]: String(core.clock.now()),
        [FRAME_HEADERS.remote]: this.remote,
        [FRAME_HEADERS.device]: rawDeviceHeader(Buffer.from(packet.mn, 'latin1').toString('utf8')),
        ...(tolerated === null ? {} : { [FRAME_HEADERS.tolerated]: tolerated }),
      });
      core.metrics.frames.inc({ result: 'stored' });
      if (packet.ack) this.write(encodeReply(packet, '9014'));
      core.metrics.ack.observe((core.clock.monotonic() - started) / 1000);
    } catch (error) {
      core.failed(error);
    } finally {
      this.#inFlight -= 1;
      core.window.give();
      if (this.#held) this.pump();
    }
  }

  #reject(reason: RejectReason, bytes: Buffer, offset: number): void {
    this.#core.rejected(reason, bytes, { remote: this.remote, offset });
    if (this.#rejects.take('', this.#core.clock.monotonic()) > 0) this.close('rejects');
  }
}
