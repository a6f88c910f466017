import { ClickHouseError } from '@clickhouse/client';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { ERRORS, GuanlanError, type ErrorCode } from '../../streams/contracts/errors.ts';
import type { Api } from './api.ts';
import { validationText } from './validation.ts';

/** ClickHouse: time, rows or memory of a question used up. */
const TOO_MUCH = new Set(['158', '159', '160', '241', '307', '396']);
const FASTIFY_CODES: Readonly<Record<string, ErrorCode>> = Object.freeze({
  FST_ERR_CTP_BODY_TOO_LARGE: 'GL_TOO_LARGE',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'GL_BAD_REQUEST',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'GL_BAD_REQUEST',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'GL_BAD_REQUEST',
  FST_ERR_CTP_INVALID_JSON_BODY: 'GL_BAD_REQUEST',
  FST_ERR_BAD_URL: 'GL_BAD_REQUEST',
  FST_ERR_ASYNC_CONSTRAINT: 'GL_NOT_FOUND',
});

/** Any error as one of the catalogue. What is not known there is GL_INTERNAL, and its text stays in the log. */
function codedError(error: unknown): GuanlanError {
  if (error instanceof GuanlanError) return error;
  if (error instanceof ClickHouseError && TOO_MUCH.has(error.code))
    return new GuanlanError('GL_TOO_SLOW', '', { cause: error });
  const { validation, validationContext, code, statusCode, message } = error as Partial<FastifyError>;
  if (validation) return new GuanlanError('GL_BAD_REQUEST', validationText(validation, validationContext ?? 'request'));
  const known = FASTIFY_CODES[code ?? ''];
  if (known) return new GuanlanError(known, message ?? '');
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return new GuanlanError(statusCode === 404 ? 'GL_NOT_FOUND' : 'GL_BAD_REQUEST', message ?? '');
  return new GuanlanError('GL_INTERNAL', '', { cause: error });
}

/** The body of an error answer. */
export function errorBody({ code, detail }: GuanlanError, trace: string) {
  const { zh, en, nextZh, nextEn } = ERRORS[code];
  return { code, zh, en, next: { zh: nextZh, en: nextEn }, detail, trace };
}

function answer(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const coded = codedError(error);
  const trace = String(request.id);
  if (coded.status >= 500) request.log.error({ err: error, trace, route: request.routeOptions.url }, coded.code);
  if (coded.code === 'GL_TOO_MANY') void reply.header('retry-after', '1');
  if (coded.code === 'GL_UNAUTHORIZED') void reply.header('www-authenticate', 'Bearer');
  void reply
    .code(coded.status)
    .header('cache-control', 'no-store')
    .type('application/json; charset=utf-8')
    .send(JSON.stringify(errorBody(coded, trace)));
}

export function answerErrors(app: Api): void {
  app.setErrorHandler((error, request, reply) => answer(error, request, reply));
  app.setNotFoundHandler((request, reply) =>
    answer(new GuanlanError('GL_NOT_FOUND', request.url.slice(0, 200)), request, reply),
  );
}
