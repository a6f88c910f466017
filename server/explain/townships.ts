import type { Explanation } from '../../streams/contracts/explanation.ts';
import type { NumberAddress } from '../../streams/live/mod.ts';
import type { ExplainContext } from './explain-context.ts';
import { unknownQuantity } from './explain-errors.ts';
import { explainSilentTownships } from './silent-townships.ts';
import { explainValidTownships } from './valid-townships.ts';

/**
 * `townships:all` `now.silent`, `hour.valid`: townships without a mean of PM2.5 now, and those with a valid one in a
 * closed hour.
 */
export async function explainTownships(context: ExplainContext, address: NumberAddress): Promise<Explanation> {
  if (address.id === 'all' && address.quantity === 'hour.valid') return explainValidTownships(context, address);
  if (address.id === 'all' && address.quantity === 'now.silent') return explainSilentTownships(context, address);
  throw unknownQuantity(address);
}
