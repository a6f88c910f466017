import type { Explanation } from '../../streams/contracts/explanation.ts';
import type { NumberAddress } from '../../streams/live/mod.ts';
import type { ExplainContext } from './explain-context.ts';
import { unknownQuantity } from './explain-errors.ts';
import { explainRate } from './intake-rate.ts';
import { explainRejects } from './rejects.ts';
import { explainUnknownDevices } from './unknown-devices.ts';

/** `intake:frames` `now.rate`, `intake:unregistered` and `intake:rejects` `now.count`. */
export function explainIntake(context: ExplainContext, address: NumberAddress): Explanation | Promise<Explanation> {
  if (address.id === 'frames' && address.quantity === 'now.rate') return explainRate(context, address);
  if (address.id === 'unregistered' && address.quantity === 'now.count') return explainUnknownDevices(context, address);
  if (address.id === 'rejects' && address.quantity === 'now.count') return explainRejects(context, address);
  throw unknownQuantity(address);
}
