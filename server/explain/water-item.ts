import type { Registry, RegistryStation } from '../registry/mod.ts';
import { WATER_ITEMS } from '../standards/mod.ts';

/** Bodies of water that items are graded for. */
export type WaterBody = 'river' | 'lake';

/** The body of water of a section. */
export const bodyOf = ({ waters }: Registry, station: RegistryStation): WaterBody =>
  waters.some(({ id, kind }) => id === station.river?.id && kind === 'lake') ? 'lake' : 'river';

/** The item of GB 3838 that a factor is graded by in a body of water. */
export const waterItem = (factor: number, body: WaterBody): (typeof WATER_ITEMS)[number] | undefined =>
  WATER_ITEMS.find((entry) => entry.factor === factor && (entry.body === 'any' || entry.body === body));
