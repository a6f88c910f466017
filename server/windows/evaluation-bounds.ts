import { FOLDED_FACTORS } from '../standards/mod.ts';
import { loadQuery, type Store } from '../platform/store/mod.ts';

const BOUNDS = loadQuery('windows/evaluation-bounds');

/**
 * Writes `judge_bounds` anew from registry and standards, on the lane of the evaluation, so that none reads it half
 * written. Asked when the registry changed; about 6,000 rows.
 */
export async function fillEvaluationBounds(store: Store): Promise<void> {
  await store.command('evaluate', 'TRUNCATE TABLE judge_bounds');
  await store.command('evaluate', BOUNDS, { folded: FOLDED_FACTORS });
}
