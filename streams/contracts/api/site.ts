import { Type } from '@sinclair/typebox';
import { closed, choice, nullable } from './schema.ts';
import { Names, Position, StationKindName } from './common-schemas.ts';
import { operation } from './operation.ts';

const Bounds = Type.Unsafe<[west: number, south: number, east: number, north: number]>(
  Type.Array(Type.Number(), { minItems: 4, maxItems: 4, description: 'Degrees' }),
);
const CityFacts = closed({
  id: Type.String(),
  names: Names,
  centreNames: Names,
  timezone: Type.String({ description: 'IANA zone' }),
  centre: Position,
  bounds: Bounds,
  centralMeridian: Type.Number(),
  synthetic: Type.Boolean(),
});
const River = closed({ id: Type.Integer(), chainage: Type.Number({ description: 'km from its source' }) });
const CityRegion = closed({
  id: Type.Integer(),
  level: choice(['city', 'county', 'township', 'village']),
  parent: nullable(Type.Integer()),
  names: Names,
  centre: Position,
  ring: Type.Array(Position, { description: 'Outer ring, closed, anticlockwise' }),
  responsible: Type.Optional(Names),
});
const CityWater = closed({
  id: Type.Integer(),
  kind: choice(['river', 'lake']),
  names: Names,
  order: Type.Integer({ description: '1 = main stem' }),
  line: Type.Array(Position),
  into: Type.Optional(River),
});
const Relief = closed({
  bounds: Bounds,
  columns: Type.Integer(),
  rows: Type.Integer(),
  heights: Type.Array(Type.Number({ description: 'metres' })),
});
const CityStation = closed({
  id: Type.Integer(),
  kind: StationKindName,
  names: Names,
  position: Position,
  county: Type.Integer(),
  township: Type.Integer(),
  isPublic: Type.Boolean(),
  st: Type.Optional(Type.String({ description: 'HJ 212 system code; not on public screens' })),
  period: Type.Integer({ description: 'Seconds between real-time frames' }),
  factors: Type.Array(Type.String()),
  industry: Type.Optional(Names),
  targetClass: Type.Optional(Type.Integer()),
  river: Type.Optional(River),
  enterprise: Type.Optional(Type.Integer()),
  power: Type.Optional(closed({ rated: Type.Number(), role: choice(['production', 'treatment']) })),
});
const CityAnswer = closed({
  city: CityFacts,
  grid: closed({ size: Type.Integer(), centralMeridian: Type.Number() }),
  regions: Type.Array(CityRegion),
  villages: Type.Optional(
    Type.Array(closed({ id: Type.Integer(), parent: Type.Integer(), names: Names }), {
      description: 'Names only; not on public screens',
    }),
  ),
  waters: Type.Array(CityWater),
  relief: nullable(Relief),
  stations: Type.Array(CityStation),
  limitSources: Type.Array(closed({ id: Type.Integer(), names: Names, clause: Type.String() })),
  factors: Type.Array(
    closed({
      id: Type.Integer(),
      code: Type.String(),
      zh: Type.String(),
      en: Type.String(),
      unit: Type.String(),
      decimals: Type.Integer(),
    }),
  ),
  liveUrl: Type.String({ description: 'WebSocket address of the hub, or its path' }),
  notice: Type.Optional(Names),
});

export const cityOperation = operation({
  id: 'city',
  method: 'GET',
  path: '/api/city',
  access: 'viewer',
  summary: '城市静态数据 · everything static for internal screens',
  tag: 'site',
  query: closed({}),
  status: 200,
  answer: CityAnswer,
});

export const publicCityOperation = operation({
  id: 'publicCity',
  method: 'GET',
  path: '/api/public/city',
  access: 'public',
  summary: '公众静态数据 · everything static for public screens',
  tag: 'public',
  query: closed({}),
  status: 200,
  answer: CityAnswer,
});
