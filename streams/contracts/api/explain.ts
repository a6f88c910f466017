import { Type } from '@sinclair/typebox';
import { VERSION_REASONS } from '../explanation.ts';
import { closed, choice, nullable, defaulted } from './schema.ts';
import { Names, Instant } from './common-schemas.ts';
import { EXPLAINED_INPUTS } from './vocabulary.ts';
import { operation } from './operation.ts';

const OptionalText = nullable(Type.String());
const ExplanationAnswer = closed({
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
    { shown: OptionalText, recomputed: OptionalText, agrees: nullable(Type.Boolean()), note: nullable(Names) },
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
        value: OptionalText,
        unit: Type.String(),
        detail: OptionalText,
        used: Type.Boolean(),
        reason: nullable(Names),
        flag: OptionalText,
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
      value: OptionalText,
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
      source: OptionalText,
      received: OptionalText,
      device: OptionalText,
      remote: OptionalText,
      bytes: nullable(Type.Integer()),
      text: OptionalText,
    }),
  ),
  notice: nullable(Names),
});
const NumberAddressQuery = closed({
  subject: Type.String({
    minLength: 3,
    maxLength: 60,
    description:
      '`station:17`, `region:1`, `series:17.a34004`, `cell:L1000_12_44`, `kind:water`, `alarm:3`, ... ' +
      'see docs/explain.md',
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
  limit: defaulted(
    Type.Integer({ minimum: 1, maximum: EXPLAINED_INPUTS.most, description: 'Inputs listed' }),
    EXPLAINED_INPUTS.usual,
  ),
  offset: defaulted(Type.Integer({ minimum: 0, maximum: 1_000_000 }), 0),
});

export const explainOperation = operation({
  id: 'explain',
  method: 'GET',
  path: '/api/explain',
  access: 'public',
  summary: '数值解释 · which edition, clause, formula and inputs a shown number used',
  tag: 'analytics',
  query: NumberAddressQuery,
  status: 200,
  answer: ExplanationAnswer,
});

export const publicExplainOperation = operation({
  id: 'publicExplain',
  method: 'GET',
  path: '/api/public/explain',
  access: 'public',
  summary: '公众数值解释 · the same of what is public',
  tag: 'public',
  query: NumberAddressQuery,
  status: 200,
  answer: ExplanationAnswer,
});
