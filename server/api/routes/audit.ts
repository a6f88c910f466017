import { auditOperation } from '../../../streams/contracts/api/audit.ts';
import { shareAnswers } from '../answer-cache.ts';
import { askAudit } from '../answers/audit.ts';
import type { Api } from '../api.ts';
import type { RouteContext } from '../route-context.ts';
import { serve } from '../serve.ts';

/** A screen that asks every few seconds costs the store one question. */
const CACHE_MS = 2_000;

/** `GET /api/audit`: what was recomputed in the last hour, and what did not agree. */
export async function auditRoutes(app: Api, { context, registry }: RouteContext): Promise<void> {
  const audit = shareAnswers(
    () => askAudit(context.store, registry),
    () => context.clock.monotonic(),
    { cacheMs: CACHE_MS },
  );
  serve(app, auditOperation, () => audit(''));
}
