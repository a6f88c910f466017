import { SHOWN_HOTSPOTS } from '../../../streams/contracts/api/hotspots.ts';
import type { ApiAnswer } from '../../../streams/contracts/api/operations.ts';
import { FACTORS, factorById } from '../../../streams/contracts/factors.ts';
import type { CityDescription } from '../../../streams/contracts/pack.ts';
import { DEFAULT_MERIDIAN, type RegistrySnapshot, type RegistryStation } from '../../registry/mod.ts';

type CityAnswer = ApiAnswer<'city'>;

/** Stands in while no city is described (GUANLAN_CITY=none): the country's bounds, so that screens have a map. */
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
  return {
    city: description,
    grid: { size: SHOWN_HOTSPOTS.size, centralMeridian: description.centralMeridian },
    liveUrl,
  };
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

/**
 * Everything static an internal screen needs. Of the villages only the names: a hot cell is named by its village grid,
 * but a thousand rings are on no screen.
 */
export function internalCity(snapshot: RegistrySnapshot, liveUrl: string): CityAnswer {
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

/** What the public may see, built field by field and never by leaving out: what is not written here is not public. */
export function publicCity(snapshot: RegistrySnapshot, liveUrl: string): CityAnswer {
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
