import type { Logger } from 'pino';
import { Counter, Gauge, Histogram, type Registry as Metrics } from 'prom-client';
import type { Clock } from '../../streams/contracts/clock.ts';
import type { LivePublisher, PublishedRow } from '../../streams/live/mod.ts';
import type { Registry } from '../registry/mod.ts';
import { loadQuery, type Store, openPartitions, type TickPartitions } from '../platform/store/mod.ts';
import { fixedPoint } from '../standards/mod.ts';
import { SHOWN_SIZE } from './grid.ts';
import { fillGridTables } from './grid-tables.ts';
import { EMERGING_KINDS, emergingOf, openHotSlices } from './hot-slices.ts';
import { ANALYSED_SIZES, ANALYSIS, analysisParameters, CELL_COLUMNS } from './hotspot-question.ts';
import { DEFAULT_ZONE } from '../../streams/contracts/civil-time.ts';

/** Slices are looked at this often, ms ... */
const SLICES_EVERY_MS = 60_000;
/** ... while some are left over from the look before. */
const SLICES_AT_FIRST_MS = 10_000;
/** Emerging classes change with the day's slices; asked this often, ms. */
const EMERGING_EVERY_MS = 3_600_000;
const PM25 = 1;

const HOT_CELLS = loadQuery('hotspots/hot-cells');
const WRITE = `INSERT INTO hotspot_cells (tick, size, ${CELL_COLUMNS}) SELECT {tick:UInt32}, {size:UInt16}, ${CELL_COLUMNS} FROM (${ANALYSIS}) SETTINGS max_threads = 1`;

/** What the analysis follows: a published tick and its instant, ms UTC. */
export interface AnalysedTick {
  readonly tick: number;
  readonly at: number;
}

export interface HotspotAnalysisOptions {
  readonly store: Store;
  readonly registry: Registry;
  readonly publisher: LivePublisher;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
}

/**
 * The analysis 热点分析 that follows a tick: background, support, error and Gi* of the 1-km and 500-m grid into `hotspot_cells`, and topic
 * `hotCells`. It has a lane of its own and nobody waits for it: a tick that finds it still at work is skipped and counted.
 * Slices and emerging classes follow it at their own pace.
 */
export class HotspotAnalysis {
  readonly #options: HotspotAnalysisOptions;
  readonly #took;
  readonly #skipped;
  readonly #failed;
  readonly #hot;
  readonly #slices;
  #partitions: TickPartitions | null = null;
  #running: Promise<void> | null = null;
  #following: Promise<void> | null = null;
  #generation = '0';
  #registryVersion = -1;
  /** Monotonic, ms. */
  #slicesDue = 0;
  #emergingDue = 0;
  #emerging: ReadonlyMap<number, number> = new Map();
  #failures = 0;

  constructor(options: HotspotAnalysisOptions) {
    this.#options = options;
    const registers = [options.metrics];
    this.#slices = openHotSlices(options.store);
    this.#took = new Histogram({
      name: 'guanlan_grid_ms',
      help: 'Duration of the analysis of one hotspot grid, ms',
      labelNames: ['size'],
      buckets: [25, 50, 100, 150, 200, 300, 500, 1000, 2000],
      registers,
    });
    this.#skipped = new Counter({
      name: 'guanlan_grid_skipped_total',
      help: 'Ticks not analysed because the analysis of an earlier one was still running',
      registers,
    });
    this.#failed = new Counter({ name: 'guanlan_grid_failed_total', help: 'Analyses that failed', registers });
    this.#hot = new Gauge({
      name: 'guanlan_grid_hot_cells',
      help: 'Cells of the shown grid by confidence class, percent',
      labelNames: ['class'],
      registers,
    });
  }

  /** Begins the analysis of a tick that was published; returns at once. */
  offer(result: AnalysedTick): void {
    if (this.#running !== null) return void this.#skipped.inc();
    const { log } = this.#options;
    this.#running = this.#run(result)
      .then(() => {
        this.#failures = 0;
      })
      .catch((error: unknown) => {
        this.#failed.inc();
        this.#failures += 1;
        this.#partitions = null;
        if (this.#failures === 1 || this.#failures % 20 === 0)
          log.warn(
            { err: error, failures: this.#failures },
            'the hotspot grids could not be analysed; the next tick tries again',
          );
      })
      .finally(() => {
        this.#running = null;
      });
  }

  /** Waits for what runs. */
  async close(): Promise<void> {
    await this.#running;
    await this.#following;
  }

  async #run({ tick, at }: AnalysedTick): Promise<void> {
    const { store, registry, publisher, clock } = this.#options;
    if (this.#registryVersion !== registry.version) {
      const { version } = registry;
      this.#generation = await fillGridTables(store, registry);
      this.#registryVersion = version;
      this.#emergingDue = 0;
    }
    if (this.#generation === '0') return;
    this.#partitions ??= await openPartitions(store, 'grid', 'hotspot_cells');
    await this.#partitions.begin(tick);
    for (const size of ANALYSED_SIZES) {
      const begun = clock.monotonic();
      await store.command('grid', WRITE, {
        ...(await analysisParameters(store, 'grid', {
          source: { tick },
          at: Math.floor(at / 1000),
          factor: PM25,
          size,
          generation: this.#generation,
        })),
        tick,
      });
      this.#took.observe({ size: String(size) }, clock.monotonic() - begun);
      if (size === SHOWN_SIZE) {
        publisher.replace('hotCells', await this.#rows(tick));
        await publisher.commit(['hotCells']);
      }
    }
    this.#follow(at);
  }

  async #rows(tick: number): Promise<PublishedRow<'hotCells'>[]> {
    const columns = await this.#options.store.columns('grid', HOT_CELLS, {
      tick,
      size: SHOWN_SIZE,
      generation: this.#generation,
    });
    const [cells = [], scores = [], classes = [], zs = [], excesses = [], villages = [], townships = []] = columns;
    const counts = new Map<number, number>([
      [90, 0],
      [95, 0],
      [99, 0],
    ]);
    const rows = cells.map((cell, i): PublishedRow<'hotCells'> => {
      const [key, confidence] = [Number(cell), classes[i] as number];
      if (confidence > 0) counts.set(confidence, counts.get(confidence)! + 1);
      const z = zs[i] as number | null;
      return {
        key,
        score: scores[i] as number,
        class: confidence,
        z: z === null ? null : Math.round(z * 10),
        excess: fixedPoint(excesses[i] as string | null, 0),
        village: villages[i] as number | null,
        township: townships[i] as number | null,
        emerging: confidence > 0 ? (this.#emerging.get(key) ?? 0) : null,
      };
    });
    for (const [confidence, count] of counts) this.#hot.set({ class: String(confidence) }, count);
    return rows;
  }

  /** Slices and emerging classes go on beside the next analyses, statement by statement on the same lane. */
  #follow(at: number): void {
    if (this.#following !== null) return;
    this.#following = this.#lookBack(at)
      .catch((error: unknown) => {
        this.#slicesDue = this.#options.clock.monotonic() + SLICES_AT_FIRST_MS;
        this.#options.log.warn({ err: error }, 'the slices of the hotspot grids could not be written; trying again');
      })
      .finally(() => {
        this.#following = null;
      });
  }

  async #lookBack(at: number): Promise<void> {
    const { store, registry, clock } = this.#options;
    const zone = registry.city?.timezone ?? DEFAULT_ZONE;
    if (clock.monotonic() >= this.#slicesDue) {
      const { isPartial } = await this.#slices.refresh(at, zone, this.#generation);
      this.#slicesDue = clock.monotonic() + (isPartial ? SLICES_AT_FIRST_MS : SLICES_EVERY_MS);
      if (isPartial) this.#emergingDue = Math.min(this.#emergingDue, clock.monotonic() + SLICES_EVERY_MS);
    }
    if (clock.monotonic() >= this.#emergingDue) {
      const found = await emergingOf(store, 'grid', SHOWN_SIZE, at, zone);
      this.#emerging = new Map(found.map(({ cell, kind }) => [cell, EMERGING_KINDS.indexOf(kind)]));
      this.#emergingDue = clock.monotonic() + EMERGING_EVERY_MS;
    }
  }
}
