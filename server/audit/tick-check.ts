import { setImmediate as breathe } from 'node:timers/promises';
import type { PublishedRow } from '../../streams/live/mod.ts';
import { SHOWN_SIZE } from '../hotspots/mod.ts';
import type { TickResult } from '../windows/mod.ts';
import { fixedPoint } from '../standards/mod.ts';
import { AUDIT_BOUNDS, type AuditBounds } from './bounds.ts';
import { cellValue, speakersOf, type Placed } from './cell-values.ts';
import type { Disagreement, Check } from './check.ts';
import { decimalText } from './period-value.ts';
import type { Published } from './published.ts';
import { rankingLook } from './ranking-check.ts';
import { rollingHourOf } from './rolling-value.ts';
import {
  nameOf,
  readBefore,
  rollingDisagreement,
  seriesAtTick,
  type BeforeTick,
  type SeriesAtTick,
  type TickSource,
} from './series-at-tick.ts';

const PM25 = 1;
/** Cells worked on before the process may do something else. */
const CELLS_AT_ONCE = 500;
/** Readings read before a tick are of use for so long. */
const KEPT_MS = 30_000;
/** Stations beside those of the ranking whose series are followed through one tick. */
const STATIONS = 48;

/** What a round says of one tick. */
export interface TickLooks {
  readonly looks: readonly Check[];
  readonly postponed: number;
}

/**
 * The moving windows against the readings of their hour. Each round reads the readings of some series, lets a tick go by, and
 * compares what that tick wrote and what the screens were told: PM2.5 of every air station and with it every hotspot cell; the rows of the
 * exceedance ranking; all series of some stations by turns.
 */
export class TickCheck {
  readonly #source: TickSource;
  readonly #published: Published;
  readonly #now: () => number;
  readonly #bounds: AuditBounds;
  #air: BeforeTick | null = null;
  #others: BeforeTick | null = null;
  #speakers = new Map<number, ReturnType<typeof speakersOf>>();
  #speakersOf = -1;
  /** Stations and rows of the ranking take turns, so that all of them come to be looked at. */
  #turn = 0;
  #rankingTurn = 0;
  #farTurn = 0;
  /** Rows of the ranking that wait for another look, by name. */
  #wanted: ReadonlySet<string> = new Set();

  constructor(source: TickSource, published: Published, now: () => number, bounds: AuditBounds = AUDIT_BOUNDS) {
    this.#source = source;
    this.#published = published;
    this.#now = now;
    this.#bounds = bounds;
  }

  /**
   * Compares what was read before this tick. Late readings are taken up between two ticks, so what is certain to be in it was there before the
   * one before began.
   * @param previousAt ms UTC
   * @param farRows rows of the ranking whose readings lie further back, a statement each
   */
  async after(
    { tick, at, exceedances }: TickResult,
    previousAt: number,
    farRows: number = this.#bounds.farRows,
  ): Promise<TickLooks> {
    const looks: Check[] = [];
    let postponed = 0;
    // What was read since waits for the next tick.
    const usable = (before: BeforeTick | null): BeforeTick | null =>
      before !== null && before.readAt < previousAt ? before : null;
    const [air, others] = [usable(this.#air), usable(this.#others)];
    if (air !== null) this.#air = null;
    if (others !== null) this.#others = null;
    const airSeries = air === null ? null : await seriesAtTick(this.#source, air, tick, at);
    const otherSeries = others === null ? null : await seriesAtTick(this.#source, others, tick, at);
    const all = new Map<string, SeriesAtTick>([...(airSeries ?? []), ...(otherSeries ?? [])]);
    if (air !== null && airSeries === null) postponed += air.stations.length;
    if (others !== null && otherSeries === null) postponed += others.stations.length;
    if (all.size > 0) looks.push(rollingLook(all, at));
    if (airSeries !== null) looks.push(await this.#cells(airSeries, at));
    if (otherSeries !== null) {
      looks.push(
        await rankingLook(this.#source, all, exceedances, at, {
          from: this.#farTurn,
          most: farRows,
          wanted: this.#wanted,
        }),
      );
      this.#farTurn += farRows;
    }
    return { looks, postponed };
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
    const ids = [...registry.stations().keys()].sort((a, b) => a - b);
    const chosen = new Set(
      wanted
        .filter(({ station }) => station > 0)
        .map(({ station }) => station)
        .slice(0, STATIONS),
    );
    this.#wanted = new Set(wanted.filter(({ kind }) => kind === 'ranking').map(({ subject }) => subject));
    for (let i = 0; i < Math.min(exceedances.length, this.#bounds.rankingRows); i += 1)
      chosen.add(exceedances[(this.#rankingTurn + i) % exceedances.length]!.station);
    this.#rankingTurn =
      exceedances.length === 0 ? 0 : (this.#rankingTurn + this.#bounds.rankingRows) % exceedances.length;
    // Neighbours in the key: a run of stations costs a few granules.
    for (let i = 0; i < Math.min(STATIONS, ids.length); i += 1) chosen.add(ids[(this.#turn + i) % ids.length]!);
    this.#turn = ids.length === 0 ? 0 : (this.#turn + STATIONS) % ids.length;
    this.#others =
      chosen.size === 0
        ? null
        : await readBefore(
            this.#source,
            [...chosen].sort((a, b) => a - b),
            [],
            this.#now,
          );
  }

  async #cells(series: ReadonlyMap<string, SeriesAtTick>, at: number): Promise<Check> {
    const means = new Map<number, bigint>();
    for (const { station, shown, agreed, values, folded } of series.values()) {
      if (folded) continue;
      // The closed hour that stands in for too few samples is checked as an hour.
      const mean =
        shown?.is_closed === 1 && shown.mean !== null ? BigInt(shown.mean) : ((agreed ?? values?.[0])?.mean ?? null);
      if (mean !== null) means.set(station, mean);
      else if (values === null && shown?.mean) means.set(station, BigInt(shown.mean));
    }
    const disagreements: Disagreement[] = [];
    const shown = this.#published.rows('hotspots');
    const since = rollingHourOf(Math.floor(at / 1000)).since * 1000;
    let done = 0;
    for (const row of shown) {
      const disagreement = this.#cell(row, means, since, at);
      if (disagreement !== null && disagreements.length < 1000) disagreements.push(disagreement);
      done += 1;
      if (done % CELLS_AT_ONCE === 0) await breathe();
    }
    return { kind: 'cell', checked: shown.length, postponed: 0, disagreements, covers: () => true };
  }

  #cell(
    { key: cell, aqi: iaqi, value, support }: PublishedRow<'hotspots'>,
    means: ReadonlyMap<number, bigint>,
    since: number,
    at: number,
  ): Disagreement | null {
    const found = cellValue(this.#speakersFor(cell), means, PM25, since);
    const expected = found === null ? null : [found.iaqi, fixedPoint(String(found.mean), 1), found.support];
    const field =
      expected === null
        ? 'unsupported'
        : expected[0] !== iaqi
          ? 'iaqi'
          : expected[1] !== value
            ? 'value'
            : expected[2] !== support
              ? 'support'
              : null;
    if (field === null) return null;
    return {
      kind: 'cell',
      subject: `${cell}`,
      station: 0,
      factor: PM25,
      start: Math.floor(at / 1000),
      field,
      shown: `${value === null ? '-' : value / 10} (IAQI ${iaqi ?? '-'})`,
      recomputed: found === null ? '-' : `${decimalText(found.mean)} (IAQI ${found.iaqi ?? '-'})`,
    };
  }

  #speakersFor(cell: number): ReturnType<typeof speakersOf> {
    const { registry } = this.#source;
    if (this.#speakersOf !== registry.version) {
      this.#speakers = new Map();
      this.#speakersOf = registry.version;
    }
    let speakers = this.#speakers.get(cell);
    if (speakers === undefined) {
      const placed: Placed[] = [...registry.stations().values()].filter(
        ({ kind }) => kind === 'national' || kind === 'township',
      );
      speakers = speakersOf(cell, placed, SHOWN_SIZE);
      this.#speakers.set(cell, speakers);
    }
    return speakers;
  }
}

function rollingLook(series: ReadonlyMap<string, SeriesAtTick>, at: number): Check {
  const compared = new Set(
    [...series.values()]
      .filter(({ agreed, field }) => agreed !== null || field !== null)
      .map(({ station, factor, folded }) => nameOf(station, factor, folded)),
  );
  return {
    kind: 'rolling',
    checked: compared.size,
    postponed: series.size - compared.size,
    disagreements: [...series.values()].map((one) => rollingDisagreement(one, at)).filter((one) => one !== null),
    covers: (subject) => compared.has(subject),
  };
}
