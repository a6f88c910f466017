import type { FastifyReply, FastifyRequest } from 'fastify';
import { cityOperation, publicCityOperation } from '../../../streams/contracts/api/site.ts';
import { internalCity, publicCity } from '../answers/city.ts';
import type { Api } from '../api.ts';
import { liveUrl } from '../live-source.ts';
import { precompress, sendPrecompressed, type Precompressed } from '../precompressed.ts';
import type { RouteContext } from '../route-context.ts';
import { servePrepared } from '../serve.ts';

/** Compressed payloads held: one per (audience, live address). */
const CACHE_LIMIT = 16;

/** `/api/city` and `/api/public/city`: what screens take once, compressed once per version of the registry. */
export async function siteRoutes(app: Api, { context, registry, hub, limitRate }: RouteContext): Promise<void> {
  const cached = new Map<string, Promise<Precompressed>>();
  registry.onChange(() => cached.clear());
  const answer = async (
    request: FastifyRequest,
    reply: FastifyReply,
    build: typeof internalCity | typeof publicCity,
  ): Promise<FastifyReply> => {
    const address = liveUrl(context.config, hub.port, request.headers);
    const key = `${build.name} ${address}`;
    let body = cached.get(key);
    if (!body) {
      limitRate(request.ip);
      body = precompress(JSON.stringify(build(registry.snapshot(), address)));
      cached.set(key, body);
      for (const oldest of cached.keys()) {
        if (cached.size <= CACHE_LIMIT) break;
        cached.delete(oldest);
      }
    }
    return sendPrecompressed(request, reply, await body);
  };
  servePrepared(app, cityOperation, (request, reply) => answer(request, reply, internalCity));
  servePrepared(app, publicCityOperation, (request, reply) => answer(request, reply, publicCity));
}
