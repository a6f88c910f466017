/** Every bound of the gateway, with its default for a city of 10,000 devices. */
export interface GatewayLimits {
  /** Publishes waiting for JetStream's ack: all connections together, and one connection. */
  readonly window: number;
  readonly windowPerConnection: number;
  /** A publish that JetStream has not acknowledged after this is given up: no 9014, the device sends again. */
  readonly publishMs: number;
  /**
   * Frames of one device, sustained and at once (back-fills come in bursts). Above it reading pauses; nothing is
   * dropped.
   */
  readonly framesPerSecond: number;
  readonly burst: number;
  /** Devices whose rate is remembered. */
  readonly devices: number;
  /** Connections, all together and of one address; loopback counts only into the first. */
  readonly connections: number;
  readonly connectionsPerAddress: number;
  /**
   * Unregistered devices of one address, each until it is silent for `unknownMs`; further ones are refused. Addresses
   * remembered.
   */
  readonly unknownPerAddress: number;
  readonly unknownMs: number;
  readonly addresses: number;
  /** A frame that has not come whole after this is given up. */
  readonly partialMs: number;
  /** A connection without a whole frame for this long is closed. */
  readonly idleMs: number;
  /** Answers a device has not read, bytes; above it the connection is closed. */
  readonly backlogBytes: number;
  /** Broken frames of one connection, sustained and at once; above it the connection is closed. */
  readonly rejectsPerSecond: number;
  readonly rejectBurst: number;
  /** Rejects waiting to be kept; above it they are only counted. */
  readonly rejectWindow: number;
  /** A command unanswered is sent again after this, so often; then its result is waited for. */
  readonly commandMs: number;
  readonly commandTries: number;
  readonly resultMs: number;
  /** Commands under way. */
  readonly commands: number;
}

export const GATEWAY_LIMITS: GatewayLimits = Object.freeze({
  window: 256,
  windowPerConnection: 64,
  publishMs: 8000,
  framesPerSecond: 20,
  burst: 200,
  devices: 100_000,
  connections: 20_000,
  connectionsPerAddress: 2000,
  unknownPerAddress: 200,
  unknownMs: 86_400_000,
  addresses: 10_000,
  partialMs: 30_000,
  idleMs: 600_000,
  backlogBytes: 64 * 1024,
  rejectsPerSecond: 5,
  rejectBurst: 200,
  rejectWindow: 256,
  commandMs: 10_000,
  commandTries: 3,
  resultMs: 120_000,
  commands: 1000,
});
