import type { LivePublisher, PublishedRow, TopicName } from '../../streams/live/mod.ts';
import { fillCellWeights, SHOWN_SIZE } from '../hotspots/mod.ts';
import type { Store } from '../platform/store/mod.ts';
import type { Registry } from '../registry/mod.ts';
import { airOf } from './air-question.ts';
import { exceedanceRows } from './exceedance-question.ts';
import { hotspotRows, hotspotsOf } from './hotspot-question.ts';
import { publicAirRows } from './public-air-rows.ts';
import { RegionHours } from './region-hours.ts';
import { regionsOf } from './region-question.ts';
import { cityOf, regionRows } from './region-rows.ts';
import { NO_WORK, openRollingState, type RollingState, type StateWork } from './rolling-state.ts';
import type { SlowAnswers } from './slow-questions.ts';
import { deviceRows, stationRow, stationsOf } from './station-question.ts';
import { TickEvaluation } from './tick-evaluation.ts';
import { tickInstantOf, type TickInstant } from './tick-instant.ts';
import type { TickResult } from './tick-result.ts';
import { TICK_TOPICS } from './tick-topics.ts';
import { windOf } from './wind-question.ts';

const PM25 = 1;

export interface TickerOptions {
  readonly store: Store;
  readonly registry: Registry;
  readonly publisher: LivePublisher;
  readonly slow: () => SlowAnswers;
  /** Series keys of open alarms: `TickResult.belowDeadbandAt` is asked of these. */
  readonly openAlarmSeries?: () => readonly number[];
}

type TickTopic = (typeof TICK_TOPICS)[number];
type Topics = { readonly [T in TickTopic]: readonly PublishedRow<T>[] };
type TickFindings = Pick<TickResult, 'exceedances' | 'belowDeadbandAt'>;

/**
 * One tick after the other: rolling rows, then questions, then the live topics; between two of them `settle` does what
 * the next one need not wait for. The caller never runs two at once.
 */
export class Ticker {
  readonly #options: TickerOptions;
  readonly #regionHours: RegionHours;
  #state: RollingState | null = null;
  #evaluation: TickEvaluation | null = null;
  #generation: string | null = null;
  #registryVersion = -1;

  constructor(options: TickerOptions) {
    this.#options = options;
    this.#regionHours = new RegionHours(options.store);
  }

  /** Generation of the cells' weights that the ticks use; `null` before the first. */
  get generation(): string | null {
    return this.#generation;
  }

  /** Starts again from what the store holds: after the clock jumped, or after another process was leader. */
  async reopen(): Promise<void> {
    await this.#open();
  }

  /** Forgets what is closed: the next tick closes the whole rolling hour again. */
  async forget(): Promise<void> {
    const [state, evaluation] = await this.#opened();
    await state.forget();
    evaluation.forget();
    this.#regionHours.forget();
  }

  /** @param nowMs civil time, ms UTC */
  async run(nowMs: number): Promise<TickResult> {
    const { publisher } = this.#options;
    const [state, evaluation] = await this.#opened();
    const generation = await this.#cellWeights();
    const instant = tickInstantOf(nowMs);
    const work = state.isPrepared(instant) ? NO_WORK : await state.prepare(instant);
    await state.roll(instant);
    const { topics, exceedances, belowDeadbandAt } = await this.#ask(evaluation, instant, generation);
    const rows: Partial<Record<TopicName, number>> = {};
    const publish = <T extends TickTopic>(topic: T): void => {
      publisher.replace(topic, topics[topic]);
      rows[topic] = topics[topic].length;
    };
    for (const topic of TICK_TOPICS) publish(topic);
    await publisher.commit(TICK_TOPICS);
    return Object.freeze({ at: nowMs, tick: instant.tick, exceedances, belowDeadbandAt, work, rows });
  }

  /**
   * What need not be done while a tick waits, for the tick to come: closing buckets, taking in late readings, the
   * regions' last closed hour. A late reading is so seen one tick later at most.
   * @param nextMs civil time of the next tick, ms UTC
   */
  async settle(nextMs: number): Promise<StateWork> {
    if (this.#state === null) return NO_WORK;
    const instant = tickInstantOf(nextMs);
    const work = await this.#state.prepare(instant);
    await this.#regionHours.refresh(instant, cityOf(this.#options.registry));
    return work;
  }

  async #opened(): Promise<readonly [RollingState, TickEvaluation]> {
    return this.#state !== null && this.#evaluation !== null ? [this.#state, this.#evaluation] : this.#open();
  }

  async #open(): Promise<readonly [RollingState, TickEvaluation]> {
    const { store, registry } = this.#options;
    const state = await openRollingState(store);
    const evaluation = await TickEvaluation.open(store, registry);
    this.#regionHours.forget();
    this.#state = state;
    this.#evaluation = evaluation;
    return [state, evaluation];
  }

  /** Generation of the cells' weights for the present registry. */
  async #cellWeights(): Promise<string> {
    const { store, registry } = this.#options;
    if (this.#registryVersion === registry.version && this.#generation !== null) return this.#generation;
    const { version } = registry;
    this.#generation = await fillCellWeights(store, registry);
    this.#registryVersion = version;
    return this.#generation;
  }

  async #ask(
    evaluation: TickEvaluation,
    instant: TickInstant,
    generation: string,
  ): Promise<TickFindings & { readonly topics: Topics }> {
    const { registry } = this.#options;
    if (this.#regionHours.isEmpty) await this.#regionHours.refresh(instant, cityOf(registry));
    // Both halves only read the tick's rolling state, each on a lane of its own.
    const [evaluated, shown] = await Promise.all([
      evaluation.run(instant, this.#options.openAlarmSeries?.() ?? []),
      this.#askShown(instant, generation),
    ]);
    const { exceedances, belowDeadbandAt, excluded, water } = evaluated;
    const { stations, air, regions, hotspots, wind } = shown;
    const { cityHours, cityDays, standing } = this.#options.slow();
    const states = new Map(stations.map((state) => [state.station, state]));
    const topics: Topics = {
      stations: stations.map((state) => stationRow(state, air.get(state.station))),
      air: publicAirRows(registry, states, air),
      regions: regionRows(registry, regions, this.#regionHours.rows, standing),
      hotspots: hotspotRows(hotspots),
      exceedances: exceedanceRows(exceedances),
      excluded,
      cityHours,
      cityDays,
      water: water.map((row) => ({ ...row, state: states.get(row.key)?.state ?? 0 })),
      devices: deviceRows(stations),
      wind,
    };
    return { topics, exceedances, belowDeadbandAt };
  }

  async #askShown(instant: TickInstant, generation: string) {
    const { store, registry } = this.#options;
    const { tick, now, since } = instant;
    return {
      stations: await stationsOf(store, instant),
      air: await airOf(store, instant),
      regions: await regionsOf(store, { tick, now, since, hour: 0 }, cityOf(registry)),
      hotspots: await hotspotsOf(store, { tick, at: since, factor: PM25, size: SHOWN_SIZE, generation }),
      wind: await windOf(store, instant),
    };
  }
}
