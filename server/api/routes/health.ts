import { aliveOperation, metricsOperation, readyOperation } from '../../../streams/contracts/api/health.ts';
import { reaches } from '../../access/mod.ts';
import type { PartState } from '../../platform/running.ts';
import { mergeMetrics, type RoleTelemetry } from '../../platform/telemetry.ts';
import { shareAnswers } from '../answer-cache.ts';
import type { Api } from '../api.ts';
import { iso } from '../instants.ts';
import { ownParts } from '../own-parts.ts';
import type { RouteContext } from '../route-context.ts';
import { serve } from '../serve.ts';

/** A thousand probes cost the roles one question. */
const CACHE_MS = 1000;
/** nats-server before 2.10 syncs its files every 2 minutes and cannot be told otherwise. */
const DURABILITY = Object.freeze({
  processDeath: { zh: '已应答的数据不丢失', en: 'what was acknowledged is not lost' },
  powerLoss: {
    zh: '最多丢失最近 2 分钟已应答的数据（NATS 文件存储的同步间隔）',
    en: 'at most the last 2 minutes of what was acknowledged (sync interval of the NATS file store)',
  },
  syncIntervalSeconds: 120,
});

const partsOf = ({ role, parts }: RoleTelemetry): (PartState & { readonly role: string })[] =>
  (parts ?? [{ part: role, state: 'down' as const, detail: `role ${role} does not answer` }]).map((part) => ({
    role,
    ...part,
  }));

/** `/healthz`, `/readyz`, `/metrics`. */
export async function healthRoutes(app: Api, routeContext: RouteContext): Promise<void> {
  const { context, hub, telemetry } = routeContext;
  const roles = shareAnswers(
    () => telemetry(),
    () => context.clock.monotonic(),
    { cacheMs: CACHE_MS },
  );

  serve(app, aliveOperation, () => ({ alive: true }));

  serve(app, readyOperation, async ({ grant }, reply) => {
    const [own, others] = await Promise.all([ownParts(routeContext), roles('')]);
    const isViewer = reaches(grant, 'viewer');
    const all = [...own.map((part) => ({ role: 'edge', ...part })), ...others.flatMap(partsOf)];
    const ready = all.every(({ state }) => state === 'ready' || state === 'degraded');
    const tick = hub.table('stations')?.time ?? 0;
    void reply.code(ready ? 200 : 503).header('cache-control', 'no-store');
    return {
      ready,
      tick: tick > 0 ? iso(tick) : null,
      transport: hub.transport,
      parts: all.map(({ figures, ...part }) => ({ ...part, ...(isViewer && figures ? { figures } : {}) })),
      durability: DURABILITY,
    };
  });

  serve(app, metricsOperation, async (_request, reply) => {
    void reply.type('text/plain; version=0.0.4; charset=utf-8');
    return mergeMetrics([...(await roles(''))]);
  });
}
