import { DateTime } from 'luxon';
import { GuanlanError } from '../../streams/contracts/errors.ts';
import type { NumberAddress } from '../../streams/live/mod.ts';
import { zoneOf } from './city.ts';
import type { ExplainContext } from './explain-context.ts';

/**
 * Start of the hour an address means, seconds UTC; the newest closed one where it names none. Throws for an hour still
 * open.
 */
export function hourOf({ now }: ExplainContext, { at }: NumberAddress): number {
  const open = Math.floor(now / 3_600_000) * 3600;
  if (at === undefined) return open - 3600;
  const start = Math.floor(Date.parse(at) / 3_600_000) * 3600;
  if (!Number.isFinite(start)) throw new GuanlanError('GL_BAD_REQUEST', 'querystring/at is no instant');
  if (start >= open)
    throw new GuanlanError('GL_NO_VALUE', `the hour from ${new Date(start * 1000).toISOString()} is not closed`);
  return start;
}

/** A civil day `YYYY-MM-DD` with its bounds, seconds UTC. */
export interface AddressedDay {
  readonly civil: string;
  readonly from: number;
  readonly until: number;
}

/** The civil day an address means; yesterday where it names none. Throws for a day that is not over. */
export function dayOf({ now, registry }: ExplainContext, { at }: NumberAddress): AddressedDay {
  const zone = zoneOf(registry);
  const today = DateTime.fromMillis(now, { zone }).startOf('day');
  const day =
    at === undefined
      ? today.minus({ days: 1 })
      : /^\d{4}-\d{2}-\d{2}$/.test(at)
        ? DateTime.fromISO(at, { zone })
        : DateTime.fromISO(at).setZone(zone).startOf('day');
  if (!day.isValid) throw new GuanlanError('GL_BAD_REQUEST', 'querystring/at is no date');
  if (day >= today) throw new GuanlanError('GL_NO_VALUE', `${day.toISODate()} is not over`);
  return { civil: day.toISODate(), from: day.toSeconds(), until: day.plus({ days: 1 }).startOf('day').toSeconds() };
}

/** The civil date after one. */
export const nextDay = (civil: string): string =>
  new Date(Date.parse(`${civil}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
