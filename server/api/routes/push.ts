import { headers as natsHeaders } from '@nats-io/transport-node';
import { pushReadingsOperation } from '../../../streams/contracts/api/push.ts';
import { GuanlanError } from '../../../streams/contracts/errors.ts';
import { acceptPush, PUSH_LIMITS } from '../../../streams/sources/http/mod.ts';
import type { Api } from '../api.ts';
import { newReceiptId } from '../receipt-id.ts';
import type { RouteContext } from '../route-context.ts';
import { serve } from '../serve.ts';

/** Pushes worked on at a time; more are refused with GL_TOO_MANY. */
const MAX_PUSHES = 8;
const PUBLISH_TIMEOUT = 5000;

/** `POST /api/readings` for partners. */
export async function pushRoutes(app: Api, { context, registry, full }: RouteContext): Promise<void> {
  const { clock, jetstream } = context;
  const publish = async (subject: string, bytes: Uint8Array, all: Readonly<Record<string, string>>): Promise<void> => {
    const headers = natsHeaders();
    for (const [name, value] of Object.entries(all)) headers.set(name, value);
    await jetstream.publish(subject, bytes, { headers, timeout: PUBLISH_TIMEOUT });
  };
  let pushes = 0;

  // Items are checked one by one, so that one bad reading does not cost a batch: the body's schema describes it, and
  // the bytes are read by `acceptPush`.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: PUSH_LIMITS.bodyBytes }, (_request, body, done) =>
    done(null, body),
  );
  serve(
    app,
    pushReadingsOperation,
    async ({ body, headers, grant }) => {
      if (pushes >= MAX_PUSHES) throw new GuanlanError('GL_TOO_MANY', `${MAX_PUSHES} pushes are being worked on`);
      pushes += 1;
      try {
        const bytes: unknown = body;
        return await acceptPush(bytes instanceof Uint8Array ? bytes : '', headers['content-type'] ?? '', grant.name, {
          clock,
          full,
          deviceOf: (station) => registry.station(station)?.device,
          newReceipt: () => newReceiptId(clock.now()),
          publish,
        });
      } finally {
        pushes -= 1;
      }
    },
    { bodyLimit: PUSH_LIMITS.bodyBytes, validatorCompiler: () => () => true },
  );
}
