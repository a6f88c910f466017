import { Type } from '@sinclair/typebox';
import { closed, choice, nullable, defaulted } from './schema.ts';
import { Instant, InstantInput, StationId } from './common-schemas.ts';
import { QUALITY_CODE_NAMES } from './vocabulary.ts';
import { operation } from './operation.ts';

/** Points of one answer at most. */
export const SERIES_POINT_LIMIT = 5000;

const SERIES_STEPS = ['raw', '5m', 'hour', 'day'] as const;

const SeriesPoint = closed({
  time: Type.String({ description: 'Start of the period; an instant for raw, a civil date for day' }),
  end: Type.Optional(
    Type.String({ description: 'End of the period, as `time`: an instant, for day the civil date after it' }),
  ),
  label: Type.Optional(
    Type.String({ description: 'Civil time of the end of an hour: what published hours are named by' }),
  ),
  value: nullable(Type.Number()),
  flag: Type.Optional(Type.String({ description: 'HJ 212 data flag (raw)' })),
  count: Type.Optional(Type.Integer({ description: 'Parts the mean rests on' })),
  expected: Type.Optional(Type.Integer()),
  valid: Type.Optional(
    Type.Boolean({ description: 'Fit for judging: enough parts count, and no finding takes the period out' }),
  ),
  enough: Type.Optional(Type.Boolean({ description: 'Enough parts count' })),
  codes: Type.Optional(
    Type.Array(choice(QUALITY_CODE_NAMES), { description: 'What quality control holds against the hour' }),
  ),
  over: Type.Optional(Type.Boolean({ description: 'A part was over range: a lower bound' })),
});

export const seriesOperation = operation({
  id: 'series',
  method: 'GET',
  path: '/api/stations/:id/series',
  access: 'viewer',
  summary: '历史序列 · values of one factor over time',
  tag: 'stations',
  params: closed({ id: StationId }),
  query: closed({
    factor: Type.String({ minLength: 1, maxLength: 20, description: 'HJ 212 code, e.g. a34004' }),
    from: InstantInput,
    to: Type.Optional(InstantInput),
    step: defaulted(choice(SERIES_STEPS), 'hour'),
  }),
  status: 200,
  answer: closed({
    station: StationId,
    factor: Type.String(),
    unit: Type.String(),
    step: choice(SERIES_STEPS),
    from: Instant,
    to: Instant,
    complete: Type.Boolean({
      description: `False where there are more than ${SERIES_POINT_LIMIT} points; the first are given`,
    }),
    points: Type.Array(SeriesPoint),
  }),
});
