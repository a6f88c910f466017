import { createServer, type AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Clock } from '../../contracts/clock.ts';
import { GuanlanError } from '../../contracts/errors.ts';
import { FRAME_HEADERS, rejectSubject } from '../../contracts/subjects.ts';
import { AddressQuota, plainAddress } from './address-quota.ts';
import { Commands, requestFrame, type DeviceRequest, type Speaker } from './commands.ts';
import { Connection } from './connection.ts';
import type { GatewayCore } from './gateway-core.ts';
import { Gate } from './gate.ts';
import { GATEWAY_LIMITS, type GatewayLimits } from './gateway-limits.ts';
import { gatewayMetrics } from './gateway-metrics.ts';
import { PublishWindow } from './publish-window.ts';
import type { Packet } from './packet.ts';
import { Rate } from './rate.ts';
import type { Sm4Key } from './sm4.ts';

export interface GatewayOptions {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /**
   * Stores bytes under a subject with headers; resolves only when JetStream has acknowledged. Frames and rejects both
   * go here.
   */
  readonly publish: (subject: string, bytes: Uint8Array, headers: Readonly<Record<string, string>>) => Promise<void>;
  /** Is this device (upper case) in the registry? Others count against their address's quota. */
  readonly isKnown: (device: string) => boolean;
  /** The device's tolerance bits: 1 wrong CRC, 2 wrong length. */
  readonly toleranceOf?: (device: string) => number;
  /** SM4 keys of a device (upper case) that are valid now, newest first; none by default. */
  readonly keysOf?: (device: string) => readonly Sm4Key[];
  /**
   * Told of every answer of a device (9011, 9012, 9013) and of every frame that is about to be stored: what follows a
   * command.
   */
  readonly onHeard?: (packet: Packet) => void;
  /** True while the disk is too full: frames are then neither stored nor acknowledged. */
  readonly full: () => boolean;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Registry;
  /** Civil time of commands (QN, SystemTime), as it is now: a registry may come later than the gateway. */
  readonly timezone?: () => string;
  readonly limits?: Partial<GatewayLimits>;
}

export interface Gateway {
  readonly port: number;
  connections(): number;
  /** Does this device (upper case) speak on a connection of this gateway? */
  holds(device: string): boolean;
  /** A request number that no command of this gateway has had, YYYYMMDDhhmmsszzz in civil time. */
  nextRequestNumber(): string;
  /**
   * Writes a request to a connected device (upper case), in its dialect; `false`: it is not connected. What comes back
   * is told to `onHeard`.
   */
  request(device: string, request: DeviceRequest): boolean;
  close(): Promise<void>;
}

const HEADER_REASON = 'Gl-Reason';
const HEADER_OFFSET = 'Gl-Offset';
const NO_KEYS: readonly Sm4Key[] = Object.freeze([]);
const SWEEP_MS = 1000;
const COMPLAIN_MS = 10_000;

/**
 * The HJ 212 gateway on TCP. A frame that holds by length and CRC and names a device is published as it came to
 * FRAMES; its 9014 goes out after JetStream's ack and never before. A frame that cannot be opened goes to REJECTS
 * and the connection goes on. Throws `GL_PORT_TAKEN`.
 */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { clock, log } = options;
  const limits: GatewayLimits = { ...GATEWAY_LIMITS, ...options.limits };
  const timezone = options.timezone ?? (() => 'Asia/Shanghai');
  const keysOf = options.keysOf ?? (() => NO_KEYS);
  const metrics = gatewayMetrics(options.metrics);
  const connections = new Set<Connection>();
  const speakers = new Map<string, { readonly speaker: Speaker; readonly connection: Connection }>();
  const complain = occasionally(clock, log);
  let rejectsUnderWay = 0;

  const publish: GatewayCore['publish'] = async (subject, bytes, headers) =>
    within(limits.publishMs, options.publish(subject, bytes, headers));
  const core: GatewayCore = {
    clock,
    log,
    limits,
    metrics,
    timezone,
    publish,
    rate: new Rate(limits.framesPerSecond, limits.burst, limits.devices),
    quota: new AddressQuota(limits),
    window: new PublishWindow(limits.window),
    commands: new Commands(clock, limits, timezone),
    isKnown: options.isKnown,
    gate: new Gate(keysOf, options.toleranceOf ?? (() => 0)),
    heard: options.onHeard ?? (() => undefined),
    isFull() {
      const full = options.full();
      if (full) complain('full', 'disk nearly full: frames are not acknowledged until there is room');
      return full;
    },
    failed(error) {
      metrics.frames.inc({ result: 'failed' });
      complain('failed', 'frames are not stored, and not acknowledged: their devices will send them again', {
        error: String(error),
      });
    },
    rejected(reason, bytes, { remote, offset }) {
      metrics.rejects.inc({ reason });
      if (rejectsUnderWay >= limits.rejectWindow || options.full()) return metrics.rejectsUnkept.inc();
      rejectsUnderWay += 1;
      const headers = {
        [FRAME_HEADERS.received]: String(clock.now()),
        [FRAME_HEADERS.remote]: remote,
        [HEADER_REASON]: reason,
        [HEADER_OFFSET]: String(offset),
      };
      publish(rejectSubject('hj212', reason), bytes, headers)
        .catch(() => metrics.rejectsUnkept.inc())
        .finally(() => {
          rejectsUnderWay -= 1;
        });
    },
    bind(packet, connection) {
      const { mn, st, pw, dialect } = packet;
      const bound = speakers.get(packet.device);
      if (bound && bound.connection !== connection) bound.connection.devices.delete(packet.device);
      speakers.set(packet.device, { speaker: { mn, st, pw, dialect }, connection });
      connection.devices.add(packet.device);
    },
  };

  const server = createServer((socket) => {
    const address = plainAddress(socket.remoteAddress ?? '');
    if (!core.quota.opened(address)) {
      metrics.refused.inc({ why: core.quota.connections >= limits.connections ? 'total' : 'address' });
      socket.on('error', () => undefined);
      socket.destroy();
      return;
    }
    const connection = new Connection(core, socket);
    connections.add(connection);
    socket.on('close', () => {
      connections.delete(connection);
      connection.ended();
      core.quota.closed(address);
      for (const device of connection.devices) speakers.delete(device);
    });
  });
  await new Promise<void>((listening, failed) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      failed(
        error.code === 'EADDRINUSE'
          ? new GuanlanError('GL_PORT_TAKEN', `HJ 212 ${options.host}:${options.port}`)
          : error,
      ),
    );
    server.listen({ host: options.host, port: options.port, backlog: 1024 }, listening);
  });
  server.on('error', (error) =>
    complain('accept', 'a device connection could not be accepted', { error: String(error) }),
  );

  const sweeper = setInterval(() => {
    const now = clock.monotonic();
    for (const connection of connections) connection.sweep(now);
    core.commands.sweep(now);
    metrics.connections.set(connections.size);
    metrics.inFlight.set(core.window.taken);
  }, SWEEP_MS);

  const { port } = server.address() as AddressInfo;
  log.info({ host: options.host, port }, 'HJ 212 gateway listening');
  return {
    port,
    connections: () => connections.size,
    holds: (device) => speakers.has(device),
    nextRequestNumber: () => core.commands.nextRequestNumber(),
    request(device, request) {
      const bound = speakers.get(device);
      if (!bound) return false;
      bound.connection.write(requestFrame(bound.speaker, request, keysOf(device)[0]));
      return true;
    },
    async close() {
      clearInterval(sweeper);
      core.commands.close();
      const closed = new Promise<void>((done) => server.close(() => done()));
      for (const connection of connections) connection.close('shutdown');
      await closed;
    },
  };
}

/** A promise that takes longer than `ms` is given up. */
function within(ms: number, promise: Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no ack of the broker within ${ms} ms`)), ms);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** Says the same thing at most once in ten seconds: an outage is one fact, not a line per frame. */
function occasionally(clock: Clock, log: Logger): (key: string, message: string, fields?: object) => void {
  const said = new Map<string, number>();
  return (key, message, fields = {}) => {
    const now = clock.monotonic();
    if (now - (said.get(key) ?? -Infinity) < COMPLAIN_MS) return;
    said.set(key, now);
    log.warn(fields, message);
  };
}
