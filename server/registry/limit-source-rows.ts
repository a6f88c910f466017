import type { StationLimit } from '../../streams/contracts/pack.ts';
import type { Store } from '../platform/store/mod.ts';
import { readLimitSources } from './read-limit-sources.ts';

export const SOURCE_COLUMNS = ['source', 'name_zh', 'name_en', 'clause', 'version'];

/** Sources below are left to the national limits of `server/standards`. */
const FIRST_STATION_SOURCE = 1000;

const keyOf = (zh: string, clause: string): string => `${zh}\n${clause}`;

/** Finds the id of the source of a limit in what `limitSourceRows` returned. */
export const sourceOf = (ids: ReadonlyMap<string, number>, limit: StationLimit): number | undefined =>
  ids.get(keyOf(limit.source.zh, limit.clause));

/**
 * Ids of the sources of a pack's limits, and the rows of those that are new. A rule seen before keeps its id for ever,
 * because screens and kept rankings name it.
 */
export async function limitSourceRows(
  store: Store,
  limits: readonly StationLimit[],
  version: number,
): Promise<{ ids: Map<string, number>; rows: unknown[][] }> {
  const ids = new Map<string, number>();
  let next = FIRST_STATION_SOURCE;
  for (const source of (await readLimitSources(store)).values()) {
    ids.set(keyOf(source.names.zh, source.clause), source.id);
    next = Math.max(next, source.id + 1);
  }
  const rows: unknown[][] = [];
  for (const limit of limits) {
    const name = keyOf(limit.source.zh, limit.clause);
    if (ids.has(name)) continue;
    ids.set(name, next);
    rows.push([next, limit.source.zh, limit.source.en, limit.clause, version]);
    next += 1;
  }
  return { ids, rows };
}
