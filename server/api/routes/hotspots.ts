import { Type } from '@sinclair/typebox';
import { AQI_FACTORS, factorByCode, factorById } from '../../../streams/contracts/factors.ts';
import { cellColumn, cellName, cellRow } from '../../../streams/contracts/projection.ts';
import { MICRO } from '../../../streams/contracts/reading.ts';
import {
  ANALYSED_SIZES,
  askAnalysedGrid,
  askAnalysisOf,
  CELL_SIZES,
  type AnalysedCell,
  type AnalysedGrid,
} from '../../hotspots/mod.ts';
import { readRows } from '../../../streams/live/mod.ts';
import { asOf } from '../live-tables.ts';
import type { Rooms } from '../api-dependencies.ts';
import { choice, closed, faults, Instant, nullable, Position, type Api } from '../schema.ts';

/** What the tick keeps in the hub; any other grid is asked of the store. */
const SHOWN = Object.freeze({ factor: 'a34004', size: 1000 });
const CODES = AQI_FACTORS.map((id) => factorById(id)!.code);

interface Cell {
  readonly key: number;
  readonly value: number | null;
  readonly aqi: number | null;
  readonly support: number;
  readonly analysed: AnalysedCell | null;
}
interface Grid {
  readonly at: string | null;
  readonly analysedAt: string | null;
  readonly cells: readonly Cell[];
}
const instant = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

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

/** @param decimals shown of a value */
export function analysisFields(cell: AnalysedCell | null, decimals: number) {
  const round = (micro: number | null): number | null =>
    micro === null ? null : Number((micro / MICRO).toFixed(decimals));
  if (cell === null)
    return {
      score: null,
      stations: null,
      nearest: null,
      error: null,
      background: null,
      ring: null,
      z: null,
      p: null,
      class: null,
      hot: null,
    };
  return {
    score: cell.score,
    stations: cell.stations,
    nearest: cell.nearest,
    error: round(cell.error),
    background: round(cell.background),
    ring: round(cell.ring),
    z: cell.z === null ? null : Number(cell.z.toFixed(4)),
    p: cell.p === null ? null : Number(cell.p.toPrecision(4)),
    class: cell.class,
    hot: cell.class >= 95,
  };
}

/** `GET /api/hotspots`: the grid as the last tick drew it; PM2.5 at 1 km from the hub's memory, others from the windows' state. */
export async function hotspotRoutes(app: Api, { registry, hub, context, bound }: Rooms): Promise<void> {
  /** The newest analysis of a size, read once per analysis whoever asks: its topic says when there is a new one. */
  const kept = new Map<number, { readonly of: string | null; readonly grid: Promise<AnalysedGrid> }>();
  const analysed = async (size: (typeof CELL_SIZES)[number]): Promise<AnalysedGrid> => {
    const of = asOf(hub, 'hotCells');
    if (of === null) return { at: null, cells: [] };
    if (kept.get(size)?.of !== of) kept.set(size, { of, grid: askAnalysedGrid(context.store, size) });
    try {
      return await kept.get(size)!.grid;
    } catch (error) {
      kept.delete(size);
      context.log.warn({ err: error }, 'the analysis of the hotspot grid could not be read');
      return { at: null, cells: [] };
    }
  };
  const shown = async (): Promise<Grid> => {
    const rows = readRows('hotspots', hub.table('hotspots')?.table);
    const { at, cells } = await analysed(SHOWN.size);
    const of = new Map(cells.map((cell) => [cell.cell, cell]));
    return {
      at: asOf(hub, 'hotspots'),
      analysedAt: instant(at),
      cells: rows.map(({ key, value, aqi, support }) => ({
        key,
        value,
        aqi,
        support: support ?? 0,
        analysed: of.get(key) ?? null,
      })),
    };
  };
  const asked = async (factor: number, size: (typeof CELL_SIZES)[number]): Promise<Grid> => {
    const { at, cells } =
      factor === factorByCode(SHOWN.factor)!.id && ANALYSED_SIZES.includes(size)
        ? await analysed(size)
        : await askAnalysisOf(context.store, { factor, size });
    const { decimals } = factorById(factor)!;
    const round = (micro: number): number => Number((micro / MICRO).toFixed(decimals + 1));
    return {
      at: instant(at),
      analysedAt: instant(at),
      cells: cells.map((cell) => ({
        key: cell.cell,
        value: round(cell.mean),
        aqi: cell.iaqi,
        support: cell.support,
        analysed: cell,
      })),
    };
  };

  app.get(
    '/api/hotspots',
    {
      config: { access: 'viewer' },
      schema: {
        operationId: 'hotspots',
        summary: '热点网格 · hotspot cells of the last tick',
        tags: ['analytics'],
        querystring: closed({
          factor: Type.Unsafe<string>({
            ...choice(CODES, 'Factor of the air stations, rolling hour'),
            default: SHOWN.factor,
          }),
          size: Type.Unsafe<(typeof CELL_SIZES)[number]>({
            type: 'integer',
            enum: [...CELL_SIZES],
            default: SHOWN.size,
            description: 'Side of a cell, metres',
          }),
          hot: Type.Optional(Type.Boolean({ description: 'true: only cells of class 95 or 99' })),
          least: Type.Optional(
            Type.Number({
              minimum: 0,
              maximum: 20_000,
              description: "Only cells of at least this value, in the factor's unit",
            }),
          ),
        }),
        response: {
          200: closed({
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
          ...faults,
        },
      },
    },
    async ({ query, ip }) => {
      const factor = factorByCode(query.factor)!;
      const { size } = query;
      const isShown = query.factor === SHOWN.factor && size === SHOWN.size;
      if (!isShown) bound(ip);
      const grid = isShown ? await shown() : await asked(factor.id, size);
      const cells = grid.cells
        .filter(
          ({ value, analysed: of }) =>
            (query.least === undefined || (value ?? -1) >= query.least) &&
            (query.hot !== true || (of?.class ?? 0) >= 95),
        )
        .map(({ key, value, aqi, support, analysed: of }) => {
          const [ix, iy] = [cellColumn(key), cellRow(key)];
          const centre = registry.plane
            .toDegrees((ix + 0.5) * size, (iy + 0.5) * size)
            .map((degrees) => Math.round(degrees * 1e6) / 1e6);
          return {
            cell: cellName(key, size),
            centre,
            value,
            aqi,
            support: support === 0 ? ('measured' as const) : ('interpolated' as const),
            ...analysisFields(of, factor.decimals + 1),
          };
        });
      return {
        factor: factor.code,
        size,
        unit: factor.unit,
        centralMeridian: registry.city?.centralMeridian ?? 105,
        asOf: grid.at,
        analysedAt: grid.analysedAt,
        total: cells.length,
        cells,
      };
    },
  );
}
