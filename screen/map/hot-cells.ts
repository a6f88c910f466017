import { cellColumn, cellRow, type MetricPlane } from '../../streams/contracts/projection.ts';
import { columnOf, type ReadonlyTable } from '../../streams/live/mod.ts';
import { airLevel } from '../model/levels.ts';

const AQI = columnOf('hotspots', 'aqi');
const VALUE = columnOf('hotspots', 'value');
const SUPPORT = columnOf('hotspots', 'support');

/** Columns stand on cells above this IAQI ... */
export const HOT = 92;
/** ... as long as no larger share of the field is above it: under regional haze a forest of columns shows nothing. */
const MOST_STANDING = 0.15;
/** Then only about this share stands, above a round figure. */
const STANDING_IN_HAZE = 0.1;
const ROUND = 5;

const SCORE = columnOf('hotCells', 'score');
const CLASS = columnOf('hotCells', 'class');
const VILLAGE = columnOf('hotCells', 'village');
const EMERGING = columnOf('hotCells', 'emerging');
/** Below it an interpolated cell's support is weak (docs/notes/040): drawn fainter, hatched closer. */
const WEAK_SUPPORT = 50;

export interface HotCell {
  readonly key: number;
  readonly aqi: number;
  readonly level: number;
  readonly value: number | null;
  readonly measured: boolean;
  /** Support 0..100 of the analysis; null where it has not said yet. */
  readonly score: number | null;
  /** Confidence that it is above its surroundings, 99, 95, 90 %; else 0. */
  readonly confidence: number;
  readonly village: number | null;
  readonly emerging: number;
  readonly longitude: number;
  readonly latitude: number;
}

/** Cells never move, so their degrees are computed once each. Bounded by the cells of one city. */
const MAX_KNOWN = 200_000;

export function openCellPlaces(plane: MetricPlane, size: number): (key: number) => readonly [number, number] {
  const known = new Map<number, readonly [number, number]>();
  return (key) => {
    let place = known.get(key);
    if (!place) {
      if (known.size >= MAX_KNOWN) known.clear();
      place = plane.toDegrees((cellColumn(key) + 0.5) * size, (cellRow(key) + 0.5) * size);
      known.set(key, place);
    }
    return place;
  };
}

/**
 * The IAQI above which a cell of this field gets a column: `HOT`, or in haze the multiple of five that only the worst
 * tenth exceeds.
 */
export function standsAbove(table: ReadonlyTable | undefined): number {
  if (!table || table.size === 0) return HOT;
  const indices: number[] = [];
  for (let row = 0; row < table.size; row += 1) indices.push(table.at(row, AQI) ?? 0);
  indices.sort((a, b) => b - a);
  if ((indices[Math.floor(indices.length * MOST_STANDING)] as number) <= HOT) return HOT;
  const tenth = indices[Math.floor(indices.length * STANDING_IN_HAZE)] as number;
  // Where the worst tenth is all alike, it stands whole rather than not at all.
  const highest = Math.ceil((indices[0] as number) / ROUND - 1) * ROUND;
  return Math.max(HOT, Math.min(Math.ceil(tenth / ROUND) * ROUND, highest));
}

/** The cells that get a column, worst first. */
export function hotCells(
  table: ReadonlyTable | undefined,
  placeOf: (key: number) => readonly [number, number],
  above = standsAbove(table),
  analysed?: ReadonlyTable,
): HotCell[] {
  const cells: HotCell[] = [];
  if (!table) return cells;
  for (let row = 0; row < table.size; row += 1) {
    const aqi = table.at(row, AQI);
    if (aqi === null || aqi <= above) continue;
    const key = table.keys[row] as number;
    const [longitude, latitude] = placeOf(key);
    const value = table.at(row, VALUE);
    const judged = analysed?.indexOf(key) ?? -1;
    const of = (column: number): number | null => (judged < 0 ? null : (analysed?.at(judged, column) ?? null));
    cells.push({
      key,
      aqi,
      level: airLevel(aqi) ?? 1,
      value: value === null ? null : value / 10,
      measured: table.at(row, SUPPORT) === 0,
      score: of(SCORE),
      confidence: of(CLASS) ?? 0,
      village: of(VILLAGE),
      emerging: of(EMERGING) ?? 0,
      longitude,
      latitude,
    });
  }
  return cells.sort((a, b) => b.aqi - a.aqi || a.key - b.key);
}

export const isWeak = (cell: HotCell): boolean => !cell.measured && cell.score !== null && cell.score < WEAK_SUPPORT;

/** A side of a hot cell beyond which the ground is not as surely hot: the outline of a hot place runs along these. */
export interface HotEdge {
  readonly key: number;
  readonly aqi: number;
  readonly confidence: 95 | 99;
  readonly side: 'west' | 'east' | 'south' | 'north';
  readonly longitude: number;
  readonly latitude: number;
}

/** The outlines of the hot places: per class, so that what is 99 % sure stands out within what is 95 % sure. */
export function hotEdges(
  table: ReadonlyTable | undefined,
  analysed: ReadonlyTable | undefined,
  placeOf: (key: number) => readonly [number, number],
): HotEdge[] {
  const edges: HotEdge[] = [];
  if (!table || !analysed) return edges;
  const classOf = (key: number): number => {
    const row = analysed.indexOf(key);
    return row < 0 ? 0 : (analysed.at(row, CLASS) ?? 0);
  };
  for (let row = 0; row < analysed.size; row += 1) {
    const confidence = analysed.at(row, CLASS) ?? 0;
    if (confidence !== 95 && confidence !== 99) continue;
    const key = analysed.keys[row] as number;
    const shown = table.indexOf(key);
    if (shown < 0) continue;
    const [longitude, latitude] = placeOf(key);
    for (const [side, step] of [
      ['west', -65_536],
      ['east', 65_536],
      ['south', -1],
      ['north', 1],
    ] as const) {
      if (classOf(key + step) < confidence)
        edges.push({ key, aqi: table.at(shown, AQI) ?? 0, confidence, side, longitude, latitude });
    }
  }
  return edges;
}

/** Height of a column in metres: grows a little faster than the index, so that the worst stand out. */
export const columnHeight = (aqi: number, factor: number): number =>
  factor * (160 + 78 * Math.max(0, aqi - 90) ** 1.08);

export interface FieldImage {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
  readonly column: number;
  readonly row: number;
}

/** The whole field as one pixel a cell, north up: good air is faintly green, bad air tinted, fair air left alone. */
export function fieldImage(
  table: ReadonlyTable | undefined,
  theme: 'dark' | 'light',
  colours: readonly (readonly [number, number, number])[],
): FieldImage | null {
  if (!table || table.size === 0) return null;
  let west = Infinity,
    east = -Infinity,
    south = Infinity,
    north = -Infinity;
  for (let row = 0; row < table.size; row += 1) {
    const key = table.keys[row] as number,
      x = cellColumn(key),
      y = cellRow(key);
    west = Math.min(west, x);
    east = Math.max(east, x);
    south = Math.min(south, y);
    north = Math.max(north, y);
  }
  const width = east - west + 1,
    height = north - south + 1;
  const pixels = new Uint8ClampedArray(width * height * 4);
  for (let row = 0; row < table.size; row += 1) {
    const aqi = table.at(row, AQI);
    if (aqi === null) continue;
    const level = airLevel(aqi) ?? 1;
    const key = table.keys[row] as number;
    const at = ((north - cellRow(key)) * width + (cellColumn(key) - west)) * 4;
    const [r, g, b] = colours[level] ?? [0, 0, 0];
    pixels[at] = r;
    pixels[at + 1] = g;
    pixels[at + 2] = b;
    pixels[at + 3] = 255 * (level >= 3 ? (theme === 'dark' ? 0.1 : 0.12) : level === 1 && theme === 'dark' ? 0.06 : 0);
  }
  return { width, height, pixels, column: west, row: south };
}
