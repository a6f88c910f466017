import { FOLDED_FACTORS } from '../standards/mod.ts';
import { loadQuery, type Store } from '../platform/store/mod.ts';

const BOUNDS = loadQuery('windows/evaluation-bounds');

/**
 * Writes `judge_bounds` anew from registry and standards, in the judges' lane, so that no judgement reads it half written.
 * Asked when the registry changed; about 6,000 rows.
 */
export async function fillJudgeBounds(store: Store): Promise<void> {
  await store.command('judge', 'TRUNCATE TABLE judge_bounds');
  await store.command('judge', BOUNDS, { folded: FOLDED_FACTORS });
}
