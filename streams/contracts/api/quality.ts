import { Type } from '@sinclair/typebox';
import { closed, choice, nullable, defaulted } from './schema.ts';
import { Instant, InstantInput, StationId, paging } from './common-schemas.ts';
import { QUALITY_CODE_NAMES } from './vocabulary.ts';
import { operation } from './operation.ts';

export const qualityOperation = operation({
  id: 'quality',
  method: 'GET',
  path: '/api/quality',
  access: 'viewer',
  summary: '质控结果 · findings of quality control that hold, newest first',
  tag: 'stations',
  query: closed({
    station: Type.Optional(StationId),
    factor: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 20,
        description: 'HJ 212 code, or a catalogue code such as a21026-stack',
      }),
    ),
    code: Type.Optional(choice(QUALITY_CODE_NAMES)),
    from: Type.Optional(InstantInput),
    to: Type.Optional(InstantInput),
    invalidating: defaulted(Type.Boolean({ description: 'Only those that take data out of means and judging' }), false),
    own: defaulted(
      Type.Boolean({
        description:
          'Only what the checks found by themselves: not what a device or a person said (QC_FLAG, QC_MARK), ' +
          'not that it came late (QC_LATE)',
      }),
      false,
    ),
    ...paging,
  }),
  status: 200,
  answer: closed({
    from: Instant,
    to: Instant,
    total: Type.Integer(),
    byCode: Type.Array(
      closed({ code: choice(QUALITY_CODE_NAMES), findings: Type.Integer(), stations: Type.Integer() }),
    ),
    items: Type.Array(
      closed({
        station: StationId,
        factor: Type.String(),
        start: Instant,
        end: Instant,
        code: choice(QUALITY_CODE_NAMES),
        version: Type.Integer(),
        invalidates: Type.Boolean(),
        value: nullable(
          Type.Number({ description: 'Evidence in the unit of the factor; seconds for QC_LATE and QC_CLOCK' }),
        ),
        reference: nullable(
          Type.Number({ description: 'What it was held against: limit, median, mean of neighbours, the whole' }),
        ),
        count: Type.Integer({ description: 'Parts, hours or neighbours concerned' }),
        edition: Type.String(),
        computed: Instant,
      }),
    ),
  }),
});
