import { GuanlanError } from '../../streams/contracts/errors.ts';
import { illFormedAt } from '../../streams/contracts/well-formed.ts';
import type { Api } from './api.ts';

/**
 * Refuses with GL_BAD_REQUEST what came in an address, a query or a body and is no well-formed text, for every route at
 * once and before any schema looks at it. Only JSON can bring it: a parser leaves what is percent-encoded badly as it
 * is, and headers arrive as one character a byte. A push's body is bytes here; its door judges item by item, so that
 * one bad item does not cost a batch.
 */
export function refuseIllFormedText(app: Api): void {
  app.addHook('preValidation', async ({ params, query, body }) => {
    for (const [part, value] of [
      ['params', params],
      ['querystring', query],
      ['body', body],
    ] as const) {
      const at = illFormedAt(value);
      if (at !== null) throw new GuanlanError('GL_BAD_REQUEST', `${part}${at} is not well-formed Unicode text`);
    }
  });
}
