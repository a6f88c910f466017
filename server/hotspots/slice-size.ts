/** Sizes whose slices are kept, metres; a 500-m cell is answered by the 1-km cell it lies in. */
export const SLICE_SIZES = Object.freeze([1000, 3000] as const);
export type SliceSize = (typeof SLICE_SIZES)[number];
