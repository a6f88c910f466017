import { parseCivilTime, timeAllowed } from '../../contracts/civil-time.ts';
import { cutText } from '../../contracts/well-formed.ts';
import type { Packet } from './packet.ts';
import type { Arrival, StationContext } from './station-context.ts';
import { parseParameters, type ValueItem } from './values.ts';

/** Something a device reports that is no reading of a catalogued factor: kept as text. */
export interface DeviceRecord {
  /** ms UTC, whole seconds: its DataTime, else the arrival. */
  readonly time: number;
  /** Factor, device or information code, or a bare name (`PolId`, `RestartTime`). */
  readonly code: string;
  /** Lower case: `rtd`, `rs`, `info`...; '' for a bare name. */
  readonly suffix: string;
  readonly text: string;
  readonly flag: string;
}

/** Records kept of one frame. */
export const MAX_RECORDS = 128;
const MAX_TEXT = 1000;

/** Codes of power (d) and working condition (p, HJ 212-2025) that the catalogue need not know. */
export const isConditionCode = (code: string): boolean => /^[dp]\d{5}$/i.test(code);

const strictUtf8 = new TextDecoder('utf-8', { fatal: true });
const chinese = new TextDecoder('gb18030');

/** Text of a device: UTF-8 as the standard says, GB 18030 where it is not. The bytes came as latin1. */
function deviceText(latin1: string): string {
  if (/^[\x20-\x7e]*$/.test(latin1)) return latin1.slice(0, MAX_TEXT);
  const bytes = Buffer.from(latin1, 'latin1');
  let text: string;
  try {
    text = strictUtf8.decode(bytes);
  } catch {
    text = chinese.decode(bytes);
  }
  return cutText(text.replace(/[\x00-\x1f\x7f]/g, ' '), MAX_TEXT);
}

/** One item's fields as records. */
export function itemRecords(item: ValueItem, time: number): DeviceRecord[] {
  const code = cutText(deviceText(item.code), 64);
  const flag = cutText(deviceText(item.flag ?? ''), 8);
  return [...item.fields].map(([suffix, text]) => ({
    time,
    code,
    suffix: cutText(deviceText(suffix), 32),
    text: deviceText(text),
    flag,
  }));
}

/** New key, new password: their parameters are secrets and are kept nowhere in plain. */
const SECRET_COMMANDS: ReadonlySet<string> = new Set(['1014', '1072']);

/**
 * Everything in a packet that carries no readings, as records: device states, boot times, field information, the
 * periodic data of 2025.
 */
export function packetToRecords(packet: Packet, station: StationContext, arrival: Arrival): DeviceRecord[] {
  if (SECRET_COMMANDS.has(packet.cn)) return [];
  const { groups, names } = parseParameters(packet.cp);
  const whole = Math.floor(arrival.received / 1000) * 1000;
  const timeOf = (text: string): number => {
    const time = text === '' ? null : parseCivilTime(text, station.timezone);
    return time !== null && timeAllowed(time, arrival.received) ? time : whole;
  };
  const records = groups.flatMap(({ dataTime, items }) =>
    [...items.values()].flatMap((item) => itemRecords(item, timeOf(dataTime))),
  );
  for (const [name, text] of names)
    records.push({
      time: timeOf(groups[0]?.dataTime ?? ''),
      code: cutText(deviceText(name), 64),
      suffix: '',
      text: deviceText(text),
      flag: '',
    });
  return records.slice(0, MAX_RECORDS);
}
