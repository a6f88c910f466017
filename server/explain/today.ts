import { DateTime } from 'luxon';
import { GuanlanError } from '../../streams/contracts/errors.ts';
import { zoneOf } from './city.ts';
import type { ExplainContext } from './explain-context.ts';

/** Start of the present civil day of the city. Throws GL_INTERNAL where its zone is not known. */
export function startOfToday({ now, registry }: ExplainContext): DateTime<true> {
  const today = DateTime.fromMillis(now, { zone: zoneOf(registry) }).startOf('day');
  if (!today.isValid) throw new GuanlanError('GL_INTERNAL', `zone ${zoneOf(registry)}`);
  return today;
}
