import proj4 from 'proj4';
import type { Position } from './pack.ts';

/**
 * The metric plane of the grids: Gauss-Kruger on the CGCS2000 ellipsoid, false easting 500 km, on a central
 * meridian of the city's own. Cells are squares in this plane, so their identities never move with latitude.
 */
export interface MetricPlane {
  /** Degrees to metres (easting, northing). */
  toMetres(position: Position): [x: number, y: number];
  toDegrees(x: number, y: number): [longitude: number, latitude: number];
}

const pair = ([first = Number.NaN, second = Number.NaN]: readonly number[]): [number, number] => [first, second];

export function metricPlane(centralMeridian: number): MetricPlane {
  const converter = proj4(
    `+proj=tmerc +lat_0=0 +lon_0=${centralMeridian} +k=1 +x_0=500000 +y_0=0 +ellps=GRS80 +units=m +no_defs`,
  );
  return Object.freeze({
    toMetres: ([longitude, latitude]: Position) => pair(converter.forward([longitude, latitude])),
    toDegrees: (x: number, y: number) => pair(converter.inverse([x, y])),
  });
}

/** Cell identity at a size in metres: `ix * 65536 + iy`, both counted from the plane's origin. */
export const cellKey = (x: number, y: number, size = 1000): number =>
  Math.floor(x / size) * 65_536 + Math.floor(y / size);
export const cellColumn = (key: number): number => Math.floor(key / 65_536);
export const cellRow = (key: number): number => key % 65_536;

/**
 * The cell of a coarser grid that a cell lies in: exactly one, because the sizes are multiples and count from one
 * origin.
 */
export const cellParent = (key: number, size: number, coarser: number): number => {
  const times = coarser / size;
  return Math.floor(cellColumn(key) / times) * 65_536 + Math.floor(cellRow(key) / times);
};
/** A cell as the API names it: `L<size>_<ix>_<iy>`. */
export const cellName = (key: number, size: number): string => `L${size}_${cellColumn(key)}_${cellRow(key)}`;
/** Size and key of a name; `null` where it is not one of these sizes. */
export function cellOfName(
  name: string,
  sizes: readonly number[],
): { readonly size: number; readonly key: number } | null {
  const [, size, column, row] = /^L(\d{3,4})_(\d{1,5})_(\d{1,5})$/.exec(name) ?? [];
  if (size === undefined || !sizes.includes(Number(size)) || Number(column) > 65_535 || Number(row) > 65_535)
    return null;
  return { size: Number(size), key: Number(column) * 65_536 + Number(row) };
}
