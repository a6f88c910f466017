import { hotspotOperation } from '../../../streams/contracts/api/hotspot-evidence.ts';
import { GuanlanError } from '../../../streams/contracts/errors.ts';
import { cellOfName } from '../../../streams/contracts/projection.ts';
import { askHotspotEvidence, CELL_SIZES } from '../../hotspots/mod.ts';
import { hotspotEvidenceAnswer } from '../answers/hotspot-evidence.ts';
import type { Api } from '../api.ts';
import { factorOr400 } from '../factor-or-400.ts';
import type { RouteContext } from '../route-context.ts';
import { serve } from '../serve.ts';

/**
 * `GET /api/hotspots/{cell}`: the evidence about one cell at the newest tick, with the numbers it rests on. It is
 * computed per request, so the rate per address is limited. A hot cell is a lead for verification, not proof.
 */
export async function hotspotEvidenceRoutes(app: Api, { registry, context, limitRate }: RouteContext): Promise<void> {
  serve(app, hotspotOperation, async ({ params, query, ip }) => {
    const named = cellOfName(params.cell, CELL_SIZES);
    if (named === null) throw new GuanlanError('GL_NOT_FOUND', `cell ${params.cell}`);
    limitRate(ip);
    const factor = factorOr400(query.factor);
    const evidence = await askHotspotEvidence(context.store, registry, {
      size: named.size,
      cell: named.key,
      factor: factor.id,
      now: context.clock.now(),
    });
    if (evidence === null) throw new GuanlanError('GL_NOT_FOUND', `cell ${params.cell}`);
    return hotspotEvidenceAnswer(registry, named, factor, evidence);
  });
}
