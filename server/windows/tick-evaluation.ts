import type { Exceedance } from '../../streams/contracts/exceedance.ts';
import { DEFAULT_ZONE } from '../../streams/contracts/civil-time.ts';
import type { PublishedRow } from '../../streams/live/mod.ts';
import { loadQuery, openPartitions, type Store, type TickPartitions } from '../platform/store/mod.ts';
import type { Registry } from '../registry/mod.ts';
import { belowDeadbandOf, excludedOf } from './evaluated-question.ts';
import { fillEvaluationBounds } from './evaluation-bounds.ts';
import { exceedancesOf } from './exceedance-question.ts';
import type { TickInstant } from './tick-instant.ts';
import { waterOf, type WaterColumns } from './water-question.ts';

/** Surface water is asked this often, seconds: its samples are minutes to hours apart. */
const WATER_REFRESH_SECONDS = 60;
const EVALUATE = loadQuery('windows/evaluate');
const STATES = loadQuery('windows/exceedance-states');
const WATER_ITEMS = loadQuery('windows/water-items');
const NEWEST_VERSION = `SELECT toString(greatest(
  (SELECT max(version) FROM exceedance_states), (SELECT max(version) FROM water_items))) AS version`;

/** What the evaluation of one tick found. */
interface Evaluated {
  readonly exceedances: readonly Exceedance[];
  readonly belowDeadbandAt: ReadonlyMap<number, number>;
  readonly excluded: readonly PublishedRow<'excluded'>[];
  readonly water: readonly WaterColumns[];
}

/** The evaluating half of a tick: every series that a limit binds against that limit, on the lane `evaluate`. */
export class TickEvaluation {
  readonly #store: Store;
  readonly #registry: Registry;
  readonly #partitions: TickPartitions;
  #version: number;
  /** Registry version that `judge_bounds` was written from. */
  #boundsVersion = -1;
  #water: { readonly at: number; readonly rows: readonly WaterColumns[] } = { at: 0, rows: [] };

  private constructor(store: Store, registry: Registry, partitions: TickPartitions, version: number) {
    this.#store = store;
    this.#registry = registry;
    this.#partitions = partitions;
    this.#version = version;
  }

  /** Begins with what the store holds. */
  static async open(store: Store, registry: Registry): Promise<TickEvaluation> {
    const partitions = await openPartitions(store, 'evaluate', 'judgements');
    const [row] = await store.rows<{ version: string }>('evaluate', NEWEST_VERSION);
    return new TickEvaluation(store, registry, partitions, Number(row?.version ?? 0));
  }

  /** Surface water is asked again at the next tick: the clock jumped. */
  forget(): void {
    this.#water = { at: 0, rows: [] };
  }

  /** @param openAlarmSeries series keys of open alarms, which are asked whether they fell below the deadband */
  async run(instant: TickInstant, openAlarmSeries: readonly number[]): Promise<Evaluated> {
    await this.#refreshWater(instant);
    await this.#evaluate(instant);
    return {
      exceedances: await exceedancesOf(this.#store),
      belowDeadbandAt: await belowDeadbandOf(this.#store, instant, openAlarmSeries),
      excluded: await excludedOf(this.#store, instant),
      water: this.#water.rows,
    };
  }

  async #refreshWater({ now }: TickInstant): Promise<void> {
    if (now >= this.#water.at && now - this.#water.at < WATER_REFRESH_SECONDS) return;
    const lakes = new Set(this.#registry.waters.filter(({ kind }) => kind === 'lake').map(({ id }) => id));
    const onLakes = [...this.#registry.stations().values()]
      .filter((s) => s.kind === 'water' && s.river !== null && lakes.has(s.river.id))
      .map(({ id }) => id);
    this.#version += 1;
    await this.#store.command('evaluate', WATER_ITEMS, { now, lakes: onLakes, version: this.#version });
    this.#water = { at: now, rows: await waterOf(this.#store, now) };
  }

  async #evaluate({ now, tick, since, hour }: TickInstant): Promise<void> {
    const { version: registryVersion, city } = this.#registry;
    await this.#partitions.begin(tick);
    if (this.#boundsVersion !== registryVersion) await fillEvaluationBounds(this.#store);
    this.#boundsVersion = registryVersion;
    await this.#store.command('evaluate', EVALUATE, { now, tick, since, hour });
    this.#version += 1;
    const zone = city?.timezone ?? DEFAULT_ZONE;
    await this.#store.command('evaluate', STATES, { now, tick, zone, version: this.#version });
  }
}
