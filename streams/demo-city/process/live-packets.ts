import type { Station } from '../../contracts/pack.ts';
import type { Field } from '../field/field.ts';
import type { Random } from '../random.ts';
import type { Devices } from './devices.ts';
import type { Figures } from './figures.ts';
import { type CityDraft, realtimePacket, type RequestNumbers } from './frames.ts';
import type { Lines } from './lines.ts';

/** Share of real-time packets that are also sent once with a wrong CRC. */
const GARBLED = 0.002;
/** How late a late packet comes, ms of the city's time. */
const LATE_MS = 70_000;
const LATE_SPREAD_MS = 130_000;

export interface LivePacketsOptions {
  readonly field: Field;
  readonly devices: Devices;
  readonly lines: Lines;
  readonly numbers: RequestNumbers;
  readonly luck: Random;
  readonly speed: number;
  readonly figures: Figures;
  /** Sends the packet later. */
  readonly postpone: (at: number, station: Station, draft: CityDraft) => void;
}

/** Makes and sends the real-time packet of a station, or nothing where its line or power is down. */
export function sendLive(station: Station, now: number, options: LivePacketsOptions): void {
  const { field, devices, lines, luck, figures } = options;
  const fieldTime = devices.fieldTime(now);
  if (field.link(station, fieldTime) !== 'up') {
    figures.silent += 1;
    return;
  }
  const shown = field.show(station, fieldTime);
  if (!shown) return;
  const profile = devices.profile(station);
  const deviceTime = now - devices.behind(station);
  const draft = realtimePacket(station, profile, shown, deviceTime, options.numbers.next(station.device, deviceTime));
  if (luck.next() < profile.lateness) {
    figures.late += 1;
    options.postpone(now + (LATE_MS + LATE_SPREAD_MS * luck.next()) / options.speed, station, draft);
    return;
  }
  if (luck.next() < GARBLED) {
    figures.garbled += 1;
    lines.garble(draft);
  }
  lines.offer(station, draft);
  figures.live += 1;
}
