import { Type } from '@sinclair/typebox';
import { closed, choice, nullable } from './schema.ts';
import { Names, Position, Instant, StationId, StationKindName, paging } from './common-schemas.ts';
import { operation } from './operation.ts';

/** By the number in live topic `stations`. */
export const DATA_STATES = ['never', 'fresh', 'ageing', 'stale', 'offline'] as const;

const PresentState = nullable(
  closed({
    state: choice(DATA_STATES),
    time: nullable(Instant),
    aqi: nullable(Type.Integer()),
    level: nullable(Type.Integer()),
    multiple: nullable(Type.Number({ description: 'Largest present exceedance (C - L) / L' })),
    factor: nullable(Type.String({ description: 'Code of the factor that exceeds' })),
  }),
);

const summary = {
  id: StationId,
  kind: StationKindName,
  names: Names,
  position: Position,
  county: Type.Integer(),
  township: Type.Integer(),
  village: Type.Integer(),
  device: Type.String({ description: 'MN' }),
  st: Type.String(),
  isPublic: Type.Boolean(),
  period: Type.Integer({ description: 'seconds' }),
  now: PresentState,
};

const StationSummary = closed(summary);

const StationDetail = closed({
  ...summary,
  basis: Type.String({ description: 'Statistic its windows rest on' }),
  outlet: nullable(choice(['stack', 'outfall'])),
  industry: nullable(Names),
  targetClass: nullable(Type.Integer()),
  factors: Type.Array(
    closed({
      code: Type.String(),
      zh: Type.String(),
      en: Type.String(),
      unit: Type.String(),
      decimals: Type.Integer(),
      latest: nullable(
        closed({ value: nullable(Type.Number()), time: nullable(Instant), flag: nullable(Type.String()) }),
      ),
    }),
  ),
  limits: Type.Array(
    closed({
      factor: Type.String(),
      statistic: Type.String(),
      value: Type.String({ description: 'decimal text, canonical unit' }),
      effectiveFrom: Instant,
      source: nullable(closed({ id: Type.Integer(), names: Names, clause: Type.String() })),
    }),
  ),
});

export const stationsOperation = operation({
  id: 'stations',
  method: 'GET',
  path: '/api/stations',
  access: 'viewer',
  summary: '站点列表 · stations with their present state',
  tag: 'stations',
  query: closed({
    kind: Type.Optional(StationKindName),
    county: Type.Optional(Type.Integer({ minimum: 1 })),
    q: Type.Optional(Type.String({ minLength: 1, maxLength: 60, description: 'Part of a name, a device or an id' })),
    ...paging,
  }),
  status: 200,
  answer: closed({ total: Type.Integer(), asOf: nullable(Instant), items: Type.Array(StationSummary) }),
});

export const stationOperation = operation({
  id: 'station',
  method: 'GET',
  path: '/api/stations/:id',
  access: 'viewer',
  summary: '站点详情 · one station, its factors with their latest values, its limits',
  tag: 'stations',
  params: closed({ id: StationId }),
  query: closed({}),
  status: 200,
  answer: StationDetail,
});
