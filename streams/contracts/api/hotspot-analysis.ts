import { Type } from '@sinclair/typebox';
import { nullable } from './schema.ts';

/** What the analysis adds to a cell, in the factor's unit; all null where it has not seen the cell. */
export const AnalysisOfCell = {
  score: nullable(
    Type.Integer({
      description:
        'Support 支撑度 0..100: 100 measured; else half for the number of stations, half for the nearness of the nearest',
    }),
  ),
  stations: nullable(Type.Integer({ description: 'Stations with a value, of the nearest 12 within 12 km' })),
  nearest: nullable(Type.Integer({ description: 'Metres to the nearest of them' })),
  error: nullable(
    Type.Number({
      description:
        'Leave-one-out error 留一误差 of the interpolation at the supporting stations, weighted like the cell',
    }),
  ),
  background: nullable(Type.Number({ description: 'Regional background 区域背景' })),
  ring: nullable(Type.Number({ description: 'Mean of the ring of neighbours' })),
  z: nullable(Type.Number({ description: 'Getis-Ord Gi* over the background' })),
  p: nullable(Type.Number({ description: 'Two-sided' })),
  class: nullable(
    Type.Integer({
      description: 'Confidence 90, 95 or 99 % under false-discovery control and above the absolute floor; 0 = not hot',
    }),
  ),
  hot: nullable(Type.Boolean({ description: 'class of 95 or 99' })),
};
