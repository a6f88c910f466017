import { randomBytes } from 'node:crypto';
import Fastify, { LogController, type FastifyBaseLogger, type FastifyReply, type FastifyRequest } from 'fastify';
import { GuanlanError } from '../../streams/contracts/errors.ts';
import type { RoleContext } from '../platform/running.ts';
import type { Api } from './api.ts';
import { errorBody } from './errors.ts';
import { contentPolicy } from './security-headers.ts';

/** Body of any request but a push, bytes. */
const BODY_LIMIT = 256 * 1024;
/** A request not sent whole by then is ended: slow senders hold no place. */
const REQUEST_TIMEOUT = 30_000;

/** Answers what is refused before any route is found, such as an address that cannot be decoded. */
function answerMalformedRequest(error: Error, request: FastifyRequest, reply: FastifyReply): void {
  const coded = new GuanlanError('GL_BAD_REQUEST', error.message.slice(0, 200));
  void reply
    .code(400)
    .headers({
      'content-type': 'application/json; charset=utf-8',
      'x-trace-id': String(request.id),
      'content-security-policy': contentPolicy(''),
    })
    .send(JSON.stringify(errorBody(coded, String(request.id))));
}

/** The bare web server with its bounds; HTTPS where a certificate is configured. */
export function newWebServer({ config, log }: Pick<RoleContext, 'config' | 'log'>): Api {
  const logger: FastifyBaseLogger = log.child({ part: 'api' }, { level: log.level === 'silent' ? 'silent' : 'warn' });
  return Fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT,
    requestTimeout: REQUEST_TIMEOUT,
    genReqId: () => randomBytes(8).toString('hex'),
    requestIdHeader: false,
    trustProxy: false,
    forceCloseConnections: true,
    exposeHeadRoutes: true,
    routerOptions: { maxParamLength: 200, ignoreTrailingSlash: true },
    frameworkErrors: answerMalformedRequest,
    ...(config.tls ? { https: { cert: config.tls.certificate, key: config.tls.key } } : {}),
  });
}
