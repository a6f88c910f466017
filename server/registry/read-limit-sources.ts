import type { Store } from '../platform/store/mod.ts';
import type { LimitSource } from './station.ts';

const SOURCES = 'SELECT source, name_zh, name_en, clause FROM limit_sources FINAL ORDER BY source';

interface SourceRow {
  source: number;
  name_zh: string;
  name_en: string;
  clause: string;
}

/** Where limits come from, by id. */
export async function readLimitSources(store: Store): Promise<Map<number, LimitSource>> {
  const rows = await store.rows<SourceRow>('history', SOURCES);
  return new Map(
    rows.map(({ source, name_zh: zh, name_en: en, clause }) => [
      source,
      Object.freeze({ id: source, names: Object.freeze({ zh, en }), clause }),
    ]),
  );
}
