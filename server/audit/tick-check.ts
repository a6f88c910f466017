import type { TickResult } from '../windows/mod.ts';
import { readBefore, type BeforeTick, type TickSource } from './before-tick.ts';
import { AUDIT_BOUNDS, type AuditBounds } from './bounds.ts';
import { CellCheck } from './cell-check.ts';
import type { Check, Disagreement } from './check.ts';
import type { Published } from './published.ts';
import { checkRanking } from './ranking-check.ts';
import { checkRolling } from './rolling-check.ts';
import { seriesAtTick, type SeriesAtTick } from './series-at-tick.ts';
import { Turn } from './turn.ts';

const PM25 = 1;
/** Readings read before a tick are of use for so long, ms. */
const KEPT_MS = 30_000;
/** Stations beside those of the ranking whose series are followed through one tick. */
const STATIONS = 48;

/** What a round says of one tick. */
export interface TickChecks {
  readonly checks: readonly Check[];
  readonly postponed: number;
}

/**
 * The moving windows against the readings of their hour. Each round reads the readings of some series, lets a tick go
 * by, and compares what that tick wrote and what the screens were sent: PM2.5 of every air station and with it every
 * hotspot cell; the rows of the exceedance ranking; all series of some stations by turns.
 */
export class TickCheck {
  readonly #source: TickSource;
  readonly #cells: CellCheck;
  readonly #now: () => number;
  readonly #bounds: AuditBounds;
  #air: BeforeTick | null = null;
  #others: BeforeTick | null = null;
  /** Stations and rows of the ranking take turns, so that all of them come to be checked. */
  readonly #stationTurn = new Turn();
  readonly #rankingTurn = new Turn();
  #farTurn = 0;
  /** Rows of the ranking that wait for another check, by name. */
  #wanted: ReadonlySet<string> = new Set();

  constructor(source: TickSource, published: Published, now: () => number, bounds: AuditBounds = AUDIT_BOUNDS) {
    this.#source = source;
    this.#cells = new CellCheck(source.registry, published);
    this.#now = now;
    this.#bounds = bounds;
  }

  /**
   * Compares what was read before this tick. Late readings are taken up between two ticks, so what is certain to be
   * in it was there before the one before began.
   * @param previousAt ms UTC
   * @param farRows rows of the ranking whose readings lie further back, a statement each
   */
  async after(
    { tick, at, exceedances }: TickResult,
    previousAt: number,
    farRows: number = this.#bounds.farRows,
  ): Promise<TickChecks> {
    const checks: Check[] = [];
    // What was read since waits for the next tick.
    const isUsable = (before: BeforeTick | null): before is BeforeTick => before !== null && before.readAt < previousAt;
    const air = isUsable(this.#air) ? this.#air : null;
    const others = isUsable(this.#others) ? this.#others : null;
    if (air !== null) this.#air = null;
    if (others !== null) this.#others = null;
    const airSeries = air === null ? null : await seriesAtTick(this.#source, air, tick, at);
    const otherSeries = others === null ? null : await seriesAtTick(this.#source, others, tick, at);
    const all = new Map<string, SeriesAtTick>([...(airSeries ?? []), ...(otherSeries ?? [])]);
    if (all.size > 0) checks.push(checkRolling(all, at));
    if (airSeries !== null) checks.push(await this.#cells.check(airSeries, at));
    if (otherSeries !== null) {
      const turn = { from: this.#farTurn, most: farRows, wanted: this.#wanted };
      checks.push(await checkRanking(this.#source, all, exceedances, at, turn));
      this.#farTurn += farRows;
    }
    const postponed =
      (airSeries === null ? (air?.stations.length ?? 0) : 0) +
      (otherSeries === null ? (others?.stations.length ?? 0) : 0);
    return { checks, postponed };
  }

  /** Chooses the series to be followed through the next tick and reads their readings. */
  async before(exceedances: TickResult['exceedances'], wanted: readonly Disagreement[]): Promise<void> {
    const { registry } = this.#source;
    // Still to be used; after a pause of the ticks too much would have come in since.
    if (this.#air !== null && this.#others !== null && this.#now() - this.#air.readAt < KEPT_MS) return;
    const air = [...registry.stations().values()]
      .filter(({ kind }) => kind === 'national' || kind === 'township')
      .map(({ id }) => id);
    this.#air = air.length === 0 ? null : await readBefore(this.#source, air, [PM25], this.#now);
    this.#wanted = new Set(wanted.filter(({ kind }) => kind === 'ranking').map(({ subject }) => subject));
    const chosen = this.#chosenStations(exceedances, wanted);
    this.#others = chosen.length === 0 ? null : await readBefore(this.#source, chosen, [], this.#now);
  }

  /** Stations that wait for another check, some of the ranking, and some of all by turns; smallest first. */
  #chosenStations(exceedances: TickResult['exceedances'], wanted: readonly Disagreement[]): number[] {
    const ids = [...this.#source.registry.stations().keys()].sort((a, b) => a - b);
    const waiting = wanted.map(({ station }) => station).filter((station) => station > 0);
    const ranked = this.#rankingTurn.take(exceedances, this.#bounds.rankingRows).map(({ station }) => station);
    // Neighbours in the key: a run of stations costs a few granules.
    const chosen = new Set([...waiting.slice(0, STATIONS), ...ranked, ...this.#stationTurn.take(ids, STATIONS)]);
    return [...chosen].sort((a, b) => a - b);
  }
}
