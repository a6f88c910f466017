import type { Explanation } from '../../streams/contracts/explanation.ts';
import type { NumberAddress } from '../../streams/live/mod.ts';
import { explainToday, TODAY_STEPS } from './alarms-today.ts';
import type { ExplainContext } from './explain-context.ts';
import { unknownQuantity } from './explain-errors.ts';
import { explainOpenAlarms } from './open-alarms.ts';

/** `ledger:today` `today.1..4`, and `ledger:open` `open.all|raised|working|late|newest`: counts of the ledger. */
export function explainLedger(context: ExplainContext, address: NumberAddress): Explanation {
  const [, what = ''] = address.quantity.split('.');
  const step = TODAY_STEPS.find((known) => String(known.step) === what);
  if (address.id === 'today' && step) return explainToday(context, address, step);
  if (address.id === 'open') return explainOpenAlarms(context, address, what);
  throw unknownQuantity(address);
}
