import type { Logger } from 'pino';
import { DEFAULT_ZONE } from '../../contracts/civil-time.ts';
import type { Clock } from '../../contracts/clock.ts';
import { FRAME_HEADERS, rejectSubject } from '../../contracts/subjects.ts';
import { TokenBuckets } from '../../contracts/token-bucket.ts';
import { AddressQuota } from './address-quota.ts';
import { Commands, type Speaker } from './commands.ts';
import { Gate } from './gate.ts';
import type { DeviceConnection, GatewayCore } from './gateway-core.ts';
import type { GatewayLimits } from './gateway-limits.ts';
import type { GatewayMetrics } from './gateway-metrics.ts';
import type { GatewayOptions } from './gateway-options.ts';
import { PublishWindow } from './publish-window.ts';

const HEADER_REASON = 'Gl-Reason';
const HEADER_OFFSET = 'Gl-Offset';
const WARN_AGAIN_MS = 10_000;

/** Device (upper case) -> where it speaks and how: its number, system, password and dialect. */
export type Speakers = Map<string, { readonly speaker: Speaker; readonly connection: DeviceConnection }>;

type CoreOptions = GatewayOptions & { readonly limits: GatewayLimits };

/** What the connections of a gateway share: bounds, metrics, publishing, who speaks where. */
export function openGatewayCore(options: CoreOptions, metrics: GatewayMetrics, speakers: Speakers): GatewayCore {
  const { clock, log, limits } = options;
  const timezone = options.timezone ?? (() => DEFAULT_ZONE);
  const warn = warnSeldom(clock, log);
  let rejectsUnderWay = 0;

  const publish: GatewayCore['publish'] = async (subject, bytes, headers) =>
    within(limits.publishMs, options.publish(subject, bytes, headers));
  return {
    clock,
    log,
    limits,
    metrics,
    timezone,
    publish,
    rate: new TokenBuckets({ perSecond: limits.framesPerSecond, burst: limits.burst, keys: limits.devices }),
    quota: new AddressQuota(limits),
    window: new PublishWindow(limits.window),
    commands: new Commands(clock, limits, timezone),
    isKnown: options.isKnown,
    gate: new Gate(options.keysOf ?? (() => []), options.toleranceOf ?? (() => 0)),
    heard: options.onHeard ?? (() => undefined),
    isFull() {
      const full = options.full();
      if (full) warn('full', 'disk nearly full: frames are not acknowledged until there is room');
      return full;
    },
    failed(error) {
      metrics.frames.inc({ result: 'failed' });
      warn('failed', 'frames are not stored, and not acknowledged: their devices will send them again', {
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
    warn,
    bind(packet, connection) {
      const { mn, st, pw, dialect } = packet;
      const bound = speakers.get(packet.device);
      if (bound && bound.connection !== connection) bound.connection.devices.delete(packet.device);
      speakers.set(packet.device, { speaker: { mn, st, pw, dialect }, connection });
      connection.devices.add(packet.device);
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
function warnSeldom(clock: Clock, log: Logger): (key: string, message: string, fields?: object) => void {
  const warned = new Map<string, number>();
  return (key, message, fields = {}) => {
    const now = clock.monotonic();
    if (now - (warned.get(key) ?? -Infinity) < WARN_AGAIN_MS) return;
    warned.set(key, now);
    log.warn(fields, message);
  };
}
