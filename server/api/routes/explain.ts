import { Type } from '@sinclair/typebox';
import { VERSION_REASONS } from '../../../streams/contracts/explanation.ts';
import { GuanlanError } from '../../../streams/contracts/errors.ts';
import { parseSubject, type NumberAddress } from '../../../streams/live/mod.ts';
import { reaches } from '../../access/mod.ts';
import { explain, ExplainBounds, isPublicNumber, openAsk, openFrameSource, publicView } from '../../explain/mod.ts';
import { openRejectLog } from '../../ingest/mod.ts';
import type { Rooms } from '../api-dependencies.ts';
import { choice, closed, faults, Instant, Names, nullable, type Api } from '../schema.ts';

const Text = nullable(Type.String());
const Answer = closed({
  address: Type.String({ description: 'What was asked; `/api/explain?` and this text is its address' }),
  subject: closed({ kind: Type.String(), id: Type.String(), names: Names }),
  title: Names,
  value: closed({ number: nullable(Type.Number()), text: Type.String(), unit: Type.String() }),
  grade: nullable(closed({ scale: choice(['air', 'water']), grade: Type.Integer(), names: Names })),
  asOf: nullable(Instant),
  period: nullable(closed({ from: Instant, until: Instant })),
  isProvisional: Type.Boolean(),
  validity: nullable(
    closed({
      valid: Type.Integer(),
      expected: Type.Integer(),
      isSufficient: Type.Boolean(),
      rule: Names,
      clause: Type.String(),
    }),
  ),
  standards: Type.Array(
    closed({
      role: Names,
      edition: Type.String(),
      clause: Type.String(),
      effectiveFrom: nullable(Instant),
      effectiveUntil: nullable(Instant),
      note: nullable(Names),
    }),
  ),
  formula: closed({ words: Names, symbols: Type.String() }),
  steps: Type.Array(closed({ what: Names, text: Type.String() })),
  rounding: nullable(Names),
  check: closed(
    { shown: Text, recomputed: Text, agrees: nullable(Type.Boolean()), note: nullable(Names) },
    { description: 'The number computed once more from its inputs, beside the one shown' },
  ),
  inputs: closed({
    what: Names,
    total: Type.Integer(),
    offset: Type.Integer(),
    rows: Type.Array(
      closed({
        label: Names,
        time: nullable(Type.String()),
        value: Text,
        unit: Type.String(),
        detail: Text,
        used: Type.Boolean(),
        reason: nullable(Names),
        flag: Text,
        frame: nullable(Type.String({ description: 'Ordinal of the frame' })),
        earlier: Type.Array(closed({ value: Type.String(), flag: Type.String(), frame: Type.String() })),
        address: nullable(Type.String({ description: 'Address of its own explanation' })),
      }),
    ),
    left: Type.Array(closed({ reason: Names, count: Type.Integer() })),
  }),
  versions: Type.Array(
    closed({
      version: Type.Integer(),
      value: Text,
      count: Type.Integer(),
      expected: Type.Integer(),
      isValid: Type.Boolean(),
      reason: choice(VERSION_REASONS),
      computed: Instant,
    }),
  ),
  frames: Type.Array(
    closed({
      ordinal: Type.String(),
      generation: Type.Integer(),
      sequence: Type.Integer(),
      isKept: Type.Boolean(),
      source: Text,
      received: Text,
      device: Text,
      remote: Text,
      bytes: nullable(Type.Integer()),
      text: Text,
    }),
  ),
  notice: nullable(Names),
});
const Question = closed({
  subject: Type.String({
    minLength: 3,
    maxLength: 60,
    description:
      '`station:17`, `region:1`, `series:17.a34004`, `cell:L1000_12_44`, `kind:water`, `alarm:3`, ... see docs/explain.md',
  }),
  quantity: Type.String({
    minLength: 3,
    maxLength: 40,
    description: '`now.aqi`, `hour.a34004`, `day.iaqi-a05024`, `month.rank`, `exceedance.multiple`, ...',
  }),
  at: Type.Optional(
    Type.String({
      pattern: '^\\d{4}-\\d{2}-\\d{2}(T\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,3})?)?(Z|[+-]\\d{2}:\\d{2}))?$',
      description: 'An instant within a closed hour, or the civil date of a day; judged by the edition in force then',
    }),
  ),
  limit: Type.Integer({
    minimum: 1,
    maximum: ExplainBounds.mostInputs,
    default: ExplainBounds.defaultInputs,
    description: 'Inputs listed',
  }),
  offset: Type.Integer({ minimum: 0, maximum: 1_000_000, default: 0 }),
});

/**
 * `GET /api/explain`: which edition, clause, formula and inputs a shown number used. What the public may see is decided by the number
 * (else GL_UNAUTHORIZED), and what of it by who asks; `/api/public/explain` gives the public's answer to anybody.
 */
export async function explainRoutes(app: Api, { context, registry, hub, alarms, bound }: Rooms): Promise<void> {
  const ask = openAsk(context.store);
  const frames = openFrameSource(context);
  const rejects = openRejectLog(context);
  const answer = async (
    query: { subject: string; quantity: string; at?: string; limit: number; offset: number },
    isInternal: boolean,
    ip: string,
  ) => {
    const subject = parseSubject(query.subject);
    if (!subject) throw new GuanlanError('GL_NO_SUCH_NUMBER', `querystring/subject ${query.subject}`);
    const address: NumberAddress = { ...subject, quantity: query.quantity, at: query.at };
    if (!isInternal && !isPublicNumber(address, registry)) throw new GuanlanError('GL_UNAUTHORIZED');
    bound(ip);
    const found = await explain(
      {
        ask,
        frames,
        rejects,
        registry,
        alarms,
        shown: hub,
        now: context.clock.now(),
        page: { limit: query.limit, offset: query.offset },
        isInternal,
      },
      address,
    );
    return isInternal ? found : publicView(found, registry);
  };
  const schema = (operationId: string, summary: string, tag: string) => ({
    operationId,
    summary,
    tags: [tag],
    querystring: Question,
    response: { 200: Answer, ...faults },
  });
  app.get(
    '/api/explain',
    {
      config: { access: 'public' },
      schema: schema(
        'explain',
        '数值解释 · which edition, clause, formula and inputs a shown number used',
        'analytics',
      ),
    },
    async ({ query, grant, ip }) => (await answer(query, reaches(grant, 'viewer'), ip)) as never,
  );
  app.get(
    '/api/public/explain',
    {
      config: { access: 'public' },
      schema: schema('publicExplain', '公众数值解释 · the same of what is public', 'public'),
    },
    async ({ query, ip }) => (await answer(query, false, ip)) as never,
  );
}
