import type { Names } from '../../streams/contracts/pack.ts';
import type { CityIndex, CityStation } from './city.ts';

/** The rivers as a line diagram in units, from the real topology: order and chainage of sections and confluences. */
export interface RiverNode {
  readonly station: CityStation;
  readonly x: number;
  readonly y: number;
  readonly label: 'below' | 'above' | 'none';
}
interface RiverBranch {
  readonly id: number;
  readonly names: Names;
  readonly nodes: readonly RiverNode[];
  readonly textX: number;
  readonly textY: number;
  readonly path: string;
}
export interface RiverDiagram {
  readonly stem: { readonly names: Names; readonly nodes: readonly RiverNode[]; readonly y: number } | null;
  readonly branches: readonly RiverBranch[];
  readonly lakes: readonly RiverNode[];
  readonly sections: number;
}

export interface DiagramBox {
  readonly width: number;
  readonly upper: number;
  readonly stem: number;
  readonly lower: number;
  readonly tile: number;
}

const chainage = (s: CityStation): number => s.river?.chainage ?? 0;

export function riverDiagram(city: CityIndex, box: DiagramBox): RiverDiagram {
  const sections = city.stations.filter((s) => s.kind === 'water' && s.river);
  const on = (id: number): CityStation[] =>
    sections.filter((s) => s.river?.id === id).sort((a, b) => chainage(a) - chainage(b));
  const rivers = city.waters.filter((w) => w.kind === 'river');
  const stem = rivers.filter((w) => !w.into).sort((a, b) => a.order - b.order || on(b.id).length - on(a.id).length)[0];
  const lakes = city.waters.filter((w) => w.kind === 'lake').flatMap((w) => on(w.id));
  if (!stem) return { stem: null, branches: [], lakes: [], sections: sections.length };
  const main = on(stem.id);
  const step = box.width / Math.max(1, main.length);
  const xs = main.map((_, i) => step * (i + 0.5));
  const tributaries = rivers
    .filter((w) => w.into?.id === stem.id && on(w.id).length > 0)
    .sort((a, b) => (a.into?.chainage ?? 0) - (b.into?.chainage ?? 0));
  const ends = { upper: 0, lower: 0 };
  const branches = tributaries.map((w, i): RiverBranch => {
    const side = i % 2 === 0 ? 'upper' : 'lower';
    const join = joinX(main, xs, w.into?.chainage ?? 0, step, box.width);
    const nodes = on(w.id);
    const y = side === 'upper' ? box.upper : box.lower;
    const right = Math.max(ends[side] + nodes.length * (box.tile + 0.6), join - 4);
    const pitch = Math.min(box.tile + 2.4, (right - ends[side]) / nodes.length);
    const first = right - pitch * (nodes.length - 1) - box.tile / 2;
    ends[side] = right + 5;
    const textX = first - box.tile / 2;
    const placed = nodes.map((station, n): RiverNode => ({ station, x: first + n * pitch, y, label: 'none' }));
    const bend = side === 'upper' ? 3 : -3;
    return {
      id: w.id,
      names: w.names,
      nodes: placed,
      textX,
      textY: side === 'upper' ? y - box.tile * 1.35 : y + box.tile * 1.35,
      path: `M${first} ${y}H${Math.max(right, join - 3)}Q${join} ${y} ${join} ${y + bend}V${box.stem}`,
    };
  });
  const lakeY = ends.upper <= ends.lower ? box.upper : box.lower;
  const lakeNodes = lakes.map((station, i): RiverNode => ({
    station,
    x: box.width - 7 - (lakes.length - 1 - i) * 17,
    y: lakeY,
    label: 'none',
  }));
  return {
    stem: {
      names: stem.names,
      y: box.stem,
      nodes: main.map((station, i) => ({
        station,
        x: xs[i] as number,
        y: box.stem,
        label: i % 2 === 0 || step >= 12 ? 'below' : 'above',
      })),
    },
    branches,
    lakes: lakeNodes,
    sections: sections.length,
  };
}

/** Where a confluence lies between the sections around it. */
function joinX(main: readonly CityStation[], xs: readonly number[], at: number, step: number, width: number): number {
  const next = main.findIndex((s) => chainage(s) > at);
  if (next < 0) return width - step * 0.1;
  if (next === 0) return step * 0.1;
  return ((xs[next - 1] as number) + (xs[next] as number)) / 2;
}
