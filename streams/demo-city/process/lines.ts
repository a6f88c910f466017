import { connect, type Socket } from 'node:net';
import {
  DeviceLink,
  encodeFrame,
  type CommandAnswer,
  type LinkCounts,
  type Packet,
  type PacketDraft,
  type Sm4Key,
} from '../../sources/hj212/mod.ts';
import type { CityPack, Station } from '../../contracts/pack.ts';
import type { Clock } from '../../contracts/clock.ts';
import type { CityDraft, Held } from './frames.ts';

/**
 * The sockets of the city: loggers of air, water and enterprises have one each; dust monitors come through four
 * vendors' platforms and power meters through six, one socket carrying many devices.
 */
export interface Lines {
  offer(station: Station, draft: CityDraft): boolean;
  /** `idle`: a back-fill packet may go out on this station's socket without standing before a live one. */
  readiness(station: Station): 'idle' | 'busy' | 'down';
  /** Sends the packet once with a wrong CRC, as a noisy line would. */
  garble(draft: PacketDraft): void;
  counts(): LinkCounts & {
    readonly sockets: number;
    readonly connected: number;
    readonly queued: number;
    readonly unacked: number;
  };
  /** Packets that wait on platform sockets. */
  platformQueue(): number;
  close(): Promise<void>;
}

const DUST_PLATFORMS = 4;
const POWER_PLATFORMS = 6;
/** Packets kept while the server is away: four hours of a logger, about ten minutes of a platform. */
const LOGGER_QUEUE = 240;
const PLATFORM_QUEUE = 3000;
/** Back-fill packets under way on one socket. */
const BACKFILL_WINDOW = 12;
/** Loggers connect in groups, so that a start is no storm. */
const CONNECT_GROUP = 60;
const CONNECT_EVERY_MS = 100;
const HEARTBEAT_MS = 60_000;

export interface LinesOptions {
  readonly host: string;
  readonly port: number;
  readonly clock: Clock;
  readonly onDelivered: (held: Held) => void;
  readonly onAck?: (ms: number) => void;
  readonly keysOf: (mn: string) => readonly Sm4Key[];
  readonly onCommand: (packet: Packet) => CommandAnswer;
  /** MN and password of a logger that beats (CN 9015, 2025), for a line of its own; `null`: it does not. */
  readonly beats: (station: Station) => { readonly mn: string; readonly pw: string } | null;
}

/** Which socket a station speaks through. */
function lineOf(station: Station): string {
  if (station.kind === 'site_dust' || station.kind === 'road_dust')
    return `dust platform ${station.id % DUST_PLATFORMS}`;
  // Both meters of a firm hang on one gateway.
  if (station.kind === 'power') return `power platform ${(station.id >> 1) % POWER_PLATFORMS}`;
  return station.device;
}

export function openLines(
  pack: CityPack,
  { host, port, clock, onDelivered, onAck, keysOf, onCommand, beats }: LinesOptions,
): Lines {
  const links = new Map<string, DeviceLink>();
  const platforms: DeviceLink[] = [];
  const lineOfStation = new Map<number, string>();
  const waiting: (() => void)[] = [];
  const open = (name: string, isPlatform: boolean, station: Station): void => {
    const beat = isPlatform ? null : beats(station);
    const link = new DeviceLink({
      keysOf,
      onCommand,
      ...(beat ? { heartbeat: { ...beat, everyMs: HEARTBEAT_MS } } : {}),
      host,
      port,
      clock,
      queue: isPlatform ? PLATFORM_QUEUE : LOGGER_QUEUE,
      window: isPlatform ? 64 : 24,
      backoffMs: [400, 6000],
      onAck: (ms, draft) => {
        onAck?.(ms);
        const { held } = draft as CityDraft;
        if (held) onDelivered(held);
      },
    });
    links.set(name, link);
    if (isPlatform) platforms.push(link);
  };
  const seen = new Set<string>();
  for (const station of pack.stations) {
    const name = lineOf(station);
    lineOfStation.set(station.id, name);
    if (seen.has(name)) continue;
    seen.add(name);
    const isPlatform = name !== station.device;
    if (isPlatform || station.kind === 'national') open(name, isPlatform, station);
    else waiting.push(() => open(name, false, station));
  }
  const opener = setInterval(() => {
    for (const next of waiting.splice(0, CONNECT_GROUP)) next();
    if (waiting.length === 0) clearInterval(opener);
  }, CONNECT_EVERY_MS);

  let noisy: Socket | null = null;
  const noisySocket = (): Socket => {
    if (noisy && !noisy.destroyed) return noisy;
    const socket = connect({ host, port, noDelay: true });
    socket.on('error', () => socket.destroy());
    socket.on('data', () => undefined);
    noisy = socket;
    return socket;
  };

  return Object.freeze({
    offer: (station: Station, draft: CityDraft) =>
      links.get(lineOfStation.get(station.id) ?? '')?.offer(draft) ?? false,
    readiness: (station: Station) => {
      const link = links.get(lineOfStation.get(station.id) ?? '');
      if (!link?.connected) return 'down';
      return link.queued === 0 && link.unacked < BACKFILL_WINDOW ? 'idle' : 'busy';
    },
    garble: (draft: PacketDraft) => {
      const frame = encodeFrame(draft);
      // The last digit of the CRC, turned into another one.
      const digit = frame.length - 3;
      frame[digit] = frame[digit] === 0x30 ? 0x31 : 0x30;
      noisySocket().write(frame);
    },
    counts: () => {
      const sum = {
        offered: 0,
        sent: 0,
        resent: 0,
        acked: 0,
        refused: 0,
        dropped: 0,
        connects: 0,
        beats: 0,
        sockets: links.size,
        connected: 0,
        queued: 0,
        unacked: 0,
      };
      for (const link of links.values()) {
        const own = link.counts;
        for (const key of ['offered', 'sent', 'resent', 'acked', 'refused', 'dropped', 'connects', 'beats'] as const)
          sum[key] += own[key];
        sum.queued += link.queued;
        sum.unacked += link.unacked;
        if (link.connected) sum.connected += 1;
      }
      return sum;
    },
    platformQueue: () => platforms.reduce((sum, link) => sum + link.queued, 0),
    close: async () => {
      clearInterval(opener);
      waiting.length = 0;
      noisy?.destroy();
      await Promise.all([...links.values()].map((link) => link.close()));
    },
  });
}
