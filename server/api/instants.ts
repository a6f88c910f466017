import { GuanlanError } from '../../streams/contracts/errors.ts';

/** The last instant that the store's columns of seconds hold, ms UTC: 2106-02-07. */
const LAST_INSTANT = 4_294_967_295_000;

/** ISO 8601, UTC. @param ms UTC */
export const iso = (ms: number): string => new Date(ms).toISOString();
export const isoOrNull = (ms: number | null | undefined): string | null =>
  ms === null || ms === undefined ? null : iso(ms);

/**
 * Reads an instant of a request that has the form of one, ms UTC.
 * @param where part of the request, for the error
 * @throws GL_BAD_REQUEST where the calendar has no such instant, as in month 19
 */
export function instantOf(text: string, where: string): number {
  const at = Date.parse(text);
  if (!Number.isFinite(at)) throw new GuanlanError('GL_BAD_REQUEST', `${where} is no instant of the calendar`);
  return at;
}

/** Whether the store can hold an instant. */
export const isStorable = (ms: number): boolean => ms >= 0 && ms <= LAST_INSTANT;
