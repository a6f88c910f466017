import { Type } from '@sinclair/typebox';
import { closed, choice } from './schema.ts';
import { Instant } from './common-schemas.ts';
import { ROLES } from './vocabulary.ts';
import { operation } from './operation.ts';

const TokenAnswer = closed({ id: Type.String(), role: choice(ROLES), name: Type.String(), created: Instant });

export const tokensOperation = operation({
  id: 'tokens',
  method: 'GET',
  path: '/api/tokens',
  access: 'admin',
  summary: '令牌列表 · tokens given out',
  tag: 'access',
  query: closed({}),
  status: 200,
  answer: closed({ items: Type.Array(TokenAnswer) }),
});

export const issueTokenOperation = operation({
  id: 'issueToken',
  method: 'POST',
  path: '/api/tokens',
  access: 'admin',
  summary: '发放令牌 · make a token; its text is shown this once',
  tag: 'access',
  body: closed({ role: choice(ROLES), name: Type.String({ minLength: 1, maxLength: 80 }) }),
  status: 201,
  answer: closed({ token: Type.String(), entry: TokenAnswer }),
});

export const revokeTokenOperation = operation({
  id: 'revokeToken',
  method: 'DELETE',
  path: '/api/tokens/:id',
  access: 'admin',
  summary: '吊销令牌 · end a token and its sessions',
  tag: 'access',
  params: closed({ id: Type.String({ pattern: '^[0-9a-f]{1,32}$' }) }),
  status: 204,
  answer: Type.Null(),
});
