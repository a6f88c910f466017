import { Type } from '@sinclair/typebox';
import { closed, choice, nullable, defaulted } from './schema.ts';
import { Names, Position, Instant, StationKindName } from './common-schemas.ts';
import { AQI_FACTOR_CODES, EMERGING_HOTSPOT_KINDS } from './vocabulary.ts';
import { AnalysisOfCell } from './hotspot-analysis.ts';
import { operation } from './operation.ts';

export const REGION_LEVELS = ['city', 'county', 'township', 'village'] as const;

const HotspotPlace = closed({
  station: Type.Integer(),
  kind: StationKindName,
  names: nullable(Names),
  metres: Type.Integer(),
  bearing: Type.Integer({ description: "Degrees from the cell's centre" }),
  exceedance: nullable(
    closed({
      factor: Type.String(),
      multiple: Type.Number(),
      value: Type.Number(),
      limit: Type.Number(),
      unit: Type.String(),
      source: nullable(closed({ names: Names, clause: Type.String() })),
      since: Instant,
    }),
  ),
  power: nullable(
    closed(
      {
        production: Type.Number(),
        rated: Type.Number(),
        treatment: nullable(Type.Number()),
        isRunning: Type.Boolean(),
      },
      { description: 'kW, last half hour' },
    ),
  ),
  score: Type.Number({ description: 'decay × state' }),
  decay: Type.Number(),
  state: Type.Number(),
});

export const hotspotOperation = operation({
  id: 'hotspot',
  method: 'GET',
  path: '/api/hotspots/:cell',
  access: 'viewer',
  summary: '热点网格溯源 · one hotspot cell: who answers for it, when it is hot, who stands upwind',
  tag: 'analytics',
  params: closed({ cell: Type.String({ minLength: 8, maxLength: 20, description: 'L<size>_<ix>_<iy>' }) }),
  query: closed({ factor: defaulted(choice(AQI_FACTOR_CODES, 'Factor of the air stations, rolling hour'), 'a34004') }),
  status: 200,
  answer: closed({
    cell: Type.String(),
    size: Type.Integer(),
    centre: Position,
    factor: Type.String(),
    unit: Type.String(),
    asOf: Instant,
    value: nullable(Type.Number()),
    aqi: nullable(Type.Integer()),
    support: nullable(choice(['measured', 'interpolated'])),
    ...AnalysisOfCell,
    rule: closed({
      name: Type.String(),
      effectiveFrom: Instant,
      leastExcess: Type.Number(),
      leastPercent: Type.Integer(),
      backgroundMetres: Type.Integer(),
      ringMetres: Type.Integer(),
    }),
    evidence: Type.Array(
      closed({
        station: Type.Integer(),
        names: nullable(Names),
        isInside: Type.Boolean(),
        metres: Type.Integer(),
        weight: Type.Number({ description: "Its part of the cell's value; they sum to 1" }),
        value: nullable(Type.Number()),
        leftOut: nullable(Type.Number({ description: 'What its neighbours say at its place' })),
      }),
    ),
    grid: closed({
      village: nullable(Names),
      township: nullable(Names),
      county: nullable(Names),
      responsible: Type.Array(
        closed({
          level: choice(REGION_LEVELS),
          region: Type.Integer(),
          names: nullable(Names),
          department: nullable(Names),
          share: Type.Number({ description: "Of the cell's area" }),
        }),
      ),
    }),
    sites: Type.Array(HotspotPlace, { description: 'Enterprises, building sites and road-dust monitors in the cell' }),
    wind: nullable(
      closed({
        from: nullable(Type.Integer({ description: 'Degrees; null = calm' })),
        speed: Type.Number(),
        meanSpeed: Type.Number(),
        samples: Type.Integer(),
        seconds: Type.Integer(),
        sector: Type.Integer(),
        stations: Type.Array(Type.Integer()),
      }),
    ),
    upwind: Type.Array(HotspotPlace),
    hotHours: Type.Array(
      closed({
        hour: Type.Integer({ description: 'Start, hour of the civil day' }),
        excess: Type.Number(),
        days: Type.Integer(),
      }),
    ),
    emerging: nullable(
      closed({
        kind: choice(EMERGING_HOTSPOT_KINDS),
        days: Type.Integer(),
        hotDays: Type.Integer(),
        run: Type.Integer(),
        s: Type.Integer(),
        variance: Type.Number(),
        trend: Type.Number(),
      }),
    ),
    slicesOf: Type.String({ description: 'Cell whose hourly and daily slices are told' }),
    notice: Names,
  }),
});
