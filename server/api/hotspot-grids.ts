import { SHOWN_HOTSPOTS } from '../../streams/contracts/api/hotspots.ts';
import type { HOTSPOT_CELL_SIZES } from '../../streams/contracts/api/vocabulary.ts';
import type { Factor } from '../../streams/contracts/factors.ts';
import { MICRO } from '../../streams/contracts/reading.ts';
import {
  ANALYSED_SIZES,
  askAnalysedGrid,
  askAnalysisOf,
  type AnalysedCell,
  type AnalysedGrid,
} from '../hotspots/mod.ts';
import { isoOrNull } from './instants.ts';
import { readRows } from '../../streams/live/mod.ts';
import { asOf } from './live-tables.ts';
import type { RouteContext } from './route-context.ts';

type CellSize = (typeof HOTSPOT_CELL_SIZES)[number];

interface HotspotCell {
  readonly key: number;
  readonly value: number | null;
  readonly aqi: number | null;
  /** 0 where it is measured. */
  readonly support: number;
  readonly analysis: AnalysedCell | null;
}
/** A grid as some tick left it; instants ISO 8601. */
interface HotspotGrid {
  readonly at: string | null;
  readonly analysedAt: string | null;
  readonly cells: readonly HotspotCell[];
}
export interface HotspotGrids {
  /** The grid of the screens, from the hub's memory. */
  shown(): Promise<HotspotGrid>;
  /** Any other grid, asked of the store. */
  other(factor: Factor, size: CellSize): Promise<HotspotGrid>;
}

/** Sources of hotspot grids. The newest analysis of a size is read once per analysis, whoever asks. */
export function openHotspotGrids({ hub, context }: Pick<RouteContext, 'hub' | 'context'>): HotspotGrids {
  const cached = new Map<number, { readonly of: string | null; readonly grid: Promise<AnalysedGrid> }>();
  const analysed = async (size: CellSize): Promise<AnalysedGrid> => {
    // The topic says when there is a new analysis.
    const of = asOf(hub, 'hotCells');
    if (of === null) return { at: null, cells: [] };
    const known = cached.get(size);
    const entry = known?.of === of ? known : { of, grid: askAnalysedGrid(context.store, size) };
    cached.set(size, entry);
    try {
      return await entry.grid;
    } catch (error) {
      cached.delete(size);
      context.log.warn({ err: error }, 'reading the analysis of the hotspot grid failed');
      return { at: null, cells: [] };
    }
  };
  return {
    async shown() {
      const present = hub.table('hotspots');
      const records = readRows('hotspots', present?.table);
      const { at, cells } = await analysed(SHOWN_HOTSPOTS.size);
      const analysisOf = new Map(cells.map((cell) => [cell.cell, cell]));
      return {
        at: asOf(hub, 'hotspots'),
        analysedAt: isoOrNull(at),
        cells: records.map((record) => ({
          key: record.key,
          value: record.value,
          aqi: record.aqi,
          support: record.support ?? 0,
          analysis: analysisOf.get(record.key) ?? null,
        })),
      };
    },
    async other({ id, code, decimals }, size) {
      const isAnalysed = code === SHOWN_HOTSPOTS.factor && ANALYSED_SIZES.includes(size);
      const { at, cells } = isAnalysed
        ? await analysed(size)
        : await askAnalysisOf(context.store, { factor: id, size });
      return {
        at: isoOrNull(at),
        analysedAt: isoOrNull(at),
        cells: cells.map((cell) => ({
          key: cell.cell,
          value: Number((cell.mean / MICRO).toFixed(decimals + 1)),
          aqi: cell.iaqi,
          support: cell.support,
          analysis: cell,
        })),
      };
    },
  };
}
