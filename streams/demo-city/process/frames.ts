import type { PacketDraft } from '../../sources/hj212/mod.ts';
import type { Station } from '../../contracts/pack.ts';
import { civilStamp } from '../field/civil.ts';
import type { Mean, Shown } from '../field/means.ts';
import { asSent } from '../field/resolution.ts';
import type { DeviceProfile } from './device-profile.ts';

/** The packets a logger makes of what its analysers show. */

/** Which back-fill item a packet carries, so that its acknowledgement can be noted. */
export interface Held {
  readonly device: string;
  readonly series: 'hours' | 'days';
  readonly index: number;
}
export interface CityDraft extends PacketDraft {
  readonly held?: Held;
}

/** Request numbers of a device: the moment of making, in milliseconds, never twice. */
export class RequestNumbers {
  readonly #last = new Map<string, number>();

  next(device: string, now: number): string {
    const time = Math.max(Math.floor(now), (this.#last.get(device) ?? 0) + 1);
    this.#last.set(device, time);
    return `${civilStamp(time)}${String(time % 1000).padStart(3, '0')}`;
  }
}

/**
 * Powers of meters and values behind a flag are sent as they are; a device without a value sends its last one, which is
 * what the field shows.
 */
function realtimeItem(station: Station, profile: DeviceProfile, { factor, value, folded, flag }: Shown): string {
  const code = profile.wireCode(factor);
  const unit = station.units?.[factor];
  const converted = folded === null ? '' : `,${code}-ZsRtd=${asSent(factor, folded, unit)}`;
  return `${code}-Rtd=${asSent(factor, value, unit)}${converted},${code}-Flag=${flag}`;
}

function meanItem(station: Station, profile: DeviceProfile, mean: Mean): string {
  const { factor, flag } = mean;
  const code = profile.wireCode(factor);
  const text = (value: number): string => asSent(factor, value, station.units?.[factor]);
  const folded =
    mean.folded === null || mean.foldedLow === null || mean.foldedHigh === null
      ? ''
      : `,${code}-ZsMin=${text(mean.foldedLow)},${code}-ZsAvg=${text(mean.folded)},${code}-ZsMax` +
        `=${text(mean.foldedHigh)}`;
  return (
    `${code}-Min=${text(mean.low)},${code}-Avg=${text(mean.value)},${code}-Max` +
    `=${text(mean.high)}${folded},${code}-Flag=${flag}`
  );
}

/** CN 2011. `time`: sampling instant by the device's own clock, ms UTC. */
export function realtimePacket(
  station: Station,
  profile: DeviceProfile,
  shown: readonly Shown[],
  time: number,
  qn: string,
): CityDraft {
  return {
    qn,
    st: station.st,
    cn: '2011',
    pw: profile.password,
    mn: station.device,
    flag: profile.flag,
    cp: `DataTime=${civilStamp(time)};${shown.map((each) => realtimeItem(station, profile, each)).join(';')}`,
  };
}

/**
 * CN 2061 or 2031 of the period that begins at `start`; in two parts, each with its DataTime, where the device splits.
 */
export function meanPackets(
  station: Station,
  profile: DeviceProfile,
  cn: '2061' | '2031',
  start: number,
  means: readonly Mean[],
  qn: string,
  held?: Held,
): CityDraft[] {
  const items = means.map((mean) => meanItem(station, profile, mean));
  const head = { qn, st: station.st, cn, pw: profile.password, mn: station.device };
  const time = `DataTime=${civilStamp(start)}`;
  if (!profile.splits)
    return [{ ...head, flag: profile.flag, cp: [time, ...items].join(';'), ...(held ? { held } : {}) }];
  const half = Math.ceil(items.length / 2);
  return [
    { ...head, flag: profile.splitFlag, part: { total: 2, number: 1 }, cp: [time, ...items.slice(0, half)].join(';') },
    {
      ...head,
      flag: profile.splitFlag,
      part: { total: 2, number: 2 },
      cp: [time, ...items.slice(half)].join(';'),
      ...(held ? { held } : {}),
    },
  ];
}
