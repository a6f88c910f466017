import type { Registry as Metrics } from 'prom-client';
import type { LivePublisher } from '../../streams/live/mod.ts';
import { openPartitions, type TickPartitions } from '../platform/store/mod.ts';
import { CELL_COLUMNS } from './analysed-cell.ts';
import { analysisMetrics, type AnalysisMetrics } from './analysis-metrics.ts';
import { ANALYSED_SIZES, ANALYSIS, analysisParameters } from './analysis-question.ts';
import { fillGridTables } from './grid-tables.ts';
import { SHOWN_SIZE } from './grid.ts';
import { hotCellRows } from './hot-cell-rows.ts';
import { SliceRefresh, type SliceRefreshOptions } from './slice-refresh.ts';

const PM25 = 1;
/** Confidence classes of topic `hotCells`, percent. */
const CLASSES = [90, 95, 99];
/** Of failures in a row the first is logged, and then one in so many. */
const LOG_EVERY_FAILURES = 20;

const WRITE = `INSERT INTO hotspot_cells (tick, size, ${CELL_COLUMNS})
  SELECT {tick:UInt32}, {size:UInt16}, ${CELL_COLUMNS} FROM (${ANALYSIS}) SETTINGS max_threads = 1`;

/** What the analysis follows: a published tick and its instant, ms UTC. */
export interface AnalysedTick {
  readonly tick: number;
  readonly at: number;
}

export interface HotspotAnalysisOptions extends SliceRefreshOptions {
  readonly publisher: LivePublisher;
  readonly metrics: Metrics;
}

/**
 * The analysis 热点分析 that follows a tick: background, support, error and Gi* of the 1-km and 500-m grid into
 * `hotspot_cells`, and topic `hotCells`. It has a lane of its own and nothing waits for it: a tick that finds it still
 * running is skipped and counted. Slices and emerging classes follow it at their own pace.
 */
export class HotspotAnalysis {
  readonly #options: HotspotAnalysisOptions;
  readonly #metrics: AnalysisMetrics;
  readonly #slices: SliceRefresh;
  #partitions: TickPartitions | null = null;
  #running: Promise<void> | null = null;
  #generation = '0';
  #registryVersion = -1;
  #failures = 0;

  constructor(options: HotspotAnalysisOptions) {
    this.#options = options;
    this.#metrics = analysisMetrics(options.metrics);
    this.#slices = new SliceRefresh(options);
  }

  /** Begins the analysis of a tick that was published; returns at once. */
  offer(result: AnalysedTick): void {
    if (this.#running !== null) return void this.#metrics.skipped.inc();
    this.#running = this.#run(result)
      .then(() => {
        this.#failures = 0;
      })
      .catch((error: unknown) => this.#failed(error))
      .finally(() => {
        this.#running = null;
      });
  }

  /** Waits for what runs. */
  async close(): Promise<void> {
    await this.#running;
    await this.#slices.idle();
  }

  async #run({ tick, at }: AnalysedTick): Promise<void> {
    const { store, registry, publisher } = this.#options;
    if (this.#registryVersion !== registry.version) {
      const { version } = registry;
      this.#generation = await fillGridTables(store, registry);
      this.#registryVersion = version;
      this.#slices.forget();
    }
    if (this.#generation === '0') return;
    this.#partitions ??= await openPartitions(store, 'grid', 'hotspot_cells');
    await this.#partitions.begin(tick);
    for (const size of ANALYSED_SIZES) {
      await this.#analyse({ tick, at }, size);
      if (size !== SHOWN_SIZE) continue;
      const rows = await hotCellRows(store, tick, this.#generation, this.#slices.emerging);
      for (const percent of CLASSES)
        this.#metrics.hot.set({ class: String(percent) }, rows.filter((row) => row.class === percent).length);
      publisher.replace('hotCells', rows);
      await publisher.commit(['hotCells']);
    }
    this.#slices.offer(at, this.#generation);
  }

  async #analyse({ tick, at }: AnalysedTick, size: number): Promise<void> {
    const { store, clock } = this.#options;
    const begun = clock.monotonic();
    const parameters = await analysisParameters(store, 'grid', {
      source: { tick },
      at: Math.floor(at / 1000),
      factor: PM25,
      size,
      generation: this.#generation,
    });
    await store.command('grid', WRITE, { ...parameters, tick });
    this.#metrics.took.observe({ size: String(size) }, clock.monotonic() - begun);
  }

  #failed(error: unknown): void {
    this.#metrics.failed.inc();
    this.#failures += 1;
    this.#partitions = null;
    if (this.#failures !== 1 && this.#failures % LOG_EVERY_FAILURES !== 0) return;
    this.#options.log.warn(
      { err: error, failures: this.#failures },
      'analysis of the hotspot grids failed; the next tick retries',
    );
  }
}
