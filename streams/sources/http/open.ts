import {
  flagOfValue,
  factorOf,
  printable,
  sentUnit,
  type Arrival,
  type Opened,
  type OpenedFrame,
  type Problem,
  type Reject,
  type RejectReason,
  type StationContext,
} from '../hj212/mod.ts';
import type { Reading } from '../../contracts/reading.ts';
import { conversionTo, convertText } from '../../contracts/units.ts';
import { timeAllowed } from '../../contracts/civil-time.ts';
import { readItem } from './item.ts';

/**
 * A pushed frame as it lies in FRAMES: the device and the partner's own item texts, unopened.
 * `{"device":"MN","items":[{...},...]}`
 */
export function openHttp(bytes: Uint8Array): OpenedFrame | Reject {
  let frame: unknown;
  try {
    frame = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8'));
  } catch {
    return { reason: 'bad_structure', offset: 0, detail: 'not JSON' };
  }
  const { device, items } = (frame ?? {}) as { device?: unknown; items?: unknown };
  if (typeof device !== 'string' || device === '') return { reason: 'missing_device', offset: 0 };
  if (!device.isWellFormed()) return { reason: 'bad_text', offset: 0, detail: 'device' };
  if (!Array.isArray(items)) return { reason: 'bad_structure', offset: 0, detail: 'no items' };
  return {
    device: device.trim().toUpperCase(),
    kind: 'readings',
    packet: null,
    wasSealed: false,
    readings: (station, arrival) => itemsToReadings(items, station, arrival),
  };
}

const MAX_PROBLEMS = 64;

function itemsToReadings(items: readonly unknown[], station: StationContext, arrival: Arrival): Opened {
  const readings: Reading[] = [];
  const problems: Problem[] = [];
  const problem = (reason: RejectReason, item: string, detail = ''): void => {
    if (problems.length < MAX_PROBLEMS)
      problems.push({ reason, item: printable(item, 40), detail: printable(detail, 40) });
  };
  items.forEach((raw, index) => {
    const item = readItem(raw);
    if ('reason' in item) return problem(item.reason, `[${index}]`, item.detail);
    const factor = factorOf(item.factor, station.st);
    if (!factor) return problem('unknown_factor', item.factor);
    const sent = item.unit ?? sentUnit(station.units, factor, item.factor);
    const conversion = conversionTo(factor, sent);
    if (!conversion) return problem('unknown_unit', item.factor, sent);
    const value = convertText(item.value, conversion);
    if (value === null) return problem('bad_value', item.factor, item.value);
    if (!timeAllowed(item.time, arrival.received))
      return problem('time_out_of_range', item.factor, new Date(item.time).toISOString());
    readings.push({
      station: station.station,
      factor: factor.id,
      statistic: item.statistic,
      time: item.time,
      value,
      flag: flagOfValue(item.flag, value, factor),
      received: arrival.received,
      sequence: arrival.sequence,
    });
  });
  return { readings, problems, records: [] };
}
