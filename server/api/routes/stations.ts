import { Type } from '@sinclair/typebox';
import { GuanlanError } from '../../../streams/contracts/errors.ts';
import { factorById, seriesKey } from '../../../streams/contracts/factors.ts';
import { STATION_KINDS, type StationKind } from '../../../streams/contracts/pack.ts';
import { formatMicro, STATISTICS } from '../../../streams/contracts/reading.ts';
import type { Registry, RegistryStation } from '../../registry/mod.ts';
import { readRowOf } from '../../../streams/live/mod.ts';
import { asOf, isoTime, type LiveTables } from '../live-tables.ts';
import type { Rooms } from '../api-dependencies.ts';
import { choice, closed, faults, Instant, Names, nullable, paging, Position, StationId, type Api } from '../schema.ts';

const KINDS = Object.keys(STATION_KINDS) as [StationKind, ...StationKind[]];
const STATES = ['never', 'fresh', 'ageing', 'stale', 'offline'] as const;
const statisticName = new Map(Object.entries(STATISTICS).map(([name, id]) => [id as number, name]));

const Present = nullable(
  closed({
    state: choice(STATES),
    time: nullable(Instant),
    aqi: nullable(Type.Integer()),
    level: nullable(Type.Integer()),
    multiple: nullable(Type.Number({ description: 'Largest present exceedance (C - L) / L' })),
    factor: nullable(Type.String({ description: 'Code of the factor that exceeds' })),
  }),
);
const Summary = {
  id: StationId,
  kind: choice(KINDS),
  names: Names,
  position: Position,
  county: Type.Integer(),
  township: Type.Integer(),
  village: Type.Integer(),
  device: Type.String({ description: 'MN' }),
  st: Type.String(),
  isPublic: Type.Boolean(),
  period: Type.Integer({ description: 'seconds' }),
  now: Present,
};
const StationSummary = closed(Summary);
const StationDetail = closed({
  ...Summary,
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

function presentOf(live: LiveTables, id: number) {
  const row = readRowOf('stations', live.table('stations')?.table, id);
  if (!row) return null;
  return {
    state: STATES[row.state ?? 0] ?? 'never',
    time: isoTime(row.time),
    aqi: row.aqi,
    level: row.level,
    multiple: row.multiple,
    factor: row.factor === null ? null : (factorById(row.factor)?.code ?? null),
  };
}

const summaryOf = (
  live: LiveTables,
  { id, kind, names, position, county, township, village, device, st, isPublic, period }: RegistryStation,
) => ({
  id,
  kind,
  names,
  position: [...position],
  county,
  township,
  village,
  device,
  st,
  isPublic,
  period,
  now: presentOf(live, id),
});

function detailOf(live: LiveTables, registry: Registry, station: RegistryStation) {
  return {
    ...summaryOf(live, station),
    basis: statisticName.get(station.basis) ?? String(station.basis),
    outlet: station.outlet,
    industry: station.industry,
    targetClass: station.targetClass || null,
    factors: station.factors
      .map(factorById)
      .filter((factor) => factor !== undefined)
      .map(({ id, code, zh, en, unit, decimals }) => {
        const latest = readRowOf('latest', live.table('latest')?.table, seriesKey(station.id, id));
        return {
          code,
          zh,
          en,
          unit,
          decimals,
          latest: latest && {
            value: latest.value,
            time: isoTime(latest.time),
            flag: latest.flag === null ? null : String.fromCharCode(latest.flag),
          },
        };
      }),
    limits: registry
      .limits(station.id)
      .map(({ factor, statistic, value, source, effectiveFrom }) => ({
        factor: factorById(factor)?.code ?? String(factor),
        statistic: statisticName.get(statistic) ?? String(statistic),
        value: formatMicro(value),
        effectiveFrom: new Date(effectiveFrom).toISOString(),
        source: registry.limitSources().get(source) ?? null,
      })),
  };
}

/** The station asked for, or GL_NOT_FOUND. */
export function stationOr404(registry: Registry, id: number): RegistryStation {
  const station = registry.station(id);
  if (!station) throw new GuanlanError('GL_NOT_FOUND', `station ${id}`);
  return station;
}

export async function stationRoutes(app: Api, { registry, hub }: Rooms): Promise<void> {
  app.get(
    '/api/stations',
    {
      config: { access: 'viewer' },
      schema: {
        operationId: 'stations',
        summary: '站点列表 · stations with their present state',
        tags: ['stations'],
        querystring: closed({
          kind: Type.Optional(choice(KINDS)),
          county: Type.Optional(Type.Integer({ minimum: 1 })),
          q: Type.Optional(
            Type.String({ minLength: 1, maxLength: 60, description: 'Part of a name, a device or an id' }),
          ),
          ...paging,
        }),
        response: {
          200: closed({ total: Type.Integer(), asOf: nullable(Instant), items: Type.Array(StationSummary) }),
          ...faults,
        },
      },
    },
    async ({ query: { kind, county, q, limit, offset } }) => {
      const wanted = q?.toLowerCase();
      const found = [...registry.stations().values()].filter(
        (station) =>
          (kind === undefined || station.kind === kind) &&
          (county === undefined || station.county === county) &&
          (wanted === undefined ||
            [station.names.zh, station.names.en, station.device, String(station.id)].some((text) =>
              text.toLowerCase().includes(wanted),
            )),
      );
      return {
        total: found.length,
        asOf: asOf(hub, 'stations'),
        items: found.slice(offset, offset + limit).map((station) => summaryOf(hub, station)),
      };
    },
  );

  app.get(
    '/api/stations/:id',
    {
      config: { access: 'viewer' },
      schema: {
        operationId: 'station',
        summary: '站点详情 · one station, its factors with their latest values, its limits',
        tags: ['stations'],
        params: closed({ id: StationId }),
        querystring: closed({}),
        response: { 200: StationDetail, ...faults },
      },
    },
    async ({ params }) => detailOf(hub, registry, stationOr404(registry, params.id)),
  );
}
