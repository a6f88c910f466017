import type { AddressInfo } from 'node:net';
import { CommandAnswer } from '../../streams/contracts/api/command-answer.ts';
import { ErrorAnswer } from '../../streams/contracts/api/error-answer.ts';
import { GuanlanError } from '../../streams/contracts/errors.ts';
import type { RoleContext, Running } from '../platform/running.ts';
import { ALL_ROUTES } from './all-routes.ts';
import type { Api } from './api.ts';
import { authorizeRequests } from './authorize-requests.ts';
import { answerErrors } from './errors.ts';
import { measureAnswers } from './http-metrics.ts';
import { describeRoutes } from './openapi.ts';
import { openRateLimit } from './rate-limit.ts';
import { refuseIllFormedText } from './refuse-ill-formed-text.ts';
import type { ApiDependencies, RouteContext } from './route-context.ts';
import { sendSecurityHeaders } from './security-headers.ts';
import { compileValidator } from './validation.ts';
import { newWebServer } from './web-server.ts';

const HEADERS_TIMEOUT = 10_000;
const MAX_SOCKETS = 2000;

export interface RunningApi extends Running {
  readonly port: number;
  /** The OpenAPI document. */
  openapi(): object;
}

/** @returns the port. Throws GL_PORT_TAKEN. */
async function listen(app: Api, host: string, wanted: number): Promise<number> {
  app.server.maxConnections = MAX_SOCKETS;
  app.server.headersTimeout = HEADERS_TIMEOUT;
  try {
    await app.listen({ host, port: wanted });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE')
      throw new GuanlanError('GL_PORT_TAKEN', `GUANLAN_HTTP_PORT ${wanted}`, { cause: error });
    throw error;
  }
  return (app.server.address() as AddressInfo).port;
}

/** Starts the HTTP side of the edge on `config.httpPort`: API, screens, health. Throws GL_PORT_TAKEN. */
export async function startApi(context: RoleContext, dependencies: ApiDependencies): Promise<RunningApi> {
  const { config, clock, log, metrics } = context;
  const { access, hub } = dependencies;
  const app = newWebServer(context);
  app.setValidatorCompiler(compileValidator);
  app.addSchema(ErrorAnswer);
  app.addSchema(CommandAnswer);
  answerErrors(app);
  sendSecurityHeaders(app, config, () => hub.port);
  authorizeRequests(app, access);
  refuseIllFormedText(app);
  measureAnswers(app, metrics);
  await describeRoutes(app);

  const routeContext: RouteContext = { ...dependencies, context, limitRate: openRateLimit(() => clock.monotonic()) };
  // Each module has a scope of its own: what it says of content types is not the others' business.
  for (const routes of ALL_ROUTES) await app.register(async (scope: Api) => routes(scope, routeContext));
  await app.ready();
  const port = await listen(app, config.host, config.httpPort);
  log.info({ port, open: access.isOpen }, 'API listens');
  return {
    port,
    openapi: () => app.swagger(),
    parts: () => [{ part: 'api', state: 'ready', figures: { port } }],
    close: () => app.close(),
  };
}
