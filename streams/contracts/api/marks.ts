import { Type } from '@sinclair/typebox';
import { closed, choice, nullable, defaulted } from './schema.ts';
import { Instant, InstantInput, StationId, paging } from './common-schemas.ts';
import { MARK_CODE_NAMES } from './vocabulary.ts';
import { operation } from './operation.ts';

/** Longest reason of a mark, characters. */
const REASON_LIMIT = 500;

const MarkId = Type.String({ pattern: '^[0-9a-f-]{36}$' });

const Reason = Type.String({ minLength: 1, maxLength: REASON_LIMIT, description: 'Why; kept for ever' });

const MarkAnswer = closed({
  id: Type.String(),
  version: Type.Integer(),
  station: StationId,
  factor: nullable(Type.String({ description: 'null: all of the station' })),
  code: choice(MARK_CODE_NAMES),
  kind: choice(['condition', 'anomaly'], 'Working condition, or anomaly of the monitoring'),
  excludes: Type.Boolean({ description: 'Takes data out of means and judging' }),
  begin: Instant,
  end: nullable(Type.String({ description: 'null: until further notice' })),
  inForce: Type.Boolean(),
  reason: Type.String(),
  who: Type.String(),
  role: Type.String(),
  at: Instant,
});

export const enterMarkOperation = operation({
  id: 'enterMark',
  method: 'POST',
  path: '/api/marks',
  access: 'operator',
  summary: '登记标记 · a mark of working condition or monitoring anomaly',
  tag: 'stations',
  body: closed({
    station: StationId,
    factor: Type.Optional(
      Type.String({ minLength: 1, maxLength: 20, description: 'HJ 212 code; all of the station where absent' }),
    ),
    code: choice(MARK_CODE_NAMES),
    begin: InstantInput,
    end: Type.Optional(InstantInput),
    reason: Reason,
  }),
  status: 201,
  answer: MarkAnswer,
});

export const marksOperation = operation({
  id: 'marks',
  method: 'GET',
  path: '/api/marks',
  access: 'viewer',
  summary: '标记列表 · the latest version of each mark, newest first',
  tag: 'stations',
  query: closed({
    station: Type.Optional(StationId),
    from: Type.Optional(InstantInput),
    to: Type.Optional(InstantInput),
    withdrawn: defaulted(Type.Boolean({ description: 'Also those that were withdrawn' }), false),
    ...paging,
  }),
  status: 200,
  answer: closed({ total: Type.Integer(), items: Type.Array(MarkAnswer) }),
});

export const markHistoryOperation = operation({
  id: 'markHistory',
  method: 'GET',
  path: '/api/marks/:id',
  access: 'viewer',
  summary: '标记的全部版本 · every version of one mark',
  tag: 'stations',
  params: closed({ id: MarkId }),
  query: closed({}),
  status: 200,
  answer: closed({ versions: Type.Array(MarkAnswer) }),
});

export const reviseMarkOperation = operation({
  id: 'reviseMark',
  method: 'POST',
  path: '/api/marks/:id/versions',
  access: 'operator',
  summary: '修改或撤销标记 · a new version of a mark, or its withdrawal',
  tag: 'stations',
  params: closed({ id: MarkId }),
  body: closed({
    version: Type.Integer({ minimum: 1, description: 'The version you looked at' }),
    withdraw: defaulted(Type.Boolean(), false),
    code: Type.Optional(choice(MARK_CODE_NAMES)),
    begin: Type.Optional(InstantInput),
    end: Type.Optional(InstantInput),
    reason: Reason,
  }),
  status: 200,
  answer: MarkAnswer,
});
