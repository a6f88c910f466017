import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

export interface GatewayMetrics {
  readonly connections: Gauge;
  readonly inFlight: Gauge;
  readonly bytes: Counter;
  readonly frames: Counter<'result'>;
  readonly rejects: Counter<'reason'>;
  readonly rejectsUnkept: Counter;
  readonly paused: Counter<'why'>;
  readonly closed: Counter<'why'>;
  readonly refused: Counter<'why'>;
  readonly tolerated: Counter<'reason'>;
  readonly sealed: Counter<'state'>;
  readonly commands: Counter<'state'>;
  /** Seconds from a whole frame to its 9014 handed to the socket. */
  readonly ack: Histogram;
}

export function gatewayMetrics(registry: Registry): GatewayMetrics {
  const registers = [registry];
  const counter = <Label extends string>(name: string, help: string, labelNames: Label[] = []): Counter<Label> =>
    new Counter({ name: `guanlan_gateway_${name}`, help, labelNames, registers });
  return {
    connections: new Gauge({ name: 'guanlan_gateway_connections', help: 'Open device connections', registers }),
    inFlight: new Gauge({
      name: 'guanlan_gateway_in_flight',
      help: 'Frames waiting for the ack of JetStream',
      registers,
    }),
    bytes: counter('bytes_total', 'Bytes read from devices'),
    frames: counter(
      'frames_total',
      'Whole frames by what became of them: stored, failed, full, unknown_refused, interaction',
      ['result'],
    ),
    rejects: counter('rejects_total', 'Frames that could not be opened, by reason', ['reason']),
    rejectsUnkept: counter(
      'rejects_unkept_total',
      'Rejects counted but not kept (too many at once, or the broker away)',
    ),
    paused: counter('paused_total', 'Times a connection was paused, by cause: rate, window', ['why']),
    closed: counter('closed_total', 'Connections closed by the gateway, by cause: idle, backlog, rejects', ['why']),
    refused: counter('refused_total', 'Connections refused, by cause: address, total', ['why']),
    tolerated: counter('tolerated_total', 'Broken frames taken because their device is tolerated', ['reason']),
    sealed: counter(
      'sealed_total',
      'Encrypted frames kept: opened (a key of the device fits), keyless (no key is registered)',
      ['state'],
    ),
    commands: counter('time_answers_total', 'Times sent (1012) because a device asked (1013), by outcome', ['state']),
    ack: new Histogram({
      name: 'guanlan_gateway_ack_seconds',
      help: 'Whole frame to its 9014',
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.02, 0.04, 0.06, 0.1, 0.25, 0.5, 1, 5],
      registers,
    }),
  };
}
