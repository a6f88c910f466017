import { foldingFindingsOperation } from '../../../streams/contracts/api/sections.ts';
import { factorById } from '../../../streams/contracts/factors.ts';
import { askFolding } from '../../windows/mod.ts';
import { cacheAnswers } from '../answer-cache.ts';
import type { Api } from '../api.ts';
import { iso, isoOrNull } from '../instants.ts';
import type { RouteContext } from '../route-context.ts';
import { serve } from '../serve.ts';

/** Findings of one day that are listed. */
const MOST_FINDINGS = 5000;

/** Stacks whose device folds (折算) otherwise than its values say: asked of the store once a minute for everybody. */
export async function foldingFindingRoutes(
  app: Api,
  { registry, context: { clock, store } }: RouteContext,
): Promise<void> {
  const findings = cacheAnswers(
    async () => ({ at: clock.now(), list: await askFolding(store, clock.now(), MOST_FINDINGS) }),
    () => clock.monotonic(),
  );
  serve(app, foldingFindingsOperation, async ({ query: { limit, offset } }) => {
    const answer = await findings('');
    const list = answer?.list ?? [];
    return {
      asOf: isoOrNull(answer?.at),
      total: list.length,
      items: list
        .slice(offset, offset + limit)
        .map(({ device, recomputed, ...own }) => ({
          station: own.station,
          names: registry.station(own.station)?.names ?? null,
          factor: factorById(own.factor)?.code ?? String(own.factor),
          unit: factorById(own.factor)?.unit ?? '',
          hour: iso(own.hour),
          device,
          recomputed,
          percent: recomputed === 0 ? 0 : Math.round(((device - recomputed) / recomputed) * 1000) / 10,
          compared: own.compared,
          expected: own.expected,
        })),
    };
  });
}
