import { Type } from '@sinclair/typebox';
import { closed, choice, nullable, defaulted } from './schema.ts';
import { Names, Instant } from './common-schemas.ts';
import { operation } from './operation.ts';

const RANKED_LEVELS = ['city', 'county', 'township'] as const;

const INDEX_VARIANTS = ['A', 'B', 'C'] as const;

const NOT_COMPARED = ['no history', 'below the validity minimum', 'not ranked now'] as const;

const ComparedPeriod = closed({
  index: nullable(Type.Number({ description: 'Composite index of that period, by the same variant' })),
  change: nullable(Type.Number({ description: 'Index now minus then; negative = better' })),
  percent: nullable(Type.Number({ description: 'Change of the index, %' })),
  missing: nullable(choice(NOT_COMPARED, 'Why there is nothing to compare with')),
});

export const regionRankingOperation = operation({
  id: 'regionRanking',
  method: 'GET',
  path: '/api/rankings/regions',
  access: 'viewer',
  summary: '区域排行 · counties or townships',
  tag: 'analytics',
  query: closed({
    level: defaulted(choice(RANKED_LEVELS), 'county'),
    variant: Type.Optional(
      choice(
        INDEX_VARIANTS,
        'Variant of the composite index; without it the one in force on the first day of the month, ' +
          'as the screens show it',
      ),
    ),
  }),
  status: 200,
  answer: closed({
    asOf: nullable(Instant),
    level: choice(RANKED_LEVELS),
    items: Type.Array(
      closed({
        region: Type.Integer(),
        names: Names,
        rank: nullable(Type.Integer({ description: '1, 1, 3; null = not ranked, never last' })),
        move: nullable(Type.Integer()),
        hour: nullable(Type.String({ description: 'End of the closed hour' })),
        aqi: nullable(Type.Integer()),
        airLevel: nullable(Type.Integer({ description: 'Level of `aqi`, 1..6' })),
        nowAqi: nullable(Type.Integer({ description: 'Rolling hour, provisional' })),
        index: nullable(Type.Number({ description: 'Composite index of the month' })),
        valid: nullable(Type.Integer()),
        total: nullable(Type.Integer()),
        goodDays: nullable(Type.Integer()),
        days: nullable(Type.Integer()),
        variant: nullable(choice(INDEX_VARIANTS)),
        period: nullable(
          closed({
            from: Type.String({ description: 'First civil day' }),
            days: Type.Integer({ description: 'Closed days ranked' }),
          }),
        ),
        coverage: nullable(Type.Number({ description: 'Valid days of the item that has fewest, % of the period' })),
        coveredDays: nullable(Type.Integer()),
        unranked: nullable(choice(['no days', 'below the validity minimum'], 'Why there is no rank')),
        main: nullable(Type.String({ description: 'Factor with the largest C / S' })),
        previous: nullable(ComparedPeriod),
        yearAgo: nullable(ComparedPeriod),
      }),
    ),
  }),
});
