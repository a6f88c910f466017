import { connect, type Socket } from 'node:net';
import { encodeFrame, type DeviceLink, type LinkCounts, type PacketDraft } from '../../sources/hj212/mod.ts';
import type { CityPack, Station } from '../../contracts/pack.ts';
import type { CityDraft } from './frames.ts';
import { Links, type LinesOptions } from './links.ts';

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

/** Back-fill packets under way on one socket. */
const BACKFILL_WINDOW = 12;
const COUNTS = ['offered', 'sent', 'resent', 'acked', 'refused', 'dropped', 'connects', 'beats'] as const;

function countsOf(links: ReadonlyMap<string, DeviceLink>): ReturnType<Lines['counts']> {
  const sum = {
    ...{ offered: 0, sent: 0, resent: 0, acked: 0, refused: 0, dropped: 0, connects: 0, beats: 0 },
    sockets: links.size,
    connected: 0,
    queued: 0,
    unacked: 0,
  };
  for (const link of links.values()) {
    const own = link.counts;
    for (const key of COUNTS) sum[key] += own[key];
    sum.queued += link.queued;
    sum.unacked += link.unacked;
    if (link.connected) sum.connected += 1;
  }
  return sum;
}

export function openLines(pack: CityPack, options: LinesOptions): Lines {
  const { host, port } = options;
  const links = new Links(pack, options);
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
    offer: (station: Station, draft: CityDraft) => links.of(station)?.offer(draft) ?? false,
    readiness: (station: Station) => {
      const link = links.of(station);
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
    counts: () => countsOf(links.byName),
    platformQueue: () => links.platforms.reduce((sum, link) => sum + link.queued, 0),
    close: () => {
      noisy?.destroy();
      return links.close();
    },
  });
}
