/**
 * Devices that send minutes of the past at a steady rate through their own links, and remember what was said and
 * acknowledged.
 */
import { formatCivilTime } from '../../streams/contracts/civil-time.ts';
import { factorByCode } from '../../streams/contracts/factors.ts';
import { DeviceLink, type PacketDraft } from '../../streams/sources/hj212/mod.ts';
import { formatMicro } from '../../streams/contracts/reading.ts';
import type { Observation } from '../../test/oracle/hours-oracle.ts';
import { until } from '../../test/harness/mod.ts';

export const ZONE = 'Asia/Shanghai';
export const CODES = ['a34004', 'a34002', 'a05024', 'a21026'] as const;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const LINKS = 6;

export interface Devices {
  /** Everything said so far, acknowledged or not. */
  readonly said: readonly Observation[];
  readonly counts: { frames: number; acked: number };
  /** Monotonic ms of the newest 9014. */
  readonly ackedAt: () => number;
  /** Stops sending and waits until every frame has its 9014. */
  drain(): Promise<void>;
  resent(): number;
  close(): Promise<void>;
}

/** The real-time packet of device number `index`, the `frames`-th of all, with a value for each of CODES. */
const draftOf = (index: number, time: number, frames: number, micros: readonly number[]): PacketDraft => ({
  qn: `20261122${String(frames).padStart(9, '0')}`,
  st: '22',
  cn: '2011',
  pw: '123456',
  mn: `DEV${index + 1}`,
  flag: 5,
  cp: [
    `DataTime=${formatCivilTime(time, ZONE)}`,
    ...CODES.map((code, f) => `${code}-Rtd=${formatMicro(micros[f]!)},${code}-Flag=N`),
  ].join(';'),
});

/**
 * @param rate frames a second @param hours how far back the devices begin; each device gives one frame per minute of
 * that time
 */
export function startDevices({
  port,
  devices,
  rate,
  hours,
}: {
  port: number;
  devices: number;
  rate: number;
  hours: number;
}): Devices {
  const begin = Math.floor((Date.now() - hours * HOUR) / HOUR) * HOUR;
  const last = Date.now() - MINUTE;
  const said: Observation[] = [];
  const counts = { frames: 0, acked: 0 };
  let ackedAt = -Infinity;
  const links = Array.from(
    { length: LINKS },
    () =>
      new DeviceLink({
        host: '127.0.0.1',
        port,
        window: 64,
        resendMs: 3_000,
        backoffMs: [100, 1_000],
        onAck: () => {
          counts.acked += 1;
          ackedAt = performance.now();
        },
      }),
  );
  const minuteOf = new Array<number>(devices).fill(0);
  const value = (code: string): number => {
    const [low, high] = factorByCode(code)!.range;
    return Math.floor((low + Math.random() * Math.min(high - low, 100)) * 1_000) * 1_000;
  };
  let next = 0;
  const offer = (): void => {
    const index = next++ % devices;
    const time = begin + minuteOf[index]! * MINUTE;
    if (time > last) return;
    minuteOf[index]! += 1;
    counts.frames += 1;
    const micros = CODES.map(value);
    CODES.forEach((code, f) =>
      said.push({
        station: index + 1,
        factor: factorByCode(code)!.id,
        statistic: 1,
        time: time / 1_000,
        micro: micros[f]!,
        flag: 'N',
      }),
    );
    links[index % LINKS]!.offer(draftOf(index, time, counts.frames, micros));
  };
  const begun = performance.now();
  let offered = 0;
  const timer = setInterval(() => {
    for (const due = ((performance.now() - begun) / 1_000) * rate; offered < due; offered += 1) offer();
  }, 50);
  return {
    said,
    counts,
    ackedAt: () => ackedAt,
    async drain() {
      clearInterval(timer);
      await until('every 9014', () => links.every((link) => link.queued === 0 && link.unacked === 0), 120_000);
    },
    resent: () => links.reduce((sum, link) => sum + link.counts.resent, 0),
    async close() {
      clearInterval(timer);
      for (const link of links) await link.close();
    },
  };
}
