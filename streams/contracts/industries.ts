import type { Names } from './pack.ts';

/** Industries with a line of their own on a screen; smaller ones share the last line. */
const LINES = 7;

export interface IndustryGroup {
  /** Its smallest station id, which stays while stations stay; `other` of the shared line. */
  readonly id: string;
  /** Null: smaller industries, and outlets of which none is known. */
  readonly names: Names | null;
  /** Station ids of its outlets. */
  readonly stations: readonly number[];
}

interface Outlet {
  readonly id: number;
  readonly kind: string;
  readonly industry?: Names | null | undefined;
}

/** Monitored outlets by industry, the largest first; screens draw these lines, and explanations count in them. */
export function industryGroups(stations: Iterable<Outlet>): IndustryGroup[] {
  const known = new Map<string, { readonly names: Names; readonly stations: number[] }>();
  const rest: number[] = [];
  for (const { id, kind, industry } of stations) {
    if (kind !== 'enterprise') continue;
    const group = industry ? known.get(industry.zh) : undefined;
    if (!industry) rest.push(id);
    else if (group) group.stations.push(id);
    else known.set(industry.zh, { names: industry, stations: [id] });
  }
  const largest = [...known.values()].sort(
    (a, b) => b.stations.length - a.stations.length || (a.names.zh < b.names.zh ? -1 : 1),
  );
  const own = largest.slice(0, largest.length <= LINES ? LINES : LINES - 1);
  const others = [...largest.slice(own.length).flatMap((group) => group.stations), ...rest];
  return [
    ...own.map((group) => ({ ...group, id: String(Math.min(...group.stations)) })),
    ...(others.length > 0 ? [{ id: 'other', names: null, stations: others }] : []),
  ];
}
