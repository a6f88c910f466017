import type { PublishedRow } from '../../streams/live/mod.ts';
import { loadQuery, type Store } from '../platform/store/mod.ts';
import { fixedPoint } from '../standards/mod.ts';

const HOTSPOTS = loadQuery('hotspots/hotspots');

/** A cell of the shown grid in topic `hotspots`. */
interface HotspotCell {
  readonly cell: number;
  /** Millionths of the canonical unit. */
  readonly mean: number;
  readonly iaqi: number | null;
  /** 0 measured, 1 interpolated. */
  readonly support: 0 | 1;
}

/**
 * Cells of one factor in the rolling hour of a tick.
 * @param at start of the rolling hour, seconds UTC @param size metres
 * @param generation of the cells' weights, decimal text
 */
export async function hotspotsOf(
  store: Store,
  {
    tick,
    at,
    factor,
    size,
    generation,
  }: {
    readonly tick: number;
    readonly at: number;
    readonly factor: number;
    readonly size: number;
    readonly generation: string;
  },
): Promise<HotspotCell[]> {
  const columns = await store.columns('window', HOTSPOTS, { tick, at, factor, size, generation });
  const [cells = [], means = [], indices = [], supports = []] = columns;
  return cells.map((cell, i) => ({
    cell: Number(cell),
    mean: Number(means[i]),
    iaqi: indices[i] as number | null,
    support: supports[i] as 0 | 1,
  }));
}

export const hotspotRows = (hotspots: readonly HotspotCell[]): PublishedRow<'hotspots'>[] =>
  hotspots.map(({ cell, mean, iaqi, support }) => ({ key: cell, aqi: iaqi, value: fixedPoint(mean, 1), support }));
