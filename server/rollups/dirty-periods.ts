import { seriesKey } from '../../streams/contracts/factors.ts';
import { type Store, RowBinaryReader } from '../platform/store/mod.ts';
import { TOUCHED_SPAN } from './touched-table.ts';

export const HOUR_SECONDS = 3600;

const DUE = `
  SELECT span, start, station, factor
  FROM touched
  GROUP BY span, start, station, factor
  HAVING max(head) > max(done)
  ORDER BY span, start, station, factor
  LIMIT {most:UInt64}`;

/**
 * What has to be computed again, in memory beside table `touched`, and the logical clock that both write.
 *
 * The table is the truth: an hour is due while `max(head) > max(done)` there. Memory saves work: a series-hour that is
 * known here to be due needs no second row, so that an open hour costs one row per series instead of one per batch.
 * This is safe because of the order: ingest checks here after its readings are in the store, a job takes an hour out of
 * here before it reads them. Whatever the job may have missed finds the hour gone from here and writes a row with a
 * later head.
 *
 * Starts are whole seconds UTC, series are `seriesKey`s.
 */
export class DirtyPeriods {
  readonly #hours = new Map<number, Set<number>>();
  readonly #days = new Set<number>();
  readonly #quality = new Set<number>();
  readonly #most: number;
  #count = 0;
  #head = 0;
  readonly #underWay = new Set<number>();
  #overflowed = false;

  /** @param most series-hours held in memory */
  constructor(most: number) {
    this.#most = most;
  }

  get head(): number {
    return this.#head;
  }
  /**
   * Largest head whose writes are all in the store: what a run of a job may call done. A write under way has a later
   * one; if a run called that done, rows that land while it computes would never be looked at.
   */
  get settled(): number {
    return Math.min(this.#head, ...[...this.#underWay].map((head) => head - 1));
  }
  /** Series-hours known to be due, those of open hours included. */
  get due(): number {
    return this.#count;
  }
  /** Some are only in the store: `load` again when there is room. */
  get overflowed(): boolean {
    return this.#overflowed;
  }
  get hours(): ReadonlyMap<number, ReadonlySet<number>> {
    return this.#hours;
  }
  get days(): ReadonlySet<number> {
    return this.#days;
  }
  /** Hours on which findings rest that are due. */
  get quality(): ReadonlySet<number> {
    return this.#quality;
  }

  /** Head of a write that follows readings up to `ordinal`: never below it, always above every earlier one. */
  nextHead(ordinal: number): number {
    this.#head = Math.max(this.#head + 1, ordinal);
    return this.#head;
  }

  /** Runs a write that carries a head of its own; until it has ended, no job calls that head done. */
  async underHead<T>(ordinal: number, write: (head: number) => Promise<T>): Promise<T> {
    const head = this.nextHead(ordinal);
    this.#underWay.add(head);
    try {
      return await write(head);
    } finally {
      this.#underWay.delete(head);
    }
  }

  /** Reads what is due from the store; at start, and after an overflow. */
  async load(store: Store): Promise<void> {
    const [row] = await store.rows<{ head: string }>(
      'write',
      'SELECT toString(max(greatest(head, done))) AS head FROM touched',
    );
    this.#head = Math.max(this.#head, Number(row?.head ?? 0));
    const reader = new RowBinaryReader(
      await store.bytes('write', DUE, 'RowBinary', { most: this.#most - this.#count + 1 }),
    );
    this.#overflowed = false;
    while (!reader.done) {
      const span = reader.u8();
      const start = reader.u32();
      const station = reader.u32();
      const factor = reader.u16();
      if (span === TOUCHED_SPAN.day) this.#days.add(start);
      else if (span === TOUCHED_SPAN.quality) this.#quality.add(start);
      else this.add(start, seriesKey(station, factor));
    }
  }

  has(hour: number, series: number): boolean {
    return this.#hours.get(hour)?.has(series) ?? false;
  }

  /** Only after the row is in the store. */
  add(hour: number, series: number): void {
    let due = this.#hours.get(hour);
    if (!due) {
      due = new Set();
      this.#hours.set(hour, due);
    }
    if (due.has(series)) return;
    if (this.#count >= this.#most) {
      this.#overflowed = true;
      return;
    }
    due.add(series);
    this.#count += 1;
  }

  addDay(start: number): void {
    this.#days.add(start);
  }
  takeDay(start: number): void {
    this.#days.delete(start);
  }
  addQuality(hour: number): void {
    this.#quality.add(hour);
  }
  takeQuality(hour: number): void {
    this.#quality.delete(hour);
  }

  /** Takes series of an hour out, before a job reads their readings. */
  take(hour: number, series: Iterable<number>): void {
    const due = this.#hours.get(hour);
    if (!due) return;
    for (const key of series) if (due.delete(key)) this.#count -= 1;
    if (due.size === 0) this.#hours.delete(hour);
  }
}
