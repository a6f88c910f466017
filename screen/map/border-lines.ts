import type { Position } from '../../streams/contracts/pack.ts';

export type Line = Position[];

const keyOf = (p: Position): string => `${Math.round(p[0] * 1e6)},${Math.round(p[1] * 1e6)}`;
const edgeKey = (a: string, b: string): string => (a < b ? `${a}|${b}` : `${b}|${a}`);

/**
 * The borders of neighbouring rings as lines, each drawn once: an edge that two townships share would otherwise be
 * drawn twice and look twice as strong. `taken` holds the edges that a stronger line draws already; it grows by these.
 */
export function borderLines(rings: readonly (readonly Position[])[], taken: Set<string>): Line[] {
  const points = new Map<string, Position>();
  const neighbours = new Map<string, string[]>();
  const open = new Set<string>();
  const link = (from: string, to: string): void => {
    const list = neighbours.get(from);
    if (list) list.push(to);
    else neighbours.set(from, [to]);
  };
  for (const ring of rings) {
    for (let i = 1; i < ring.length; i += 1) {
      const a = ring[i - 1] as Position,
        b = ring[i] as Position;
      const ka = keyOf(a),
        kb = keyOf(b),
        edge = edgeKey(ka, kb);
      if (ka === kb || taken.has(edge) || open.has(edge)) continue;
      open.add(edge);
      points.set(ka, a);
      points.set(kb, b);
      link(ka, kb);
      link(kb, ka);
    }
  }
  for (const edge of open) taken.add(edge);
  const lines: Line[] = [];
  const walk = (start: string): void => {
    for (;;) {
      let at = start;
      const line: Line = [points.get(at) as Position];
      for (;;) {
        const next = neighbours.get(at)?.find((n) => open.has(edgeKey(at, n)));
        if (next === undefined) break;
        open.delete(edgeKey(at, next));
        line.push(points.get(next) as Position);
        at = next;
        if (neighbours.get(at)?.length !== 2) break;
      }
      if (line.length < 2) return;
      lines.push(line);
    }
  };
  // Junctions and ends first, so that lines run from junction to junction; closed rings remain.
  for (const [key, list] of neighbours) if (list.length !== 2) walk(key);
  for (const key of neighbours.keys()) walk(key);
  return lines;
}
