import type { FastifyReply } from 'fastify';
import { Type } from '@sinclair/typebox';
import { ROLES, type Role } from '../../access/mod.ts';
import { GuanlanError } from '../../../streams/contracts/errors.ts';
import type { Rooms } from '../api-dependencies.ts';
import { choice, closed, faults, Instant, type Api } from '../schema.ts';

/** Only a path of ours: never another host, whatever a link says. */
const ownPath = (next: string | undefined): string =>
  next !== undefined && /^\/(?![/\\])[\w/.?=&%-]{0,200}$/.test(next) ? next : '/';
const escaped = (text: string): string => text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);

const page = (next: string, failed: boolean): string => `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>观澜 Guanlan</title><link rel="stylesheet" href="/api/reference/style.css"></head>
<body class="narrow"><h1>观澜 Guanlan</h1>${failed ? '<p class="fault">令牌无效 · This token is not valid</p>' : ''}
<form method="post" action="/login"><input type="hidden" name="next" value="${escaped(next)}"><label>访问令牌 · Access token<input name="token" type="password" autocomplete="current-password" required maxlength="512"></label><button>进入 · Enter</button></form></body></html>
`;

/** Sessions of screens (`/login`), and tokens for administrators. */
export async function loginRoutes(app: Api, { access, bound, context }: Rooms): Promise<void> {
  const enter = (reply: FastifyReply, token: string, next: string): FastifyReply => {
    const cookie = access.login(token);
    if (cookie === null)
      return reply
        .code(401)
        .type('text/html; charset=utf-8')
        .header('cache-control', 'no-store')
        .send(page(next, true));
    return reply.header('set-cookie', cookie).header('cache-control', 'no-store').redirect(next, 303);
  };
  await app.register(async (inner: Api) => {
    inner.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: 2048 },
      (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
    );
    inner.get(
      '/login',
      {
        config: { access: 'public' },
        schema: {
          hide: true,
          querystring: closed({
            token: Type.Optional(Type.String({ maxLength: 512 })),
            next: Type.Optional(Type.String({ maxLength: 300 })),
          }),
        },
      },
      async ({ query, ip }, reply) => {
        const next = ownPath(query.next);
        if (query.token === undefined)
          return reply.type('text/html; charset=utf-8').header('cache-control', 'no-store').send(page(next, false));
        bound(ip);
        return enter(reply, query.token, next);
      },
    );
    inner.post(
      '/login',
      {
        config: { access: 'public' },
        schema: {
          hide: true,
          body: closed({
            token: Type.String({ minLength: 1, maxLength: 512 }),
            next: Type.Optional(Type.String({ maxLength: 300 })),
          }),
        },
      },
      async ({ body, ip }, reply) => {
        bound(ip);
        return enter(reply, body.token, ownPath(body.next));
      },
    );
    inner.post('/logout', { config: { access: 'public' }, schema: { hide: true } }, async (_request, reply) =>
      reply.header('set-cookie', access.logout()).code(204).send(),
    );
  });

  const Token = closed({ id: Type.String(), role: choice(ROLES), name: Type.String(), created: Instant });
  const shown = ({ id, role, name, created }: { id: string; role: Role; name: string; created: number }) => ({
    id,
    role,
    name,
    created: new Date(created).toISOString(),
  });
  app.get(
    '/api/tokens',
    {
      config: { access: 'admin' },
      schema: {
        operationId: 'tokens',
        summary: '令牌列表 · tokens given out',
        tags: ['access'],
        querystring: closed({}),
        response: { 200: closed({ items: Type.Array(Token) }), ...faults },
      },
    },
    async () => ({ items: access.tokens.list().map(shown) }),
  );
  app.post(
    '/api/tokens',
    {
      config: { access: 'admin' },
      schema: {
        operationId: 'issueToken',
        summary: '发放令牌 · make a token; its text is shown this once',
        tags: ['access'],
        body: closed({ role: choice(ROLES), name: Type.String({ minLength: 1, maxLength: 80 }) }),
        response: { 201: closed({ token: Type.String(), entry: Token }), ...faults },
      },
    },
    async ({ body }, reply) => {
      const { token, entry } = access.tokens.issue(body.role, body.name, context.clock.now());
      return reply
        .code(201)
        .header('cache-control', 'no-store')
        .send({ token, entry: shown(entry) });
    },
  );
  app.delete(
    '/api/tokens/:id',
    {
      config: { access: 'admin' },
      schema: {
        operationId: 'revokeToken',
        summary: '吊销令牌 · end a token and its sessions',
        tags: ['access'],
        params: closed({ id: Type.String({ pattern: '^[0-9a-f]{1,32}$' }) }),
        response: { 204: Type.Null(), ...faults },
      },
    },
    async ({ params }, reply) => {
      if (!access.tokens.revoke(params.id)) throw new GuanlanError('GL_NOT_FOUND', `token ${params.id}`);
      return reply.code(204).send(null);
    },
  );
}
