import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from '@sinclair/typebox';
import { FACTORS, factorById } from '../../../streams/contracts/factors.ts';
import type { CityDescription } from '../../../streams/contracts/pack.ts';
import type { RegistrySnapshot, RegistryStation } from '../../registry/mod.ts';
import { DEFAULT_MERIDIAN } from '../../registry/mod.ts';
import { precompress, sendPrecompressed, type Precompressed } from '../precompressed.ts';
import type { Rooms } from '../api-dependencies.ts';
import { closed, faults, Names, Position, type Api } from '../schema.ts';
import { liveUrl } from '../live-source.ts';

/** Side of the hotspot grid's cells that screens draw, metres. */
const GRID_SIZE = 1000;
/** Compressed payloads kept: one per (audience, live address). */
const MAX_KEPT = 16;

/** Stands in while no city is described (GUANLAN_CITY=none): the country's frame, so that screens have something to draw. */
const NO_CITY: CityDescription = Object.freeze({
  id: 'none',
  names: { zh: '未设置城市', en: 'No city set' },
  centreNames: { zh: '观澜', en: 'Guanlan' },
  timezone: 'Asia/Shanghai',
  centre: [105, 35] as const,
  bounds: [73, 18, 135, 54] as const,
  centralMeridian: DEFAULT_MERIDIAN,
  synthetic: false,
});

const shell = ({ city }: RegistrySnapshot, liveUrl: string) => {
  const description = city ?? NO_CITY;
  return { city: description, grid: { size: GRID_SIZE, centralMeridian: description.centralMeridian }, liveUrl };
};
const factorOf = ({ id, code, zh, en, unit, decimals }: (typeof FACTORS)[number]) => ({
  id,
  code,
  zh,
  en,
  unit,
  decimals,
});
const codesOf = (station: RegistryStation): string[] =>
  station.factors.map((id) => factorById(id)?.code).filter((code) => code !== undefined);

/** Everything static an internal screen needs. Of the villages only the names: a hot cell is told by its village grid, but a thousand rings are on no screen. */
function internalCity(snapshot: RegistrySnapshot, liveUrl: string) {
  return {
    ...shell(snapshot, liveUrl),
    regions: [...snapshot.regions.values()]
      .filter(({ level }) => level !== 'village')
      .map(({ id, level, parent, names, centre, ring, responsible }) => ({
        id,
        level,
        parent: parent || null,
        names,
        centre,
        ring,
        responsible,
      })),
    villages: [...snapshot.regions.values()]
      .filter(({ level }) => level === 'village')
      .map(({ id, parent, names }) => ({ id, parent, names })),
    waters: snapshot.waters,
    relief: snapshot.relief,
    stations: [...snapshot.stations.values()].map((station) => ({
      id: station.id,
      kind: station.kind,
      names: station.names,
      position: station.position,
      county: station.county,
      township: station.township,
      isPublic: station.isPublic,
      st: station.st,
      period: station.period,
      factors: codesOf(station),
      ...(station.industry ? { industry: station.industry } : {}),
      ...(station.targetClass ? { targetClass: station.targetClass } : {}),
      ...(station.river ? { river: station.river } : {}),
      ...(station.enterprise !== null ? { enterprise: station.enterprise } : {}),
      ...(station.power ? { power: station.power } : {}),
    })),
    limitSources: [...snapshot.limitSources.values()],
    factors: FACTORS.map(factorOf),
  };
}

/** What the public may see, built from nothing and never by leaving out: a field that is not written here is not public. */
function publicCity(snapshot: RegistrySnapshot, liveUrl: string) {
  const stations = [...snapshot.stations.values()].filter(({ isPublic }) => isPublic);
  const measured = new Set(stations.flatMap(({ factors }) => factors));
  return {
    ...shell(snapshot, liveUrl),
    regions: [...snapshot.regions.values()]
      .filter(({ level }) => level === 'city' || level === 'county')
      .map(({ id, level, parent, names, centre, ring }) => ({
        id,
        level,
        parent: parent || null,
        names,
        centre,
        ring,
      })),
    waters: snapshot.waters.map(({ id, kind, names, order, line, into }) => ({
      id,
      kind,
      names,
      order,
      line,
      ...(into ? { into } : {}),
    })),
    relief: snapshot.relief,
    stations: stations.map((station) => ({
      id: station.id,
      kind: station.kind,
      names: station.names,
      position: station.position,
      county: station.county,
      township: station.township,
      isPublic: true,
      period: station.period,
      factors: codesOf(station),
      ...(station.targetClass ? { targetClass: station.targetClass } : {}),
      ...(station.river ? { river: station.river } : {}),
    })),
    limitSources: [],
    factors: FACTORS.filter(({ id }) => measured.has(id)).map(factorOf),
    notice: { zh: '实时数据未经审核，仅供参考', en: 'Real-time data are unaudited and for reference only' },
  };
}

const CityAnswer = Type.Object(
  {
    city: Type.Object(
      { id: Type.String(), names: Names, timezone: Type.String(), centralMeridian: Type.Number() },
      { additionalProperties: true },
    ),
    grid: closed({ size: Type.Integer(), centralMeridian: Type.Number() }),
    regions: Type.Array(
      Type.Object(
        { id: Type.Integer(), level: Type.String(), names: Names, centre: Position },
        { additionalProperties: true },
      ),
    ),
    waters: Type.Array(Type.Object({}, { additionalProperties: true })),
    stations: Type.Array(
      Type.Object(
        { id: Type.Integer(), kind: Type.String(), names: Names, position: Position },
        { additionalProperties: true },
      ),
    ),
    limitSources: Type.Array(Type.Object({ id: Type.Integer(), names: Names, clause: Type.String() })),
    factors: Type.Array(
      Type.Object(
        { id: Type.Integer(), code: Type.String(), unit: Type.String(), decimals: Type.Integer() },
        { additionalProperties: true },
      ),
    ),
    liveUrl: Type.String(),
  },
  { additionalProperties: true },
);

/** `/api/city` and `/api/public/city`: what screens take once, compressed once per version of the registry. */
export async function siteRoutes(app: Api, { context, registry, hub, bound }: Rooms): Promise<void> {
  const kept = new Map<string, Promise<Precompressed>>();
  registry.onChange(() => kept.clear());
  const answer = async (
    request: FastifyRequest,
    reply: FastifyReply,
    build: typeof internalCity | typeof publicCity,
  ): Promise<FastifyReply> => {
    const address = liveUrl(context.config, hub.port, request.headers);
    const key = `${build.name} ${address}`;
    let body = kept.get(key);
    if (!body) {
      bound(request.ip);
      body = precompress(JSON.stringify(build(registry.snapshot(), address)));
      kept.set(key, body);
      if (kept.size > MAX_KEPT) kept.delete(kept.keys().next().value as string);
    }
    return sendPrecompressed(request, reply, await body);
  };
  app.get(
    '/api/city',
    {
      config: { access: 'viewer' },
      schema: {
        operationId: 'city',
        summary: '城市静态数据 · everything static for internal screens',
        tags: ['site'],
        querystring: closed({}),
        response: { 200: CityAnswer, ...faults },
      },
      serializerCompiler: () => JSON.stringify,
    },
    (request, reply) => answer(request as FastifyRequest, reply as unknown as FastifyReply, internalCity),
  );
  app.get(
    '/api/public/city',
    {
      config: { access: 'public' },
      schema: {
        operationId: 'publicCity',
        summary: '公众静态数据 · everything static for public screens',
        tags: ['public'],
        querystring: closed({}),
        response: { 200: CityAnswer, ...faults },
      },
      serializerCompiler: () => JSON.stringify,
    },
    (request, reply) => answer(request as FastifyRequest, reply as unknown as FastifyReply, publicCity),
  );
}
