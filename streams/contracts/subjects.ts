/** The NATS subjects of the house. Nobody writes a subject by hand. */

/** Where a frame came in. */
export const SOURCES = ['hj212', 'http', 'replay'] as const;
export type Source = (typeof SOURCES)[number];

/** Fixed number of device-hash partitions in the subject; one ingest may take any subset. */
const PARTITIONS = 8;

const SAFE_DEVICE = /^[0-9A-Za-z_-]{1,32}$/;

/**
 * The device id as one subject token. Anything that is not a plain short token becomes `_bad`:
 * a space throws in the client, `*` and `>` are taken literally, and a 5,000-character token
 * drops the broker connection for everybody on it.
 */
function deviceToken(rawDevice: string): string {
  return SAFE_DEVICE.test(rawDevice) ? rawDevice : '_bad';
}

/** FNV-1a over the token: stable across processes and releases. */
function partitionOf(token: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < token.length; i += 1) hash = Math.imul(hash ^ token.charCodeAt(i), 0x01000193);
  return (hash >>> 0) % PARTITIONS;
}

export function frameSubject(source: Source, rawDevice: string): string {
  const token = deviceToken(rawDevice);
  return `frames.${source}.${partitionOf(token)}.${token}`;
}

export function rejectSubject(source: Source, reason: string): string {
  return `rejects.${source}.${reason}`;
}

/** Every frame of one device, whatever its source and partition. */
export const framesOfDevice = (rawDevice: string): string => `frames.*.*.${deviceToken(rawDevice)}`;

export const liveSubject = (topic: string, kind: 'delta' | 'key'): string => `live.${kind}.${topic}`;
export const alarmSubject = (alarm: string): string => `alarms.${alarm}`;

/**
 * Core NATS, no stream: the leader of the windows is there. Payload `{ "epoch": 7, "notices": [] }`, twice a second.
 */
export const LIVE_BEAT = 'beat.live';
/** Core NATS, no stream: "something in the registry changed, read it again". */
export const REGISTRY_CHANGED = 'registry.changed';
/** api -> ingest: open the kept frames of a device again. Payload `{ "device": "..." }`. */
export const COMMAND_REOPEN = 'commands.reopen';
/**
 * Every event of one command to a device; the first is what was asked for. api -> gateway, and the gateway's answers.
 */
export const commandSubject = (command: string): string => `commands.device.${command}`;
export const COMMAND_EVENTS = 'commands.device.*';

/** Headers of a FRAMES message. */
export const FRAME_HEADERS = {
  /** Arrival, ms UTC, decimal. */
  received: 'Gl-Received',
  /** `address:port` of the peer, or the partner's name for a push. */
  remote: 'Gl-Remote',
  /** The device id exactly as sent, percent-encoded, at most 128 characters. */
  device: 'Gl-Device',
  /** What is wrong with the frame where it was taken because its device is tolerated; absent otherwise. */
  tolerated: 'Gl-Tolerated',
  /** Receipt id of an HTTP push. */
  receipt: 'Gl-Receipt',
} as const;
