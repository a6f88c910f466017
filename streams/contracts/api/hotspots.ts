import { Type } from '@sinclair/typebox';
import { closed, choice, nullable, defaulted } from './schema.ts';
import { Position, Instant } from './common-schemas.ts';
import { AQI_FACTOR_CODES, HOTSPOT_CELL_SIZES } from './vocabulary.ts';
import { AnalysisOfCell } from './hotspot-analysis.ts';
import { operation } from './operation.ts';

/** The grid that screens show, and what a request without parameters asks for. */
export const SHOWN_HOTSPOTS = Object.freeze({ factor: 'a34004', size: 1000 } as const);

export const hotspotsOperation = operation({
  id: 'hotspots',
  method: 'GET',
  path: '/api/hotspots',
  access: 'viewer',
  summary: '热点网格 · hotspot cells of the last tick',
  tag: 'analytics',
  query: closed({
    factor: defaulted(choice(AQI_FACTOR_CODES, 'Factor of the air stations, rolling hour'), SHOWN_HOTSPOTS.factor),
    size: defaulted(
      Type.Unsafe<(typeof HOTSPOT_CELL_SIZES)[number]>({
        type: 'integer',
        enum: [...HOTSPOT_CELL_SIZES],
        description: 'Side of a cell, metres',
      }),
      SHOWN_HOTSPOTS.size,
    ),
    hot: Type.Optional(Type.Boolean({ description: 'true: only cells of class 95 or 99' })),
    least: Type.Optional(
      Type.Number({
        minimum: 0,
        maximum: 20_000,
        description: "Only cells of at least this value, in the factor's unit",
      }),
    ),
  }),
  status: 200,
  answer: closed({
    factor: Type.String(),
    size: Type.Integer(),
    unit: Type.String(),
    centralMeridian: Type.Number(),
    asOf: nullable(Instant),
    analysedAt: nullable(Instant),
    total: Type.Integer(),
    cells: Type.Array(
      closed({
        cell: Type.String({ description: 'Stable identity L<size>_<ix>_<iy>' }),
        centre: Position,
        value: nullable(Type.Number()),
        aqi: nullable(Type.Integer()),
        support: choice(['measured', 'interpolated']),
        ...AnalysisOfCell,
      }),
    ),
  }),
});
