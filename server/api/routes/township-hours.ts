import { townshipHoursOperation, TOWNSHIP_HOURS_LIMIT } from '../../../streams/contracts/api/township-hours.ts';
import { AQI_FACTOR_CODES } from '../../../streams/contracts/api/vocabulary.ts';
import type { ApiAnswer } from '../../../streams/contracts/api/operations.ts';
import { GuanlanError } from '../../../streams/contracts/errors.ts';
import { askTownshipHours } from '../answers/township-hours.ts';
import type { Api } from '../api.ts';
import { factorOr400 } from '../factor-or-400.ts';
import { instantOf, isStorable } from '../instants.ts';
import type { RouteContext } from '../route-context.ts';
import { serve } from '../serve.ts';

const HOUR = 3_600_000;
/** An hour is closed a minute after its end, and computed soon after. */
const CLOSED_AFTER = 5 * 60_000;
/** The same answer for every wall: asked of the store once in this time. */
const CACHE_MS = 60_000;
const CACHE_LIMIT = AQI_FACTOR_CODES.length * TOWNSHIP_HOURS_LIMIT;

/** `GET /api/history/townships`: each township's hour mean at steps of some hours, newest last. */
export async function townshipHourRoutes(
  app: Api,
  { context: { store, clock }, limitRate }: RouteContext,
): Promise<void> {
  const cached = new Map<string, { readonly at: number; readonly answer: Promise<ApiAnswer<'townshipHours'>> }>();

  serve(app, townshipHoursOperation, async ({ query: { factor, step, count, until }, ip }) => {
    const end = until === undefined ? clock.now() : instantOf(until, 'querystring/until');
    if (!isStorable(end)) throw new GuanlanError('GL_BAD_REQUEST', 'querystring/until is outside 1970..2106');
    const key = `${factor} ${step} ${count} ${until === undefined ? '' : Math.floor((end - CLOSED_AFTER) / HOUR)}`;
    const known = cached.get(key);
    if (known && clock.monotonic() - known.at < CACHE_MS) return await known.answer;
    // Only what costs the store something is limited.
    limitRate(ip);
    const newest = Math.floor((Math.min(end, clock.now()) - CLOSED_AFTER) / HOUR) * HOUR - HOUR;
    const starts = Array.from({ length: count }, (_, i) => newest - (count - 1 - i) * step * HOUR);
    const answer = askTownshipHours(store, factorOr400(factor), starts);
    cached.set(key, { at: clock.monotonic(), answer });
    answer.catch(() => cached.delete(key));
    for (const oldest of cached.keys()) {
      if (cached.size <= CACHE_LIMIT) break;
      cached.delete(oldest);
    }
    return await answer;
  });
}
