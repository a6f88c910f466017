import { Type } from '@sinclair/typebox';
import type { FastifyReply, FastifyRequest, RouteShorthandOptions } from 'fastify';
import type { AnswerOf, BodyOf, Operation, ParamsOf, QueryOf } from '../../streams/contracts/api/operation.ts';
import type { Api } from './api.ts';

/** A request that passed its operation's schemas: typed by them, defaults filled in. */
type RequestOf<O extends Operation> = Pick<FastifyRequest, 'ip' | 'grant' | 'headers'> & {
  readonly params: ParamsOf<O>;
  readonly query: QueryOf<O>;
  readonly body: BodyOf<O>;
};
type Handler<O extends Operation> = (request: RequestOf<O>, reply: FastifyReply) => AnswerOf<O> | Promise<AnswerOf<O>>;
type RouteOptions = Pick<RouteShorthandOptions, 'bodyLimit' | 'validatorCompiler'>;

/** What every operation may answer beside its own. */
const ERRORS = { '4xx': Type.Ref('Error'), '5xx': Type.Ref('Error') };

function routeOf({ id, access, summary, tag, ...operation }: Operation) {
  const { params, query, body, consumes, status, alsoStatus, answer } = operation;
  return {
    method: operation.method,
    url: operation.path,
    config: { access },
    schema: {
      operationId: id,
      summary,
      tags: [tag],
      ...(params && { params }),
      ...(query && { querystring: query }),
      ...(body && { body }),
      ...(consumes && { consumes: [...consumes] }),
      response: { [status]: answer, ...(alsoStatus && { [alsoStatus]: answer }), ...ERRORS },
    },
  };
}

/** Registers an operation. The handler returns the body of success, typed by the operation's schema. */
export function serve<O extends Operation>(
  app: Api,
  operation: O,
  handler: Handler<O>,
  options: RouteOptions = {},
): void {
  app.route({
    ...routeOf(operation),
    ...options,
    handler: async (request, reply) => {
      void reply.code(operation.status);
      return await handler(request as RequestOf<O>, reply);
    },
  });
}

/** Registers an operation whose body is prepared as bytes: the handler sends the reply by itself. */
export function servePrepared(
  app: Api,
  operation: Operation,
  handler: (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>,
): void {
  // Bytes are sent as they are: no serializer has to be made of the schema.
  app.route({ ...routeOf(operation), serializerCompiler: () => JSON.stringify, handler });
}
