import type { ApiAnswer } from '../../../streams/contracts/api/operations.ts';
import { MICRO } from '../../../streams/contracts/reading.ts';
import type { AnalysedCell } from '../../hotspots/mod.ts';

type Cell = ApiAnswer<'hotspots'>['cells'][number];
type CellAnalysis = Omit<Cell, 'cell' | 'centre' | 'value' | 'aqi' | 'support'>;

const NOT_ANALYSED: CellAnalysis = Object.freeze({
  score: null,
  stations: null,
  nearest: null,
  error: null,
  background: null,
  ring: null,
  z: null,
  p: null,
  class: null,
  hot: null,
});

/** What the analysis adds to a cell; all null where it has not seen the cell. @param decimals shown of a value */
export function cellAnalysis(cell: AnalysedCell | null, decimals: number): CellAnalysis {
  if (cell === null) return NOT_ANALYSED;
  const round = (micro: number | null): number | null =>
    micro === null ? null : Number((micro / MICRO).toFixed(decimals));
  return {
    score: cell.score,
    stations: cell.stations,
    nearest: cell.nearest,
    error: round(cell.error),
    background: round(cell.background),
    ring: round(cell.ring),
    z: cell.z === null ? null : Number(cell.z.toFixed(4)),
    p: cell.p === null ? null : Number(cell.p.toPrecision(4)),
    class: cell.class,
    hot: cell.class >= 95,
  };
}
