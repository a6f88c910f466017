import type { LivePublisher, PublishedRow, TopicName } from '../../streams/live/mod.ts';
import { loadQuery, type Store, openPartitions, type TickPartitions } from '../platform/store/mod.ts';
import type { Registry } from '../registry/mod.ts';
import { fillCellWeights, SHOWN_SIZE } from '../hotspots/mod.ts';
import { fixedPoint, liveTime } from '../standards/mod.ts';
import { fillJudgeBounds } from './evaluation-bounds.ts';
import { tickInstantOf, type TickInstant } from './tick-instant.ts';
import {
  airOf,
  deviceRows,
  exceedanceRows,
  exceedancesOf,
  excludedOf,
  hotspotRows,
  hotspotsOf,
  levelOf,
  regionsOf,
  sixIndices,
  sixOf,
  stationRow,
  stationsOf,
  shownHourOf,
  waterOf,
  windOf,
  type AirRow,
  type Exceedance,
  type RegionRow,
  type StationRow,
} from './questions.ts';
import { NO_WORK, openRollingState, type RollingState, type StateWork } from './rolling-state.ts';
import type { SlowAnswers } from './slow-questions.ts';
import type { RegionStanding } from './standing.ts';

/** Topics that a tick writes whole. */
export const TICK_TOPICS = Object.freeze([
  'stations',
  'air',
  'regions',
  'hotspots',
  'exceedances',
  'excluded',
  'cityHours',
  'cityDays',
  'water',
  'devices',
  'wind',
] as const satisfies readonly TopicName[]);
type TickTopic = (typeof TICK_TOPICS)[number];
type TickRows = { readonly [T in TickTopic]: readonly PublishedRow<T>[] };
/** Surface water is looked at this often, seconds: its samples are minutes to hours apart. */
const WATER_REFRESH_SECONDS = 60;
/** What regions breathed in the last closed hour is looked at this often, seconds: hours come in one after another. */
const REGION_HOURS_REFRESH_SECONDS = 15;
const PM25 = 1;

/** What a tick found, handed to `onTick`. */
export interface TickResult {
  /** ms UTC. */
  readonly at: number;
  readonly tick: number;
  readonly exceedances: readonly Exceedance[];
  readonly work: StateWork;
  /** Rows published per topic. */
  readonly rows: Readonly<Partial<Record<TopicName, number>>>;
}

const JUDGE = loadQuery('windows/evaluate');
const STATES = loadQuery('windows/exceedance-states');
const WATER_ITEMS = loadQuery('windows/water-items');

export interface TickerOptions {
  readonly store: Store;
  readonly registry: Registry;
  readonly publisher: LivePublisher;
  readonly slow: () => SlowAnswers;
}

/**
 * One tick after the other: rolling rows, then questions, then the live topics; between two of them `settle` does what the
 * next one need not wait for. The caller never runs two at once.
 */
export class Ticker {
  readonly #options: TickerOptions;
  #state: RollingState | null = null;
  #judgements: TickPartitions | null = null;
  #generation: string | null = null;
  #registryVersion = -1;
  /** Registry version that `judge_bounds` was written from. */
  #boundsOf = -1;
  #version = 0;
  #regionHours: { at: number; rows: readonly RegionRow[] } = { at: 0, rows: [] };
  #water: { at: number; rows: Awaited<ReturnType<typeof waterOf>> } = { at: 0, rows: [] };

  constructor(options: TickerOptions) {
    this.#options = options;
  }

  /** Generation of the cells' weights that the ticks use; `null` before the first. */
  get generation(): string | null {
    return this.#generation;
  }

  /** Starts again from what the store holds: after the clock jumped, or after another process was leader. */
  async reopen(): Promise<void> {
    const { store } = this.#options;
    this.#state = await openRollingState(store);
    this.#judgements = await openPartitions(store, 'judge', 'judgements');
    const [row] = await store.rows<{ version: string }>(
      'window',
      `SELECT toString(greatest(
      (SELECT max(version) FROM exceedance_states), (SELECT max(version) FROM water_items))) AS version`,
    );
    this.#version = Number(row?.version ?? 0);
    this.#water = { at: 0, rows: [] };
    this.#regionHours = { at: 0, rows: [] };
  }

  async forget(): Promise<void> {
    if (this.#state === null) await this.reopen();
    await this.#state?.forget();
    this.#water = { at: 0, rows: [] };
    this.#regionHours = { at: 0, rows: [] };
  }

  /** @param nowMs civil time, ms UTC */
  async run(nowMs: number): Promise<TickResult> {
    const { store, registry, publisher } = this.#options;
    if (this.#state === null || this.#judgements === null) await this.reopen();
    if (this.#registryVersion !== registry.version || this.#generation === null) {
      this.#generation = await fillCellWeights(store, registry);
      this.#registryVersion = registry.version;
    }
    const moment = tickInstantOf(nowMs);
    const state = this.#state!;
    const work = state.isPrepared(moment) ? NO_WORK : await state.prepare(moment);
    await state.roll(moment);
    if (this.#regionHours.at === 0) await this.#askRegionHours(moment);
    // Both halves only read the tick's rolling state, each on a lane of its own.
    const [{ exceedances, excluded }, { stations, air, regions, hotspots, wind }] = await Promise.all([
      this.#judged(moment),
      this.#shown(moment, this.#generation),
    ]);
    const slow = this.#options.slow();
    const states = new Map(stations.map((row) => [row.station, row]));
    const topics: TickRows = {
      stations: stations.map((row) => stationRow(row, air.get(row.station))),
      air: publicAir(registry, states, air),
      regions: regionRows(registry, regions, this.#regionHours.rows, slow.standing),
      hotspots: hotspotRows(hotspots),
      exceedances: exceedanceRows(exceedances),
      excluded,
      cityHours: slow.cityHours,
      cityDays: slow.cityDays,
      water: this.#water.rows.map((row) => ({ ...row, state: states.get(row.key)?.state ?? 0 })),
      devices: deviceRows(stations),
      wind,
    };
    const rows: Partial<Record<TopicName, number>> = {};
    const publish = <T extends TickTopic>(topic: T): void => {
      publisher.replace(topic, topics[topic]);
      rows[topic] = topics[topic].length;
    };
    for (const topic of TICK_TOPICS) publish(topic);
    await publisher.commit(TICK_TOPICS);
    return Object.freeze({ at: nowMs, tick: moment.tick, exceedances, work, rows });
  }

  /**
   * What need not be done while a tick waits, for the tick to come: closing buckets, taking in late readings, the regions'
   * last closed hour. A late reading is so seen one tick later at most.
   * @param nextMs civil time of the next tick, ms UTC
   */
  async settle(nextMs: number): Promise<StateWork> {
    if (this.#state === null) return NO_WORK;
    const moment = tickInstantOf(nextMs);
    const work = await this.#state.prepare(moment);
    await this.#askRegionHours(moment);
    return work;
  }

  get #city(): number {
    return [...this.#options.registry.regions().values()].find(({ level }) => level === 'city')?.id ?? 1;
  }

  async #askRegionHours(moment: TickInstant): Promise<void> {
    const { store } = this.#options;
    if (moment.now >= this.#regionHours.at && moment.now - this.#regionHours.at < REGION_HOURS_REFRESH_SECONDS) return;
    const hour = await shownHourOf(store, moment);
    this.#regionHours = {
      at: moment.now,
      rows:
        hour === 0 ? [] : await regionsOf(store, { tick: 0, now: moment.now, since: moment.since, hour }, this.#city),
    };
  }

  async #shown(moment: TickInstant, generation: string) {
    const { store } = this.#options;
    return {
      stations: await stationsOf(store, moment),
      air: await airOf(store, moment),
      regions: await regionsOf(store, { tick: moment.tick, now: moment.now, since: moment.since, hour: 0 }, this.#city),
      hotspots: await hotspotsOf(store, 'window', moment.tick, moment.since, PM25, SHOWN_SIZE, generation),
      wind: await windOf(store, moment),
    };
  }

  async #judged(moment: TickInstant) {
    const { store } = this.#options;
    await this.#askWater(moment);
    await this.#judge(moment);
    return { exceedances: await exceedancesOf(store, 'judge'), excluded: await excludedOf(store, moment) };
  }

  async #askWater(moment: TickInstant): Promise<void> {
    const { store, registry } = this.#options;
    if (moment.now >= this.#water.at && moment.now - this.#water.at < WATER_REFRESH_SECONDS) return;
    const lakes = new Set(registry.waters.filter(({ kind }) => kind === 'lake').map(({ id }) => id));
    const onLakes = [...registry.stations().values()]
      .filter((s) => s.kind === 'water' && s.river !== null && lakes.has(s.river.id))
      .map(({ id }) => id);
    this.#version += 1;
    await store.command('judge', WATER_ITEMS, { now: moment.now, lakes: onLakes, version: this.#version });
    this.#water = { at: moment.now, rows: await waterOf(store, moment.now) };
  }

  async #judge(moment: TickInstant): Promise<void> {
    const { store, registry } = this.#options;
    await this.#judgements!.begin(moment.tick);
    if (this.#boundsOf !== registry.version) await fillJudgeBounds(store);
    this.#boundsOf = registry.version;
    await store.command('judge', JUDGE, { now: moment.now, tick: moment.tick, since: moment.since, hour: moment.hour });
    this.#version += 1;
    await store.command('judge', STATES, {
      now: moment.now,
      tick: moment.tick,
      zone: registry.city?.timezone ?? 'Asia/Shanghai',
      version: this.#version,
    });
  }
}

/** Only national stations that may be shown: township stations give no AQI to the public. */
function publicAir(
  registry: Registry,
  states: ReadonlyMap<number, StationRow>,
  air: ReadonlyMap<number, AirRow>,
): PublishedRow<'air'>[] {
  return [...registry.stations().values()]
    .filter(({ kind, isPublic }) => kind === 'national' && isPublic)
    .map(({ id }) => {
      const row = air.get(id);
      return {
        key: id,
        state: states.get(id)?.state ?? 0,
        time: liveTime(row?.time),
        aqi: row?.aqi ?? null,
        level: levelOf(row),
        primary: row?.primary ?? null,
        ...sixOf(row),
      };
    });
}

/** One row for the city and for every county and township, also where nothing is known. */
function regionRows(
  registry: Registry,
  now: readonly RegionRow[],
  hours: readonly RegionRow[],
  standing: ReadonlyMap<number, RegionStanding>,
): PublishedRow<'regions'>[] {
  const total = new Map<number, number>();
  const count = (region: number): void => {
    total.set(region, (total.get(region) ?? 0) + 1);
  };
  const city = [...registry.regions().values()].find(({ level }) => level === 'city')?.id ?? 1;
  for (const { kind, county, township } of registry.stations().values()) {
    if (kind === 'national') {
      count(city);
      count(county);
    }
    if (kind === 'township') count(township);
  }
  const [present, closed] = [now, hours].map((rows) => new Map(rows.map((row) => [row.region, row]))) as [
    Map<number, RegionRow>,
    Map<number, RegionRow>,
  ];
  return [...registry.regions().values()]
    .filter(({ level }) => level !== 'village')
    .map(({ id }) => {
      const hour = closed.get(id);
      const at = present.get(id);
      const own = standing.get(id);
      return {
        key: id,
        hour: liveTime(hour?.time),
        aqi: hour?.aqi ?? null,
        level: levelOf(hour),
        primary: hour?.primary ?? null,
        ...sixOf(hour),
        ...sixIndices(hour),
        valid: hour?.reporting ?? 0,
        total: total.get(id) ?? 0,
        nowAqi: at?.aqi ?? null,
        nowLevel: levelOf(at),
        nowPrimary: at?.primary ?? null,
        nowPm25: at?.has_mean[0] ? fixedPoint(at.means[0], 1) : null,
        time: liveTime(at?.time),
        rank: own?.rank ?? null,
        move: own?.move ?? null,
        index: own?.indexThousandths ?? null,
        goodDays: own?.goodDays ?? null,
        days: own?.days ?? null,
      };
    });
}
