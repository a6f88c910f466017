import {
  Assembler,
  isReject,
  openFrame,
  openPacket,
  type OpenedFrame,
  type Opening,
  type Packet,
  type Reject,
} from '../../streams/sources/mod.ts';
import { decodedHeader } from '../../streams/contracts/frame-text.ts';
import type { Reading } from '../../streams/contracts/reading.ts';
import type { Registry, RegistryDevice } from '../registry/mod.ts';
import type { Batch } from './batch.ts';
import { dateTime64 } from '../platform/store/mod.ts';
import type { Frame } from './frame.ts';
import type { IngestMetrics } from './metrics.ts';
import { ItemRejects } from './item-rejects.ts';
import { rejectedFrame } from './rejects.ts';
import { appendReceiptItem } from './receipt-item.ts';
import { appendRecords } from './device-records.ts';
import { isKept } from './retention.ts';

export interface OpenerOptions {
  readonly registry: Pick<Registry, 'byDevice' | 'city' | 'station'>;
  readonly metrics: IngestMetrics;
  /** ms UTC. */
  readonly now: () => number;
  /** Start of the civil day of an instant, ms UTC. */
  readonly dayStart: (time: number) => number;
  readonly timezone: () => string;
  /** Called with every reading of a station's basis. */
  readonly onBasisReading: (reading: Reading) => void;
  /** SM4 keys of a device that were valid when a frame came (ms UTC), newest first. */
  readonly keysOf: (device: string, received: number) => NonNullable<Opening['keys']>;
  /** Opens kept frames again: one that was closed before is noted as opened. */
  readonly isReopening?: boolean;
  /** Called with a device that the registry does not know. */
  readonly onUnknownDevice: (device: string) => void;
  /** Called with every frame of a known device, and whether its time was refused. */
  readonly onTimeChecked?: (frame: Frame, device: string, wasRefused: boolean) => void;
}

const OUT_OF_RANGE = 'time_out_of_range';

const NONE: readonly Packet[] = Object.freeze([]);

/** Opens frames into a batch: readings, rejects, the unregistered, receipts. Never throws for what a device sent. */
export class Opener {
  readonly #options: OpenerOptions;
  readonly #assembler = new Assembler();
  readonly #itemRejects = new ItemRejects();

  constructor(options: OpenerOptions) {
    this.#options = options;
  }

  /** Ordinal of the oldest part that waits for others; the position may not pass it. */
  oldestPart(): number | null {
    return this.#assembler.oldest();
  }

  /** @returns how many readings the frame gave */
  open(frame: Frame, batch: Batch): number {
    const { registry, metrics, keysOf, isReopening } = this.#options;
    metrics.frames.inc({ source: frame.source });
    batch.frames += 1;
    batch.last = Math.max(batch.last, frame.ordinal);
    const mn = deviceOf(frame).trim().toUpperCase();
    const whole = openFrame(frame.source, frame.bytes, {
      tolerance: registry.byDevice(mn)?.tolerance ?? 0,
      keys: keysOf(mn, frame.received),
    });
    if (isReopening && !isReject(whole) && whole.wasSealed)
      batch.sealed.values.push([whole.device, frame.ordinal, dateTime64(frame.received), 1]);
    const opened = this.#assembled(frame, batch, whole);
    if (opened === null) return 0;
    const device = registry.byDevice(opened.device);
    if (!device) return this.#unregistered(frame, opened, batch);
    if (opened.kind === 'sealed') return this.#sealed(frame, opened, batch);
    return this.#readings(frame, opened, device, batch);
  }

  /** A split packet that cannot be opened in parts becomes one when its last part is here. */
  #assembled(frame: Frame, batch: Batch, opened: OpenedFrame | Reject): OpenedFrame | null {
    const expired = this.#assembler.size === 0 ? NONE : this.#assembler.expire(frame.received);
    for (const part of expired)
      if (openPacket(part).kind === 'part') this.#options.metrics.rejects.inc({ reason: 'bad_split' });
    if (isReject(opened)) return this.#refuse(frame, opened, batch);
    if (opened.packet === null || opened.packet.part === null || opened.kind === 'sealed') return opened;
    const assembly = this.#assembler.add(opened.packet, { received: frame.received, sequence: frame.ordinal });
    // A part that stands alone is opened at once. It is joined as well, for one that does not: an item cut between the
    // two is then said again as a whole, and the later word counts.
    const alone = opened.kind !== 'part';
    if (assembly.state === 'complete')
      return alone && standAlone(assembly.packet, opened.packet.part.total) ? opened : openPacket(assembly.packet);
    if (alone) return opened;
    return assembly.state === 'full'
      ? this.#refuse(frame, { reason: 'bad_split', offset: 0, detail: 'too many packets wait for parts' }, batch)
      : null;
  }

  #refuse(frame: Frame, reject: Reject, batch: Batch): null {
    this.#options.metrics.rejects.inc({ reason: reject.reason });
    batch.rejects.push(rejectedFrame(frame, reject));
    appendReceiptItem(batch, frame, { outcome: reject.reason, device: deviceOf(frame), detail: reject.detail ?? '' });
    return null;
  }

  #unregistered(frame: Frame, opened: OpenedFrame, batch: Batch): number {
    this.#options.metrics.unregistered.inc();
    this.#options.onUnknownDevice(opened.device);
    batch.unregistered.values.push([
      opened.device,
      frame.ordinal,
      dateTime64(frame.received),
      opened.packet?.st ?? '',
      frame.remote,
    ]);
    appendReceiptItem(batch, frame, { outcome: 'unregistered', device: opened.device });
    return 0;
  }

  /** Kept in FRAMES, listed until a key of its device is registered; published as a reject once an hour per device. */
  #sealed(frame: Frame, opened: OpenedFrame, batch: Batch): number {
    const { device, packet } = opened;
    this.#options.metrics.rejects.inc({ reason: 'undecipherable' });
    batch.sealed.values.push([device, frame.ordinal, dateTime64(frame.received), 0]);
    batch.rejects.push(
      ...this.#itemRejects.news(frame, device, [
        { reason: 'undecipherable', item: 'CP', detail: `CN ${packet?.cn ?? ''}` },
      ]),
    );
    appendReceiptItem(batch, frame, { outcome: 'undecipherable', device });
    return 0;
  }

  #readings(frame: Frame, opened: OpenedFrame, device: RegistryDevice, batch: Batch): number {
    const { registry, metrics, now, dayStart, timezone, onBasisReading, onTimeChecked } = this.#options;
    const found = opened.readings(
      { station: device.station, st: device.st, units: device.units, timezone: timezone() },
      { received: frame.received, sequence: frame.ordinal },
    );
    if (opened.kind === 'readings')
      onTimeChecked?.(
        frame,
        opened.device,
        isReject(found) ? found.reason === OUT_OF_RANGE : found.problems.some(({ reason }) => reason === OUT_OF_RANGE),
      );
    if (isReject(found)) {
      this.#refuse(frame, found, batch);
      return 0;
    }
    if (appendRecords(frame, opened, device.station, found, batch)) metrics.resent.inc();
    const problems = [...found.problems];
    const measured = registry.station(device.station)?.factors ?? [];
    let count = 0;
    for (const reading of found.readings) {
      if (!isKept(reading, now())) {
        problems.push({
          reason: 'time_out_of_range',
          item: String(reading.factor),
          detail: 'older than its siblings are kept',
        });
        continue;
      }
      batch.append(reading, device.basis, dayStart, measured);
      if (reading.statistic === device.basis) onBasisReading(reading);
      count += 1;
    }
    metrics.readings.inc(count);
    for (const { reason } of problems) metrics.rejects.inc({ reason });
    batch.rejects.push(...this.#itemRejects.news(frame, opened.device, problems));
    appendReceiptItem(batch, frame, { outcome: 'opened', device: opened.device, readings: count });
    for (const { reason, item, detail } of problems)
      appendReceiptItem(batch, frame, { item, outcome: reason, device: opened.device, detail });
    return count;
  }
}

/** Each of the joined parts had its own DataTime: there is nothing in the whole that was not in them. */
const standAlone = (joined: Packet, parts: number): boolean =>
  (joined.cp.match(/(?:^|[;,])\s*DataTime=/gi)?.length ?? 0) >= parts;

const deviceOf = (frame: Frame): string => decodedHeader(frame.device);
