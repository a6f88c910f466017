import { DeviceLink, type CommandAnswer, type Packet, type Sm4Key } from '../../sources/hj212/mod.ts';
import type { CityPack, Station } from '../../contracts/pack.ts';
import type { Clock } from '../../contracts/clock.ts';
import type { CityDraft, Held } from './frames.ts';

const DUST_PLATFORMS = 4;
const POWER_PLATFORMS = 6;
/** Packets kept while the server is away: four hours of a logger, about ten minutes of a platform. */
const LOGGER_QUEUE = 240;
const PLATFORM_QUEUE = 3000;
/** Loggers connect in groups, so that a start brings no burst of connections. */
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
  /** MN and password of a logger that sends heartbeats (CN 9015, 2025) on its own line; `null`: it sends none. */
  readonly heartbeats: (station: Station) => { readonly mn: string; readonly pw: string } | null;
}

/** Which socket a station speaks through. */
function lineOf(station: Station): string {
  if (station.kind === 'site_dust' || station.kind === 'road_dust')
    return `dust platform ${station.id % DUST_PLATFORMS}`;
  // Both meters of a firm hang on one gateway.
  if (station.kind === 'power') return `power platform ${(station.id >> 1) % POWER_PLATFORMS}`;
  return station.device;
}

/** One link per line; loggers' links are opened in groups by and by. */
export class Links {
  readonly byName = new Map<string, DeviceLink>();
  readonly platforms: DeviceLink[] = [];
  readonly #options: LinesOptions;
  readonly #lineOfStation = new Map<number, string>();
  readonly #waiting: (() => void)[] = [];
  readonly #opener: NodeJS.Timeout;

  constructor(pack: CityPack, options: LinesOptions) {
    this.#options = options;
    const seen = new Set<string>();
    for (const station of pack.stations) {
      const name = lineOf(station);
      this.#lineOfStation.set(station.id, name);
      if (seen.has(name)) continue;
      seen.add(name);
      const isPlatform = name !== station.device;
      if (isPlatform || station.kind === 'national') this.#open(name, isPlatform, station);
      else this.#waiting.push(() => this.#open(name, false, station));
    }
    this.#opener = setInterval(() => {
      for (const next of this.#waiting.splice(0, CONNECT_GROUP)) next();
      if (this.#waiting.length === 0) clearInterval(this.#opener);
    }, CONNECT_EVERY_MS);
  }

  of(station: Station): DeviceLink | undefined {
    return this.byName.get(this.#lineOfStation.get(station.id) ?? '');
  }

  async close(): Promise<void> {
    clearInterval(this.#opener);
    this.#waiting.length = 0;
    await Promise.all([...this.byName.values()].map((link) => link.close()));
  }

  #open(name: string, isPlatform: boolean, station: Station): void {
    const { host, port, clock, onDelivered, onAck, keysOf, onCommand, heartbeats } = this.#options;
    const heartbeat = isPlatform ? null : heartbeats(station);
    const link = new DeviceLink({
      keysOf,
      onCommand,
      ...(heartbeat ? { heartbeat: { ...heartbeat, everyMs: HEARTBEAT_MS } } : {}),
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
    this.byName.set(name, link);
    if (isPlatform) this.platforms.push(link);
  }
}
