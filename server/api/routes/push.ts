import { randomBytes } from 'node:crypto';
import { headers as natsHeaders } from '@nats-io/transport-node';
import { Type } from '@sinclair/typebox';
import { acceptPush, PUSH_LIMITS } from '../../../streams/sources/http/mod.ts';
import { GuanlanError } from '../../../streams/contracts/errors.ts';
import { STATISTICS, type Statistic } from '../../../streams/contracts/reading.ts';
import { loadQuery } from '../../platform/store/mod.ts';
import type { Rooms } from '../api-dependencies.ts';
import { choice, closed, faults, Instant, type Api } from '../schema.ts';

/** Pushes worked on at a time; more are told to come again. */
const MAX_PUSHES = 8;
const PUBLISH_TIMEOUT = 5000;
/** Rows of a receipt at most shown. */
const MAX_RECEIPT_ROWS = 5000;
/** A receipt without rows is waiting for ingest this long; later it is unknown. */
const WAITING_MS = 600_000;

/** `<ms in base 36>-<128 random bits>`: not to be guessed, and tells its age. */
const receiptId = (now: number): string => `${now.toString(36)}-${randomBytes(16).toString('hex')}`;
const RECEIPT = '^[0-9a-z]{8,10}-[0-9a-f]{32}$';

const Item = closed({
  device: Type.Optional(Type.String({ description: 'MN; or `station`' })),
  station: Type.Optional(Type.Integer()),
  factor: Type.String({ description: 'HJ 212 code' }),
  statistic: Type.Optional(choice(Object.keys(STATISTICS) as Statistic[])),
  time: Type.String({ description: 'ISO 8601 with an offset: start of the period, or the instant' }),
  value: Type.Union([Type.Number(), Type.String({ description: 'decimal text, exact beyond 15 digits' })]),
  unit: Type.Optional(Type.String()),
  flag: Type.Optional(Type.String({ maxLength: 1 })),
});

/** `POST /api/readings` for partners, and what became of a push. */
export async function pushRoutes(app: Api, { context, registry, full }: Rooms): Promise<void> {
  const { clock, jetstream, store } = context;
  const receipt = loadQuery('history/receipt');
  let pushes = 0;

  await app.register(async (inner: Api) => {
    inner.removeAllContentTypeParsers();
    inner.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: PUSH_LIMITS.bodyBytes }, (_request, body, done) =>
      done(null, body),
    );
    inner.post(
      '/api/readings',
      {
        config: { access: 'partner' },
        bodyLimit: PUSH_LIMITS.bodyBytes,
        // Items are judged one by one, so that one bad reading does not cost a batch: the body is described here and read there.
        validatorCompiler: () => () => true,
        schema: {
          operationId: 'pushReadings',
          summary: '推送读数 · push readings: an array, one object, or NDJSON; a verdict per item',
          tags: ['push'],
          consumes: ['application/json', 'application/x-ndjson'],
          body: Type.Array(Item),
          querystring: closed({}),
          response: {
            202: closed({
              receipt: Type.String(),
              accepted: Type.Integer(),
              rejected: Type.Integer(),
              items: Type.Array(
                closed({
                  index: Type.Integer(),
                  accepted: Type.Boolean(),
                  reason: Type.Optional(Type.String()),
                  detail: Type.Optional(Type.String()),
                }),
              ),
            }),
            ...faults,
          },
        },
      },
      async (request, reply) => {
        if (pushes >= MAX_PUSHES) throw new GuanlanError('GL_TOO_MANY', `${MAX_PUSHES} pushes are being worked on`);
        pushes += 1;
        try {
          const answer = await acceptPush(
            (request.body as unknown as Uint8Array) ?? '',
            request.headers['content-type'] ?? '',
            request.grant.name,
            {
              clock,
              full,
              deviceOf: (station) => registry.station(station)?.device,
              newReceipt: () => receiptId(clock.now()),
              publish: async (subject, bytes, all) => {
                const headers = natsHeaders();
                for (const [name, value] of Object.entries(all)) headers.set(name, value);
                await jetstream.publish(subject, bytes, { headers, timeout: PUBLISH_TIMEOUT });
              },
            },
          );
          return reply.code(202).send({ ...answer, items: [...answer.items] });
        } finally {
          pushes -= 1;
        }
      },
    );
  });

  app.get(
    '/api/receipts/:id',
    {
      config: { access: ['partner', 'viewer'] },
      schema: {
        operationId: 'receipt',
        summary: '回执 · what ingest found in a push',
        tags: ['push'],
        params: closed({ id: Type.String({ pattern: RECEIPT }) }),
        querystring: closed({}),
        response: {
          200: closed({
            receipt: Type.String(),
            state: choice(['waiting', 'opened']),
            readings: Type.Integer(),
            complete: Type.Boolean(),
            items: Type.Array(
              closed({
                device: Type.String(),
                item: Type.String({ description: 'Empty for a frame as a whole' }),
                outcome: Type.String(),
                readings: Type.Integer(),
                detail: Type.String(),
                received: Instant,
              }),
            ),
          }),
          ...faults,
        },
      },
    },
    async ({ params: { id } }) => {
      const rows = await store.rows<{
        device: string;
        item: string;
        outcome: string;
        readings: number;
        detail: string;
        received_ms: string;
      }>('history', receipt, { receipt: id, limit: MAX_RECEIPT_ROWS + 1 });
      const age = clock.now() - Number.parseInt(id.split('-')[0] as string, 36);
      if (rows.length === 0 && (age > WAITING_MS || age < -WAITING_MS))
        throw new GuanlanError('GL_NOT_FOUND', `receipt ${id}`);
      return {
        receipt: id,
        state: rows.length === 0 ? ('waiting' as const) : ('opened' as const),
        readings: rows.reduce((sum, row) => sum + (row.item === '' ? row.readings : 0), 0),
        complete: rows.length <= MAX_RECEIPT_ROWS,
        items: rows
          .slice(0, MAX_RECEIPT_ROWS)
          .map(({ device, item, outcome, readings, detail, received_ms: received }) => ({
            device,
            item,
            outcome,
            readings,
            detail,
            received: new Date(Number(received)).toISOString(),
          })),
      };
    },
  );
}
