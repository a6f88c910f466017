import { Type } from '@sinclair/typebox';
import { VERSION_REASONS } from '../explanation.ts';
import { closed, choice, nullable } from './schema.ts';
import { Instant, InstantInput, StationId } from './common-schemas.ts';
import { QUALITY_CODE_NAMES } from './vocabulary.ts';
import { operation } from './operation.ts';

export const versionsOperation = operation({
  id: 'versions',
  method: 'GET',
  path: '/api/stations/:id/versions',
  access: 'viewer',
  summary: '数值的全部版本 · every version of one hour or one day',
  tag: 'stations',
  params: closed({ id: StationId }),
  query: closed({
    factor: Type.String({ minLength: 1, maxLength: 20, description: 'HJ 212 code, e.g. a34004' }),
    hour: Type.Optional(InstantInput),
    day: Type.Optional(Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: 'Civil date' })),
  }),
  status: 200,
  answer: closed({
    station: StationId,
    factor: Type.String(),
    unit: Type.String(),
    start: Instant,
    end: Instant,
    versions: Type.Array(
      closed({
        version: Type.Integer(),
        computed: Instant,
        reason: choice(
          VERSION_REASONS,
          'Why it was computed: at its end, by late parts, a correction, a mark, quality control',
        ),
        value: nullable(Type.Number()),
        count: Type.Integer({ description: 'Parts the mean rests on' }),
        expected: Type.Integer(),
        valid: Type.Boolean(),
        enough: Type.Boolean({
          description: 'Enough parts; not valid all the same where a finding takes the hour out',
        }),
        codes: Type.Array(choice(QUALITY_CODE_NAMES)),
        over: Type.Boolean(),
        origin: choice(['computed', 'reported'], 'Made here of parts, or as the device reported it'),
      }),
    ),
  }),
});
