import type { Opened, OpenedFrame } from '../../streams/sources/mod.ts';
import { dateTime64 } from '../platform/store/mod.ts';
import type { Batch } from './batch.ts';
import type { Frame } from './frame.ts';

/**
 * Rows of what a packet says beside readings (`device_records`), and of a packet that its device marked as sent again
 * (`resends`).
 * @returns whether it was sent again
 */
export function appendRecords(
  { received, ordinal }: Frame,
  { device, packet }: OpenedFrame,
  station: number,
  { readings, records }: Opened,
  batch: Batch,
): boolean {
  if (packet === null) return false;
  const arrival = dateTime64(received);
  for (const { time, code, suffix, text, flag } of records) {
    const row = [device, packet.cn, time / 1000, code, suffix, text, flag, station, arrival, ordinal];
    batch.records.values.push(row);
  }
  if (!packet.again) return false;
  const times = [...readings, ...records].map(({ time }) => time / 1000);
  if (times.length === 0) times.push(Math.floor(received / 1000));
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const { qn, cn } = packet;
  batch.resends.values.push([device, ordinal, station, arrival, qn, cn, first, last, readings.length]);
  return true;
}
