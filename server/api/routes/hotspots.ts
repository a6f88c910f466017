import { Type } from '@sinclair/typebox';
import { cellColumn, cellRow } from '../../../streams/projection.ts';
import { asOf, recordsOf } from '../live-tables.ts';
import type { Rooms } from '../rooms.ts';
import { choice, closed, faults, Instant, nullable, Position, type Api } from '../schema.ts';

const SIZE = 1000;

/** `GET /api/hotspots`: the grid as the last tick drew it, from the hub's memory. */
export async function hotspotRoutes(app: Api, { registry, hub }: Rooms): Promise<void> {
  app.get('/api/hotspots', {
    config: { access: 'viewer' },
    schema: {
      operationId: 'hotspots', summary: '热点网格 · hotspot cells of the last tick', tags: ['analytics'],
      querystring: closed({
        factor: Type.Unsafe<'a34004'>({ ...choice(['a34004'], 'PM2.5, rolling hour'), default: 'a34004' }),
        size: Type.Unsafe<1000>({ type: 'integer', enum: [SIZE], default: SIZE, description: 'Side of a cell, metres' }),
        least: Type.Optional(Type.Integer({ minimum: 0, maximum: 2000, description: 'Only cells of at least this value, µg/m³' })),
      }),
      response: {
        200: closed({
          factor: Type.String(), size: Type.Integer(), unit: Type.String(), centralMeridian: Type.Number(), asOf: nullable(Instant), total: Type.Integer(),
          cells: Type.Array(closed({
            cell: Type.String({ description: 'Stable identity L<size>_<ix>_<iy>' }), centre: Position, value: nullable(Type.Number()), aqi: nullable(Type.Integer()),
            support: choice(['measured', 'interpolated']),
          })),
        }),
        ...faults,
      },
    },
  }, async ({ query }) => {
    const present = hub.table('hotspots');
    const cells = [];
    for (const record of present ? recordsOf('hotspots', present.table) : []) {
      const value = record['value'] as number | null;
      if (query.least !== undefined && (value ?? -1) < query.least) continue;
      const [ix, iy] = [cellColumn(record.key), cellRow(record.key)];
      const centre = registry.plane.toDegrees((ix + 0.5) * SIZE, (iy + 0.5) * SIZE).map((degrees) => Math.round(degrees * 1e6) / 1e6);
      cells.push({ cell: `L${SIZE}_${ix}_${iy}`, centre, value, aqi: record['aqi'] as number | null, support: record['support'] === 0 ? 'measured' as const : 'interpolated' as const });
    }
    return {
      factor: query.factor, size: SIZE, unit: 'µg/m³', centralMeridian: registry.city?.centralMeridian ?? 105, asOf: asOf(hub, 'hotspots'), total: cells.length, cells,
    };
  });
}
