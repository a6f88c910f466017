import { seriesFactor, seriesKey, seriesStation } from '../../streams/contracts/factors.ts';
import { type Store, RowBinary } from '../platform/store/mod.ts';
import type { DirtyPeriods } from './dirty-periods.ts';
import { TOUCHED_COLUMNS, TOUCHED_SPAN } from './touched-table.ts';

/** Rows for `touched`, keyed so that a batch marks each (span, start, series) once. */
export class DirtyPeriodBatch {
  readonly #hours = new Map<number, Set<number>>();
  readonly #days = new Map<number, Set<number>>();

  #into(map: Map<number, Set<number>>, start: number, series: number): void {
    const set = map.get(start);
    if (set) set.add(series);
    else map.set(start, new Set([series]));
  }

  hour(start: number, station: number, factor: number): void {
    this.#into(this.#hours, start, seriesKey(station, factor));
  }
  day(start: number, station: number, factor: number): void {
    this.#into(this.#days, start, seriesKey(station, factor));
  }

  clear(): void {
    this.#hours.clear();
    this.#days.clear();
  }

  /**
   * Writes what the store does not know yet to be due, then remembers it. Call it after the readings are in.
   * @param ordinal newest frame seen
   * @param now ms UTC
   */
  write(store: Pick<Store, 'insertBinary'>, dirtyPeriods: DirtyPeriods, ordinal: number, now: number): Promise<number> {
    return dirtyPeriods.underHead(ordinal, (head) => this.#write(store, dirtyPeriods, head, now));
  }

  async #write(
    store: Pick<Store, 'insertBinary'>,
    dirtyPeriods: DirtyPeriods,
    head: number,
    now: number,
  ): Promise<number> {
    const rows = new RowBinary();
    const at = Math.floor(now / 1000);
    const row = (span: number, start: number, series: number): void => {
      rows.u8(span);
      rows.u32(start);
      rows.u32(seriesStation(series));
      rows.u16(seriesFactor(series));
      rows.u64(head);
      rows.u64(0);
      rows.u32(at);
    };
    const fresh: [number, number][] = [];
    for (const [start, all] of this.#hours) {
      for (const series of all) {
        if (dirtyPeriods.has(start, series)) continue;
        row(TOUCHED_SPAN.hour, start, series);
        fresh.push([start, series]);
      }
    }
    let written = fresh.length;
    for (const [start, all] of this.#days) {
      for (const series of all) row(TOUCHED_SPAN.day, start, series);
      written += all.size;
    }
    if (fresh.length + this.#days.size === 0) return 0;
    await store.insertBinary('touched', TOUCHED_COLUMNS, rows.written());
    for (const [start, series] of fresh) dirtyPeriods.add(start, series);
    for (const start of this.#days.keys()) dirtyPeriods.addDay(start);
    return written;
  }
}
