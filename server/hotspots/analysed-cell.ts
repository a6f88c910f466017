/** A cell as the analysis knows it. Means, error, background and ring in millionths of the factor's unit. */
export interface AnalysedCell {
  readonly cell: number;
  readonly mean: number;
  readonly iaqi: number | null;
  /** 0 measured, 1 interpolated. */
  readonly support: 0 | 1;
  /** Stations with a value now, of the nearest 12 within 12 km. */
  readonly stations: number;
  /** Metres from the centre to the nearest of them. */
  readonly nearest: number;
  /** 0..100; 100 where measured. */
  readonly score: number;
  /** What interpolation misses at the supporting stations, each left out in turn. */
  readonly error: number | null;
  readonly background: number;
  readonly ring: number | null;
  readonly z: number | null;
  readonly p: number | null;
  readonly class: 0 | 90 | 95 | 99;
}

export const CELL_COLUMNS = 'cell, mean, iaqi, support, stations, nearest, score, error, background, ring, z, p, class';
const number = (value: unknown): number | null => (value === null || value === undefined ? null : Number(value));

/** Columns of the engine, in the order of `CELL_COLUMNS`, as cells. */
export function cellsOfColumns(columns: readonly unknown[][]): AnalysedCell[] {
  const [
    cells = [],
    means = [],
    indices = [],
    supports = [],
    stations = [],
    nearest = [],
    scores = [],
    errors = [],
    backgrounds = [],
    rings = [],
    zs = [],
    ps = [],
    classes = [],
  ] = columns;
  return cells.map((cell, i) => ({
    cell: Number(cell),
    mean: Number(means[i]),
    iaqi: number(indices[i]),
    support: supports[i] as 0 | 1,
    stations: stations[i] as number,
    nearest: nearest[i] as number,
    score: scores[i] as number,
    error: number(errors[i]),
    background: Number(backgrounds[i]),
    ring: number(rings[i]),
    z: number(zs[i]),
    p: number(ps[i]),
    class: classes[i] as AnalysedCell['class'],
  }));
}
