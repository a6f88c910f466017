import { shallowRef } from 'vue';
import { HOT } from './hot-cells.ts';

/** CSS pixels of one kilometre across the middle of the map; null until there is a map. For the legend's scale bar. */
export const kilometrePixels = shallowRef<number | null>(null);
/** Columns on the map; null while the hotspot grid was never heard of. The legend says so when there are none. */
export const columnCount = shallowRef<number | null>(null);
/** IAQI above which cells stand as columns. */
export const columnsAbove = shallowRef(HOT);
