import { Type, type Static } from '@sinclair/typebox';
import type { FastifyReply } from 'fastify';
import { closed } from '../../../streams/contracts/api/schema.ts';
import type { Api } from '../api.ts';
import { loginPage } from '../login-page.ts';
import type { RouteContext } from '../route-context.ts';

const FORM_LIMIT = 2048;
const LoginQuery = closed({
  token: Type.Optional(Type.String({ maxLength: 512 })),
  next: Type.Optional(Type.String({ maxLength: 300 })),
});
const LoginForm = closed({
  token: Type.String({ minLength: 1, maxLength: 512 }),
  next: Type.Optional(Type.String({ maxLength: 300 })),
});
const PUBLIC = { config: { access: 'public' as const } };

/** Only a path of ours: never another host, whatever a link says. */
const ownPath = (next: string | undefined): string =>
  next !== undefined && /^\/(?![/\\])[\w/.?=&%-]{0,200}$/.test(next) ? next : '/';
const sendPage = (reply: FastifyReply, next: string, failed: boolean): FastifyReply =>
  reply.type('text/html; charset=utf-8').header('cache-control', 'no-store').send(loginPage(next, failed));

/** Sessions of screens: `/login`, `/logout`. */
export async function loginRoutes(app: Api, { access, limitRate }: RouteContext): Promise<void> {
  const enter = (reply: FastifyReply, token: string, next: string): FastifyReply => {
    const cookie = access.login(token);
    if (cookie === null) return sendPage(reply.code(401), next, true);
    return reply.header('set-cookie', cookie).header('cache-control', 'no-store').redirect(next, 303);
  };
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: FORM_LIMIT },
    (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  );
  app.get<{ Querystring: Static<typeof LoginQuery> }>(
    '/login',
    { ...PUBLIC, schema: { hide: true, querystring: LoginQuery } },
    async ({ query, ip }, reply) => {
      const next = ownPath(query.next);
      if (query.token === undefined) return sendPage(reply, next, false);
      limitRate(ip);
      return enter(reply, query.token, next);
    },
  );
  app.post<{ Body: Static<typeof LoginForm> }>(
    '/login',
    { ...PUBLIC, schema: { hide: true, body: LoginForm } },
    async ({ body, ip }, reply) => {
      limitRate(ip);
      return enter(reply, body.token, ownPath(body.next));
    },
  );
  app.post('/logout', { ...PUBLIC, schema: { hide: true } }, async (_request, reply) =>
    reply.header('set-cookie', access.logout()).code(204).send(),
  );
}
