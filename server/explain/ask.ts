import type { Store } from '../platform/store/mod.ts';
import { type AuditAsk, openAuditAsk } from './ask-audit.ts';
import { type CountAsk, openCountAsk } from './ask-counts.ts';
import { type EvaluationAsk, openEvaluationAsk } from './ask-evaluations.ts';
import { openPlaceAsk, type PlaceAsk } from './ask-places.ts';
import { openSeriesAsk, type SeriesAsk } from './ask-series.ts';
import type { RawRow } from './raw-row.ts';

/**
 * The queries behind explanations: plain reads of what is stored, never of what was made of it. All on lane `history`,
 * each bounded; each throws what the store throws.
 */
export interface Ask extends SeriesAsk, PlaceAsk, EvaluationAsk, CountAsk, AuditAsk {}

export function openAsk(store: Pick<Store, 'rows' | 'columns'>): Ask {
  const rows = <T extends object = RawRow>(sql: string, parameters: Record<string, unknown> = {}): Promise<T[]> =>
    store.rows<T>('history', sql, parameters);
  return {
    ...openSeriesAsk(rows),
    ...openPlaceAsk(rows, store),
    ...openEvaluationAsk(rows),
    ...openCountAsk(rows, rows),
    ...openAuditAsk(rows),
  };
}
