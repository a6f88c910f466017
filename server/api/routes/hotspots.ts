import { Type } from '@sinclair/typebox';
import { AQI_FACTORS, factorByCode, factorById } from '../../../streams/factors.ts';
import { cellColumn, cellRow } from '../../../streams/projection.ts';
import { MICRO } from '../../../streams/reading.ts';
import { askHotspots, CELL_SIZES } from '../../windows/mod.ts';
import { asOf, recordsOf } from '../live-tables.ts';
import type { Rooms } from '../rooms.ts';
import { choice, closed, faults, Instant, nullable, Position, type Api } from '../schema.ts';

/** What the tick keeps in the hub; any other grid is asked of the store. */
const SHOWN = Object.freeze({ factor: 'a34004', size: 1000 });
const CODES = AQI_FACTORS.map((id) => factorById(id)!.code);

interface Cell { readonly key: number; readonly value: number | null; readonly aqi: number | null; readonly support: number }
interface Grid { readonly at: string | null; readonly cells: readonly Cell[] }

/** `GET /api/hotspots`: the grid as the last tick drew it; PM2.5 at 1 km from the hub's memory, others from the windows' state. */
export async function hotspotRoutes(app: Api, { registry, hub, context, bound }: Rooms): Promise<void> {
  const shown = (): Grid => {
    const present = hub.table('hotspots');
    const records = present ? [...recordsOf('hotspots', present.table)] : [];
    return { at: asOf(hub, 'hotspots'), cells: records.map((r) => ({ key: r.key, value: r['value'] as number | null, aqi: r['aqi'] as number | null, support: Number(r['support']) })) };
  };
  const asked = async (factor: number, size: (typeof CELL_SIZES)[number]): Promise<Grid> => {
    const { at, cells } = await askHotspots(context.store, { factor, size });
    const { decimals } = factorById(factor)!;
    const round = (micro: number): number => Number((micro / MICRO).toFixed(decimals + 1));
    return { at: cells.length === 0 ? null : new Date(at).toISOString(), cells: cells.map(({ cell, mean, iaqi, support }) => ({ key: cell, value: round(mean), aqi: iaqi, support })) };
  };

  app.get('/api/hotspots', {
    config: { access: 'viewer' },
    schema: {
      operationId: 'hotspots', summary: '热点网格 · hotspot cells of the last tick', tags: ['analytics'],
      querystring: closed({
        factor: Type.Unsafe<string>({ ...choice(CODES, 'Factor of the air stations, rolling hour'), default: SHOWN.factor }),
        size: Type.Unsafe<(typeof CELL_SIZES)[number]>({ type: 'integer', enum: [...CELL_SIZES], default: SHOWN.size, description: 'Side of a cell, metres' }),
        least: Type.Optional(Type.Number({ minimum: 0, maximum: 20_000, description: 'Only cells of at least this value, in the factor\'s unit' })),
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
  }, async ({ query, ip }) => {
    const factor = factorByCode(query.factor)!;
    const { size } = query;
    const kept = query.factor === SHOWN.factor && size === SHOWN.size;
    if (!kept) bound(ip);
    const grid = kept ? shown() : await asked(factor.id, size);
    const cells = grid.cells.filter(({ value }) => query.least === undefined || (value ?? -1) >= query.least).map(({ key, value, aqi, support }) => {
      const [ix, iy] = [cellColumn(key), cellRow(key)];
      const centre = registry.plane.toDegrees((ix + 0.5) * size, (iy + 0.5) * size).map((degrees) => Math.round(degrees * 1e6) / 1e6);
      return { cell: `L${size}_${ix}_${iy}`, centre, value, aqi, support: support === 0 ? 'measured' as const : 'interpolated' as const };
    });
    return { factor: factor.code, size, unit: factor.unit, centralMeridian: registry.city?.centralMeridian ?? 105, asOf: grid.at, total: cells.length, cells };
  });
}
