import { rejectsOperation } from '../../../streams/contracts/api/rejects.ts';
import { openRejectLog } from '../../ingest/mod.ts';
import type { Api } from '../api.ts';
import type { RouteContext } from '../route-context.ts';
import { serve } from '../serve.ts';

const MAX_REASONS = 200;

/** Frames and items that could not be opened: newest first from stream REJECTS, and how many by reason. */
export async function rejectRoutes(app: Api, { context, limitRate }: RouteContext): Promise<void> {
  const rejects = openRejectLog(context);
  serve(app, rejectsOperation, async ({ query, ip }) => {
    limitRate(ip);
    const [{ total, reasons }, items] = await Promise.all([
      rejects.counts(),
      rejects.newest(query.limit, query.before),
    ]);
    return { total, reasons: reasons.slice(0, MAX_REASONS), items };
  });
}
