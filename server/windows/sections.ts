import type { Registry } from '../registry/mod.ts';
import { riverGrade, type RiverGrade, type WaterClass } from '../standards/mod.ts';
import { loadQuery, type Store } from '../platform/store/mod.ts';

const SECTIONS = loadQuery('windows/sections');

/**
 * An item of a section with its class and its multiple of the target class, tenths; `null` where it has none (pH, DO,
 * temperature).
 */
export interface SectionItem {
  readonly factor: number;
  readonly class: WaterClass;
  readonly tenths: number | null;
}

/** A surface-water section as last evaluated. */
export interface Section {
  readonly station: number;
  /** Newest sample, ms UTC. */
  readonly time: number;
  readonly target: WaterClass;
  /** `null` where only items beside the class were measured. */
  readonly class: WaterClass | null;
  /** "Based on n items". */
  readonly items: number;
  readonly main: readonly SectionItem[];
  /** Graded beside the class: TN of a lake. */
  readonly beside: readonly SectionItem[];
}

type Triple = readonly [factor: number, grade: number, tenths: string | number];
const itemOf = ([factor, grade, tenths]: Triple): SectionItem =>
  Object.freeze({ factor, class: grade as WaterClass, tenths: Number(tenths) < 0 ? null : Number(tenths) });

/** Sections with a sample of the last 8 hours. */
export async function askSections(store: Store, nowMs: number): Promise<readonly Section[]> {
  const rows = await store.rows<{
    station: number;
    time: number;
    target_class: number;
    worst: number;
    items: string;
    main: readonly Triple[];
    beside: readonly Triple[];
  }>('history', SECTIONS, { now: Math.floor(nowMs / 1000) });
  return rows.map((row) =>
    Object.freeze({
      station: row.station,
      time: row.time * 1000,
      target: row.target_class as WaterClass,
      class: row.worst === 0 ? null : (row.worst as WaterClass),
      items: Number(row.items),
      main: Object.freeze(row.main.map(itemOf)),
      beside: Object.freeze(row.beside.map(itemOf)),
    }),
  );
}

/** Grade of each watercourse by its sections' shares (环办〔2011〕22号); `null` below the minimum of sections. */
export function gradesOf(
  registry: Registry,
  sections: readonly Section[],
): ReadonlyMap<number, { readonly grade: RiverGrade | null; readonly sections: number }> {
  const classes = new Map<number, WaterClass[]>();
  for (const { station, class: grade } of sections) {
    const river = registry.station(station)?.river?.id;
    if (river === undefined || grade === null) continue;
    classes.set(river, [...(classes.get(river) ?? []), grade]);
  }
  return new Map(
    [...classes].map(([river, list]) => [river, Object.freeze({ grade: riverGrade(list), sections: list.length })]),
  );
}
