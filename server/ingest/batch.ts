import { CONDITION_FACTOR } from '../../streams/contracts/factors.ts';
import { STATISTICS, type Reading } from '../../streams/contracts/reading.ts';
import { ReadingRows } from './reading-rows.ts';
import type { RejectMessage } from './rejects.ts';
import { TableRows } from './table-rows.ts';
import { HOUR_SECONDS, DirtyPeriodBatch } from '../rollups/mod.ts';

/** Folded values belong to the hours of the statistic they are folded from. */
const FOLDED_OF: ReadonlyMap<number, number> = new Map([
  [STATISTICS.rtd_zs, STATISTICS.rtd],
  [STATISTICS.minute_zs, STATISTICS.minute],
]);

/** What the frames since the last write amount to. One is filled while another is written. */
export class Batch {
  readonly readings = new ReadingRows();
  readonly dirtyPeriods = new DirtyPeriodBatch();
  readonly unregistered = new TableRows('unregistered_frames', ['device', 'ordinal', 'received', 'st', 'remote']);
  readonly receipts = new TableRows('receipt_items', [
    'receipt',
    'ordinal',
    'item',
    'outcome',
    'device',
    'readings',
    'detail',
    'received',
  ]);
  readonly sealed = new TableRows('sealed_frames', ['device', 'ordinal', 'received', 'opened']);
  readonly resends = new TableRows('resends', [
    'device',
    'ordinal',
    'station',
    'received',
    'qn',
    'cn',
    'first_time',
    'last_time',
    'readings',
  ]);
  readonly records = new TableRows('device_records', [
    'device',
    'cn',
    'time',
    'code',
    'suffix',
    'text',
    'flag',
    'station',
    'received',
    'ordinal',
  ]);
  readonly rows = [this.unregistered, this.receipts, this.sealed, this.resends, this.records];
  readonly rejects: RejectMessage[] = [];
  frames = 0;
  /** Ordinal of the newest frame in it. */
  last = 0;
  /** Ordinal up to which everything is in when this is written; `null`: the batch does not move the position. */
  position: number | null = null;
  /** Identity of the newest frame in it, see `identityOf`; '' where the batch does not move the position. */
  message = '';
  /** Monotonic ms of the first frame. */
  begun = 0;

  get isEmpty(): boolean {
    return this.frames === 0;
  }

  /**
   * @param basis statistic id that the station's hours rest on
   * @param dayStart start of the civil day of an instant, both ms UTC
   * @param measured factors of the station: a mark of its condition concerns all of them
   */
  append(reading: Reading, basis: number, dayStart: (time: number) => number, measured: readonly number[]): void {
    this.readings.append(reading);
    const { statistic, station, factor, time } = reading;
    if (factor === CONDITION_FACTOR) {
      const hour = Math.floor(time / 1000 / HOUR_SECONDS) * HOUR_SECONDS;
      for (const other of measured) if (other !== CONDITION_FACTOR) this.dirtyPeriods.hour(hour, station, other);
    } else if (
      statistic === basis ||
      statistic === STATISTICS.hour ||
      FOLDED_OF.get(statistic) === basis ||
      statistic === STATISTICS.hour_zs
    ) {
      this.dirtyPeriods.hour(Math.floor(time / 1000 / HOUR_SECONDS) * HOUR_SECONDS, station, factor);
    } else if (statistic === STATISTICS.day) {
      this.dirtyPeriods.day(dayStart(time) / 1000, station, factor);
    }
  }

  clear(): void {
    this.readings.clear();
    this.dirtyPeriods.clear();
    for (const rows of this.rows) rows.values.length = 0;
    this.rejects.length = 0;
    this.frames = 0;
    this.last = 0;
    this.position = null;
    this.message = '';
    this.begun = 0;
  }
}
