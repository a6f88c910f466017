import { createServer, type AddressInfo, type Server } from 'node:net';
import { GuanlanError } from '../../contracts/errors.ts';
import { plainAddress } from './address-quota.ts';
import { requestFrame, type DeviceRequest } from './commands.ts';
import { Connection } from './connection.ts';
import { GATEWAY_LIMITS, type GatewayLimits } from './gateway-limits.ts';
import { gatewayMetrics } from './gateway-metrics.ts';
import type { GatewayOptions } from './gateway-options.ts';
import { openGatewayCore, type Speakers } from './open-gateway-core.ts';
import type { Sm4Key } from './sm4.ts';

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

const NO_KEYS: readonly Sm4Key[] = Object.freeze([]);
const SWEEP_MS = 1000;

/**
 * The HJ 212 gateway on TCP. A frame that holds by length and CRC and names a device is published as it came to
 * FRAMES; its 9014 goes out after JetStream's ack and never before. A frame that cannot be opened goes to REJECTS
 * and the connection goes on. Throws `GL_PORT_TAKEN`.
 */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { clock, log } = options;
  const limits: GatewayLimits = { ...GATEWAY_LIMITS, ...options.limits };
  const keysOf = options.keysOf ?? (() => NO_KEYS);
  const metrics = gatewayMetrics(options.metrics);
  const connections = new Set<Connection>();
  const speakers: Speakers = new Map();
  const core = openGatewayCore({ ...options, limits }, metrics, speakers);

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
  await listen(server, options);
  server.on('error', (error) =>
    core.warn('accept', 'a device connection could not be accepted', { error: String(error) }),
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

/** Throws `GL_PORT_TAKEN`. */
function listen(server: Server, { host, port }: Pick<GatewayOptions, 'host' | 'port'>): Promise<void> {
  return new Promise((listening, failed) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      failed(error.code === 'EADDRINUSE' ? new GuanlanError('GL_PORT_TAKEN', `HJ 212 ${host}:${port}`) : error),
    );
    server.listen({ host, port, backlog: 1024 }, listening);
  });
}
