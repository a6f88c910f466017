import { isWeak, type HotCell, type HotEdge } from './hot-cells.ts';
import type { StationMark } from './station-layers.ts';

/** Equal where the same columns and outlines would be drawn: a tick that changed none of them costs no frame. */
export function hotFingerprint(cells: readonly HotCell[], edges: readonly HotEdge[]): string {
  let columns = 0;
  for (const c of cells)
    columns =
      (Math.imul(columns, 31) +
        Math.imul(c.key, 7) +
        c.aqi * 2 +
        Number(c.measured) +
        Number(isWeak(c)) * 3 +
        c.confidence * 5) |
      0;
  let outlines = edges.length;
  for (const e of edges) outlines = (Math.imul(outlines, 31) + e.key + e.confidence + e.aqi) | 0;
  return `${cells.length}/${columns}/${outlines}`;
}

/** Equal where the same marks would be drawn. */
export function stationsFingerprint(marks: readonly StationMark[]): string {
  let sum = 0;
  for (const m of marks) sum = (Math.imul(sum, 31) + m.id * 4 + Number(m.isOffline) * 2 + Number(m.exceeds)) | 0;
  return `${marks.length}/${sum}`;
}
