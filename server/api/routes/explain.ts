import { explainOperation, publicExplainOperation } from '../../../streams/contracts/api/explain.ts';
import type { QueryOf } from '../../../streams/contracts/api/operation.ts';
import type { ApiAnswer } from '../../../streams/contracts/api/operations.ts';
import { GuanlanError } from '../../../streams/contracts/errors.ts';
import { parseSubject, type NumberAddress } from '../../../streams/live/mod.ts';
import { reaches } from '../../access/mod.ts';
import { explain, isPublicNumber, openAsk, openFrameSource, publicView } from '../../explain/mod.ts';
import { openRejectLog } from '../../ingest/mod.ts';
import type { Api } from '../api.ts';
import type { RouteContext } from '../route-context.ts';
import { serve } from '../serve.ts';

/**
 * `GET /api/explain`: which edition, clause, formula and inputs a shown number used. What the public may see is decided
 * by the number (else GL_UNAUTHORIZED), and what of it by who asks; `/api/public/explain` gives the public's answer to
 * anybody.
 */
export async function explainRoutes(
  app: Api,
  { context, registry, hub, alarms, limitRate }: RouteContext,
): Promise<void> {
  const ask = openAsk(context.store);
  const frames = openFrameSource(context);
  const rejects = openRejectLog(context);
  const answer = async (
    { subject: text, quantity, at, limit, offset }: QueryOf<typeof explainOperation>,
    isInternal: boolean,
    ip: string,
  ): Promise<ApiAnswer<'explain'>> => {
    const subject = parseSubject(text);
    if (!subject) throw new GuanlanError('GL_NO_SUCH_NUMBER', `querystring/subject ${text}`);
    const address: NumberAddress = { ...subject, quantity, at };
    if (!isInternal && !isPublicNumber(address, registry)) throw new GuanlanError('GL_UNAUTHORIZED');
    limitRate(ip);
    const found = await explain(
      {
        ask,
        frames,
        rejects,
        registry,
        alarms,
        shown: hub,
        now: context.clock.now(),
        page: { limit, offset },
        isInternal,
      },
      address,
    );
    return isInternal ? found : publicView(found, registry);
  };
  serve(app, explainOperation, ({ query, grant, ip }) => answer(query, reaches(grant, 'viewer'), ip));
  serve(app, publicExplainOperation, ({ query, ip }) => answer(query, false, ip));
}
