import { Type } from '@sinclair/typebox';
import { reaches } from '../../access/mod.ts';
import type { PartState } from '../../platform/running.ts';
import { mergeMetrics, type RoleTelemetry } from '../../platform/telemetry.ts';
import type { Rooms } from '../api-dependencies.ts';
import { choice, closed, faults, nullable, Instant, type Api } from '../schema.ts';

/** Answers of the roles are kept this long: a thousand probes cost one question. */
const KEPT_MS = 1000;
/** nats-server before 2.10 syncs its files every 2 minutes and cannot be told otherwise. */
const DURABILITY = Object.freeze({
  processDeath: { zh: '已应答的数据不丢失', en: 'what was acknowledged is not lost' },
  powerLoss: {
    zh: '最多丢失最近 2 分钟已应答的数据（NATS 文件存储的同步间隔）',
    en: 'at most the last 2 minutes of what was acknowledged (sync interval of the NATS file store)',
  },
  syncIntervalSeconds: 120,
});
const STATES = ['starting', 'ready', 'degraded', 'down'] as const;
const Sentence = closed({ zh: Type.String(), en: Type.String() });

/** `/healthz`, `/readyz`, `/metrics`. */
export async function healthRoutes(
  app: Api,
  { context, hub, registry, telemetry, full, access }: Rooms,
): Promise<void> {
  const { clock, nats, store } = context;
  let kept: { at: number; answer: Promise<readonly RoleTelemetry[]> } | null = null;
  const roles = (): Promise<readonly RoleTelemetry[]> => {
    if (!kept || clock.monotonic() - kept.at > KEPT_MS) kept = { at: clock.monotonic(), answer: telemetry() };
    return kept.answer;
  };

  const own = async (): Promise<PartState[]> => {
    const brokerUp =
      !nats.isClosed() &&
      (await Promise.race([
        nats.rtt().then(
          () => true,
          () => false,
        ),
        new Promise<false>((done) => setTimeout(() => done(false), 500).unref()),
      ]));
    const storeUp = await Promise.race([
      store.ping(),
      new Promise<false>((done) => setTimeout(() => done(false), 500).unref()),
    ]);
    const tick = hub.table('stations')?.time ?? 0;
    const lost = registry.gaps.map(({ table, missing }) => `${missing} of ${table}`).join(', ');
    return [
      {
        part: 'broker',
        state: brokerUp ? 'ready' : 'down',
        ...(brokerUp ? {} : { detail: 'GL_STREAM_UNAVAILABLE: the broker does not answer; it is tried again' }),
      },
      {
        part: 'store',
        state: storeUp ? 'ready' : 'down',
        ...(storeUp ? {} : { detail: 'GL_STORE_UNAVAILABLE: the store does not answer; it is tried again' }),
      },
      {
        part: 'disk',
        state: full() ? 'degraded' : 'ready',
        ...(full() ? { detail: 'GL_DISK_FULL: new frames are not acknowledged' } : {}),
      },
      {
        part: 'registry',
        state: lost === '' ? 'ready' : 'degraded',
        ...(lost === '' ? {} : { detail: `GL_REGISTRY_DAMAGED: missing ${lost}` }),
        figures: { version: registry.version, stations: registry.stations().size },
      },
      {
        part: 'tick',
        state: tick > 0 ? 'ready' : 'starting',
        ...(tick > 0 ? {} : { detail: 'the first tick of the windows is awaited' }),
      },
      {
        part: 'access',
        state: 'ready',
        detail: access.isOpen ? 'no token is configured: this machine needs none' : 'tokens are needed',
      },
    ];
  };

  app.get(
    '/healthz',
    {
      config: { access: 'public' },
      schema: {
        operationId: 'alive',
        summary: '存活 · this process answers',
        tags: ['health'],
        querystring: closed({}),
        response: { 200: closed({ alive: Type.Boolean() }) },
      },
    },
    async () => ({ alive: true }),
  );

  app.get(
    '/readyz',
    {
      config: { access: 'public' },
      schema: {
        operationId: 'ready',
        summary: "就绪 · the first tick is done, and each part's state",
        tags: ['health'],
        querystring: closed({}),
        response: Object.fromEntries(
          [200, 503].map((status) => [
            status,
            closed({
              ready: Type.Boolean(),
              tick: nullable(Instant),
              transport: Type.String({ description: 'uws, or ws where uWebSockets.js cannot be loaded' }),
              parts: Type.Array(
                closed({
                  part: Type.String(),
                  role: Type.String(),
                  state: choice(STATES),
                  detail: Type.Optional(Type.String()),
                  figures: Type.Optional(
                    Type.Record(Type.String(), Type.Union([Type.Number(), Type.String()]), {
                      description: 'For viewers only',
                    }),
                  ),
                }),
              ),
              durability: closed({ processDeath: Sentence, powerLoss: Sentence, syncIntervalSeconds: Type.Integer() }),
            }),
          ]),
        ),
      },
    },
    async ({ grant }, reply) => {
      const [mine, others] = await Promise.all([own(), roles()]);
      const sees = reaches(grant, 'viewer');
      const all = [
        ...mine.map((part) => ({ role: 'edge', ...part })),
        ...others.flatMap(({ role, parts }) =>
          (parts ?? [{ part: role, state: 'down' as const, detail: `role ${role} does not answer` }]).map((part) => ({
            role,
            ...part,
          })),
        ),
      ];
      const ready = all.every(({ state }) => state === 'ready' || state === 'degraded');
      const tick = hub.table('stations')?.time ?? 0;
      return reply
        .code(ready ? 200 : 503)
        .header('cache-control', 'no-store')
        .send({
          ready,
          tick: tick > 0 ? new Date(tick).toISOString() : null,
          transport: hub.transport,
          parts: all.map(({ figures, ...part }) => ({
            ...part,
            ...(sees && figures ? { figures: { ...figures } } : {}),
          })),
          durability: DURABILITY,
        });
    },
  );

  app.get(
    '/metrics',
    {
      config: { access: 'viewer' },
      schema: {
        operationId: 'metrics',
        summary: '指标 · Prometheus metrics of every role',
        tags: ['health'],
        querystring: closed({}),
        response: { 200: Type.String(), ...faults },
      },
    },
    async (_request, reply) =>
      reply.type('text/plain; version=0.0.4; charset=utf-8').send(mergeMetrics([...(await roles())])),
  );
}
