import type { ApiAnswer } from '../../../streams/contracts/api/operations.ts';
import { issueTokenOperation, revokeTokenOperation, tokensOperation } from '../../../streams/contracts/api/tokens.ts';
import { GuanlanError } from '../../../streams/contracts/errors.ts';
import type { Role } from '../../access/mod.ts';
import type { Api } from '../api.ts';
import { iso } from '../instants.ts';
import type { RouteContext } from '../route-context.ts';
import { serve } from '../serve.ts';

interface Entry {
  readonly id: string;
  readonly role: Role;
  readonly name: string;
  readonly created: number;
}
const tokenAnswer = ({ id, role, name, created }: Entry): ApiAnswer<'issueToken'>['entry'] => ({
  id,
  role,
  name,
  created: iso(created),
});

/** Tokens, for administrators. */
export async function tokenRoutes(app: Api, { access: { tokens }, context }: RouteContext): Promise<void> {
  serve(app, tokensOperation, () => ({ items: tokens.list().map(tokenAnswer) }));
  serve(app, issueTokenOperation, ({ body }, reply) => {
    const { token, entry } = tokens.issue(body.role, body.name, context.clock.now());
    void reply.header('cache-control', 'no-store');
    return { token, entry: tokenAnswer(entry) };
  });
  serve(app, revokeTokenOperation, ({ params }) => {
    if (!tokens.revoke(params.id)) throw new GuanlanError('GL_NOT_FOUND', `token ${params.id}`);
    return null;
  });
}
