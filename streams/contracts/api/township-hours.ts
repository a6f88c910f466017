import { Type } from '@sinclair/typebox';
import { closed, choice, nullable, defaulted } from './schema.ts';
import { Instant, InstantInput } from './common-schemas.ts';
import { AQI_FACTOR_CODES } from './vocabulary.ts';
import { operation } from './operation.ts';

/** Walls show about a day in small maps. */
export const TOWNSHIP_HOURS_LIMIT = 24;

export const townshipHoursOperation = operation({
  id: 'townshipHours',
  method: 'GET',
  path: '/api/history/townships',
  access: 'viewer',
  summary: '乡镇小时均值 · hour means of townships at steps of some hours',
  tag: 'analytics',
  query: closed({
    factor: defaulted(choice(AQI_FACTOR_CODES, 'Factor of the air stations'), 'a34004'),
    step: defaulted(Type.Integer({ minimum: 1, maximum: 24, description: 'Hours from one to the next' }), 3),
    count: defaulted(
      Type.Integer({
        minimum: 1,
        maximum: TOWNSHIP_HOURS_LIMIT,
        description: 'How many hours, the newest closed one last',
      }),
      8,
    ),
    until: Type.Optional(InstantInput),
  }),
  status: 200,
  answer: closed({
    factor: Type.String(),
    unit: Type.String(),
    hours: Type.Array(
      closed({
        start: Instant,
        townships: Type.Array(
          closed({
            region: Type.Integer(),
            stations: Type.Integer({ description: 'Air stations with a valid hour value' }),
            value: Type.Number(),
            iaqi: nullable(Type.Integer()),
            level: nullable(Type.Integer()),
          }),
        ),
      }),
    ),
  }),
});
