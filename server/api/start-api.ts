import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import swagger from '@fastify/swagger';
import Fastify, { LogController, type FastifyReply, type FastifyRequest } from 'fastify';
import { Counter, Histogram } from 'prom-client';
import { GuanlanError } from '../../streams/contracts/errors.ts';
import type { RoleContext, Running } from '../platform/running.ts';
import { answerErrors, errorBody } from './errors.ts';
import { guardRoutes } from './guard.ts';
import { openRateBound } from './rate-bound.ts';
import type { ApiExtra, Rooms } from './api-dependencies.ts';
import { alarmRoutes } from './routes/alarms.ts';
import { auditRoutes } from './routes/audit.ts';
import { dashboardRoutes } from './routes/dashboards.ts';
import { CommandAnswer } from './routes/command-answer.ts';
import { commandRoutes } from './routes/commands.ts';
import { deviceKeyRoutes } from './routes/device-keys.ts';
import { deviceRecordRoutes } from './routes/device-records.ts';
import { deviceRoutes } from './routes/devices.ts';
import { explainRoutes } from './routes/explain.ts';
import { healthRoutes } from './routes/health.ts';
import { hotspotStoryRoutes } from './routes/hotspot-evidence.ts';
import { hotspotRoutes } from './routes/hotspots.ts';
import { loginRoutes } from './routes/login.ts';
import { markRoutes } from './routes/marks.ts';
import { pushRoutes } from './routes/push.ts';
import { qualityRoutes } from './routes/quality.ts';
import { rankingRoutes } from './routes/rankings.ts';
import { regionRankingRoutes } from './routes/region-ranking.ts';
import { sectionRoutes } from './routes/sections.ts';
import { referenceRoutes } from './routes/reference.ts';
import { rejectRoutes } from './routes/rejects.ts';
import { screenRoutes } from './routes/screens.ts';
import { replayRoutes } from './routes/replay.ts';
import { seriesRoutes } from './routes/series.ts';
import { siteRoutes } from './routes/site.ts';
import { stationRoutes } from './routes/stations.ts';
import { townshipHourRoutes } from './routes/township-hours.ts';
import { versionRoutes } from './routes/versions.ts';
import { ErrorAnswer, type Api } from './schema.ts';
import { contentPolicy, sendSecurityHeaders } from './security-headers.ts';
import { compileValidator } from './validation.ts';
import { refuseIllFormedText } from './well-formed.ts';

/** Body of any request but a push. */
const BODY_LIMIT = 256 * 1024;
/** Expensive questions per address. */
const EXPENSIVE_PER_SECOND = 20;
const EXPENSIVE_BURST = 60;
/** A request not sent whole by then is ended: slow senders hold no place. */
const REQUEST_TIMEOUT = 30_000;
const HEADERS_TIMEOUT = 10_000;
const MAX_SOCKETS = 2000;

const TAGS = [
  ['site', '站点静态 · Site'],
  ['public', '公众 · Public'],
  ['stations', '站点与序列 · Stations'],
  ['analytics', '热点与排行 · Analytics'],
  ['alarms', '告警 · Alarms'],
  ['push', '推送 · Push'],
  ['devices', '设备 · Devices'],
  ['operations', '运行 · Operations'],
  ['access', '访问 · Access'],
  ['health', '健康 · Health'],
] as const;

export interface RunningApi extends Running {
  readonly port: number;
  /** The OpenAPI document. */
  openapi(): object;
}

/** Starts the HTTP side of the edge on `config.httpPort`: API, screens, health. Throws GL_PORT_TAKEN. */
export async function startApi(context: RoleContext, extra: ApiExtra): Promise<RunningApi> {
  const { config, clock, log } = context;
  const app = Fastify({
    loggerInstance: log.child({ part: 'api' }, { level: log.level === 'silent' ? 'silent' : 'warn' }),
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT,
    requestTimeout: REQUEST_TIMEOUT,
    genReqId: () => randomBytes(8).toString('hex'),
    requestIdHeader: false,
    trustProxy: false,
    forceCloseConnections: true,
    exposeHeadRoutes: true,
    routerOptions: { maxParamLength: 200, ignoreTrailingSlash: true },
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      const coded = new GuanlanError('GL_BAD_REQUEST', error.message.slice(0, 200));
      void reply
        .code(400)
        .headers({
          'content-type': 'application/json; charset=utf-8',
          'x-trace-id': String(request.id),
          'content-security-policy': contentPolicy(''),
        })
        .send(JSON.stringify(errorBody(coded, String(request.id))));
    },
    ...(config.tls ? { https: { cert: config.tls.certificate, key: config.tls.key } } : {}),
  } as object) as unknown as Api;
  app.setValidatorCompiler(compileValidator as never);
  app.addSchema(ErrorAnswer);
  app.addSchema(CommandAnswer);
  answerErrors(app);
  sendSecurityHeaders(app, config, () => extra.hub.port);
  guardRoutes(app, extra.access);
  refuseIllFormedText(app);
  measure(app, context);

  await app.register(
    swagger as never,
    {
      openapi: {
        openapi: '3.1.0',
        info: {
          title: '观澜 Guanlan',
          version: '0.1.0',
          description:
            "城市生态环境指挥中心的实时数据接口 · Real-time data of a city's ecology-and-environment command centre",
        },
        tags: TAGS.map(([name, description]) => ({ name, description })),
        components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
        security: [{ token: [] }],
      },
      refResolver: {
        buildLocalReference: (json: { $id?: string }, _base: unknown, _fragment: string, index: number) =>
          json.$id ?? `def-${index}`,
      },
      transform: ({
        schema,
        url,
        route,
      }: {
        schema?: Record<string, unknown>;
        url: string;
        route: { config?: { access?: unknown } };
      }) => {
        const access = route.config?.access ?? 'admin';
        return {
          schema: { ...schema, 'x-access': String(access), ...(access === 'public' ? { security: [] } : {}) },
          url,
        };
      },
    } as never,
  );

  const rooms: Rooms = {
    ...extra,
    context,
    bound: openRateBound(EXPENSIVE_PER_SECOND, EXPENSIVE_BURST, () => clock.monotonic()),
  };
  for (const routes of [
    versionRoutes,
    qualityRoutes,
    markRoutes,
    siteRoutes,
    stationRoutes,
    seriesRoutes,
    replayRoutes,
    townshipHourRoutes,
    hotspotRoutes,
    hotspotStoryRoutes,
    rankingRoutes,
    regionRankingRoutes,
    sectionRoutes,
    explainRoutes,
    alarmRoutes,
    rejectRoutes,
    pushRoutes,
    deviceRoutes,
    deviceKeyRoutes,
    commandRoutes,
    deviceRecordRoutes,
    dashboardRoutes,
    healthRoutes,
    auditRoutes,
    loginRoutes,
    referenceRoutes,
    screenRoutes,
  ])
    await app.register(async (inner: Api) => routes(inner, rooms));

  await app.ready();
  app.server.maxConnections = MAX_SOCKETS;
  app.server.headersTimeout = HEADERS_TIMEOUT;
  try {
    await app.listen({ host: config.host, port: config.httpPort });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE')
      throw new GuanlanError('GL_PORT_TAKEN', `GUANLAN_HTTP_PORT ${config.httpPort}`, { cause: error });
    throw error;
  }
  const port = (app.server.address() as AddressInfo).port;
  log.info({ port, open: extra.access.isOpen }, 'API listens');
  return {
    port,
    openapi: () => app.swagger(),
    parts: () => [{ part: 'api', state: 'ready', figures: { port } }],
    close: () => app.close(),
  };
}

function measure(app: Api, { metrics }: RoleContext): void {
  const seconds = new Histogram({
    name: 'guanlan_http_seconds',
    help: 'Time to answer',
    labelNames: ['route'],
    buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10],
    registers: [metrics],
  });
  const answers = new Counter({
    name: 'guanlan_http_answers_total',
    help: 'Answers by status',
    labelNames: ['status'],
    registers: [metrics],
  });
  app.addHook('onResponse', async (request, reply) => {
    // The route's pattern, never the address asked: its values are few.
    seconds.observe({ route: request.routeOptions.url ?? 'none' }, reply.elapsedTime / 1000);
    answers.inc({ status: String(reply.statusCode) });
  });
}
