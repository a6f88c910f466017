/**
 * Live rows for working on the screens without a server: a real generated city, a made-up moment in it. Development
 * only; nothing of this is in the build.
 */
import { FACTORS, seriesKey } from '../../streams/factors.ts';
import { toLiveTime, TOPICS, type LiveRow, type TopicName } from '../../streams/live/mod.ts';
import { STATION_KINDS, type CityPack, type Position, type Station } from '../../streams/pack.ts';
import { cellKey, metricPlane } from '../../streams/projection.ts';
import { airLevel } from '../model/levels.ts';
import { contains } from '../model/hot-places.ts';

const PM25 = [
  [0, 0],
  [35, 50],
  [60, 100],
  [115, 150],
  [150, 200],
  [250, 300],
  [350, 400],
  [500, 500],
] as const;
const PM10 = [
  [0, 0],
  [50, 50],
  [120, 100],
  [250, 150],
  [350, 200],
  [420, 300],
  [500, 400],
  [600, 500],
] as const;
const index = (table: readonly (readonly [number, number])[], c: number): number => {
  for (let i = 1; i < table.length; i += 1) {
    const [b0, i0] = table[i - 1]!,
      [b1, i1] = table[i]!;
    if (c <= b1) return Math.ceil(i0 + ((i1 - i0) * (c - b0)) / (b1 - b0));
  }
  return 500;
};
const noise = (n: number): number => {
  const x = Math.sin(n * 127.1 + 311.7) * 43_758.5453;
  return x - Math.floor(x);
};

/** A row by the column names of its topic; what is not named is missing. */
export function rowOf(topic: TopicName, key: number, values: Readonly<Record<string, number | null>>): LiveRow {
  return {
    key,
    values: TOPICS[topic].columns.map((c) => {
      const v = values[c.name];
      return v == null ? null : Math.round(v * 10 ** c.decimals);
    }),
  };
}

export interface Moment {
  (topic: TopicName): LiveRow[];
}

export function momentOf(pack: CityPack, now: number): Moment {
  const plane = metricPlane(pack.city.centralMeridian);
  const counties = pack.regions.filter((r) => r.level === 'county');
  const city = pack.regions.find((r) => r.level === 'city')!;
  const nationals = pack.stations.filter((s) => s.kind === 'national');
  const park = nationals.find((s) => s.names.zh.includes('化工')) ?? nationals.at(-1)!;
  const sources = [
    ...counties.map((c, i) => ({
      at: c.centre,
      strength: i < 2 ? 42 : i < 4 ? 34 : i === 10 ? 4 : 20 + 14 * noise(i),
      width: i < 2 ? 9 : 5,
    })),
    { at: park.position, strength: 120, width: 3.2 },
    { at: park.position, strength: 38, width: 9 },
  ];
  const pm25At = ([longitude, latitude]: Position, minutes = 0): number => {
    let c = 33 + 4 * Math.sin(longitude * 9 + minutes / 40) * Math.cos(latitude * 11);
    for (const s of sources) {
      const x = (longitude - s.at[0]) * 90.7,
        y = (latitude - s.at[1]) * 110.6;
      const along = x * 0.707 - y * 0.707,
        across = x * 0.707 + y * 0.707;
      const reach = along > 0 ? 2.6 : 0.8;
      c += s.strength * Math.exp(-((along / (s.width * reach)) ** 2) - (across / s.width) ** 2);
    }
    return c * (1 + 0.07 * (noise(longitude * 9713 + latitude * 7919) - 0.5));
  };
  const hourStart = Math.floor(now / 3_600_000) * 3_600_000;
  const day = Math.floor((now + 8 * 3_600_000 - Date.UTC(2020, 0, 1)) / 86_400_000);
  const rhythm = (ms: number): number => 1 + 0.28 * Math.sin(((((ms / 3_600_000 + 8) % 24) - 3) / 24) * 4 * Math.PI);
  const air = (s: Position): Record<string, number> => {
    const pm25 = pm25At(s),
      pm10 = pm25 * 1.6;
    return {
      pm25,
      pm10,
      o3: 74,
      no2: 58 * (pm25 / 70),
      so2: 11,
      co: 0.9,
      iaqiPm25: index(PM25, Math.round(pm25)),
      iaqiPm10: index(PM10, Math.round(pm10)),
      iaqiO3: 24,
      iaqiNo2: 29,
      iaqiSo2: 4,
      iaqiCo: 9,
    };
  };
  const aqiOf = (a: Record<string, number>): number => Math.max(a.iaqiPm25!, a.iaqiPm10!);
  const mean = (list: readonly Station[]): Record<string, number> => {
    const all = list.map((s) => air(s.position));
    const out: Record<string, number> = {};
    for (const k of Object.keys(all[0] ?? {})) out[k] = all.reduce((sum, a) => sum + (a[k] ?? 0), 0) / all.length;
    out.iaqiPm25 = index(PM25, Math.round(out.pm25!));
    out.iaqiPm10 = index(PM10, Math.round(out.pm10!));
    return out;
  };
  const regionRow = (id: number, stations: readonly Station[], rank: number | null, insufficient = false): LiveRow => {
    const a = stations.length > 0 ? mean(stations) : air(pack.regions.find((r) => r.id === id)!.centre);
    const aqi = aqiOf(a);
    if (insufficient)
      return rowOf('regions', id, {
        hour: toLiveTime(hourStart),
        valid: 0,
        total: stations.length,
        time: toLiveTime(now),
      });
    return rowOf('regions', id, {
      ...a,
      hour: toLiveTime(hourStart - (rank === 1 ? 3 * 3_600_000 : 0)),
      aqi,
      level: airLevel(aqi),
      primary: 1,
      valid: Math.max(1, stations.length - (id === 1 ? 1 : 0)),
      total: stations.length,
      nowAqi: aqi + 2,
      nowLevel: airLevel(aqi + 2),
      nowPrimary: 1,
      nowPm25: a.pm25 ?? null,
      time: toLiveTime(now - 4000),
      rank,
      move: rank === null ? null : ([1, 0, 2, -1, -1, 1, -2, 0, 0, 0, 0][rank - 1] ?? 0),
      index: rank === null ? null : 3.2 + rank * 0.26,
      goodDays: 278,
      days: 326,
    });
  };
  const stationAqi = (s: Station): number => aqiOf(air(s.position));
  const enterprises = pack.stations.filter(
    (s) => s.kind === 'enterprise' && s.limits?.some((l) => l.statistic === 'hour'),
  );
  const sites = pack.stations.filter((s) => s.kind === 'site_dust');
  const sourcesOfLimits = limitSourcesOf(pack);
  const exceeding = [
    ...[1.83, 0.63, 0.47, 0.21, 0.12].map((m, i) => ({ s: enterprises[37 * (i + 1)]!, m })),
    ...[1.4, 0.35, 0.3, 0.18].map((m, i) => ({ s: sites[131 * (i + 1)]!, m })),
    { s: pack.stations.find((s) => s.kind === 'water' && s.names.zh.includes('青石'))!, m: 0.92 },
    { s: park, m: 0.55 },
  ].sort((a, b) => b.m - a.m);
  const limitOf = (s: Station): { factor: number; limit: number; source: number } => {
    const l = s.limits?.find((x) => x.statistic === 'hour' || x.statistic === 'rtd');
    if (l)
      return {
        factor: FACTORS.find((f) => f.code === l.factor)!.id,
        limit: Number(l.value),
        source: sourcesOfLimits.findIndex((x) => x.clause === l.clause),
      };
    return s.kind === 'water' ? { factor: 46, limit: 1, source: 1 } : { factor: 1, limit: 60, source: 0 };
  };

  return (topic) => {
    switch (topic) {
      case 'pulse':
        return Array.from({ length: 60 }, (_, i) => {
          const at = Math.floor(now / 1000) * 1000 - i * 1000;
          return {
            key: Math.floor(at / 1000) % 60,
            values: [toLiveTime(at), Math.round(300 + 60 * noise(at)), 2400, 800],
          };
        });
      case 'wind':
        return nationals.map((s, i) =>
          rowOf('wind', s.id, {
            speed: 2.4 + noise(i),
            direction: 305 + 50 * (noise(i + 5) - 0.5) + 25 * Math.sin(s.position[0] * 6),
            temperature: 9,
            humidity: 61,
            time: toLiveTime(now - 20_000),
          }),
        );
      case 'regions':
        return [
          regionRow(city.id, nationals, null),
          ...[...counties]
            .sort((a, b) => Number(a.id === counties[10]!.id) - Number(b.id === counties[10]!.id))
            .map((c, i) =>
              regionRow(
                c.id,
                nationals.filter((s) => s.county === c.id),
                i < 10 ? i + 1 : null,
                i >= 10,
              ),
            ),
          ...pack.regions
            .filter((r) => r.level === 'township')
            .map((r) =>
              regionRow(
                r.id,
                pack.stations.filter((s) => s.kind === 'township' && s.township === r.id),
                null,
              ),
            ),
        ];
      case 'air':
        return nationals.map((s) => {
          const a = air(s.position);
          const aqi = aqiOf(a);
          return rowOf('air', s.id, {
            ...a,
            state: 1,
            time: toLiveTime(now - 9000),
            aqi,
            level: airLevel(aqi),
            primary: 1,
          });
        });
      case 'stations':
        return pack.stations.map((s, i) => {
          const hit = exceeding.find((e) => e.s === s);
          const isAir = s.kind === 'national' || s.kind === 'township';
          const aqi = isAir ? stationAqi(s) : null;
          return rowOf('stations', s.id, {
            state: noise(i) > 0.96 ? 4 : 1,
            time: toLiveTime(now - 9000),
            aqi,
            level: airLevel(aqi),
            multiple: hit ? hit.m : null,
          });
        });
      case 'hotspots': {
        const rows: LiveRow[] = [];
        const [west, south, east, north] = pack.city.bounds;
        const townships = pack.stations
          .filter((s) => s.kind === 'national' || s.kind === 'township')
          .map((s) => plane.toMetres(s.position));
        const [x0, y0] = plane.toMetres([west, south]),
          [x1, y1] = plane.toMetres([east, north]);
        for (let x = Math.floor(x0 / 1000) * 1000 + 500; x < x1; x += 1000)
          for (let y = Math.floor(y0 / 1000) * 1000 + 500; y < y1; y += 1000) {
            const at = plane.toDegrees(x, y);
            if (!contains(city.ring, at[0], at[1])) continue;
            const near = Math.min(...townships.map(([tx, ty]) => Math.hypot(tx - x, ty - y)));
            if (near > 12_000) continue;
            const pm = pm25At(at, now / 60_000);
            rows.push(
              rowOf('hotspots', cellKey(x, y), {
                aqi: index(PM25, Math.round(pm)),
                value: pm,
                support: near < 3200 ? 0 : 1,
              }),
            );
          }
        return rows;
      }
      case 'hotCells': {
        const villages = pack.regions.filter((r) => r.level === 'village');
        const field = new Map(
          momentOf(pack, now)('hotspots').map((r) => [r.key, { value: (r.values[1] ?? 0) / 10, support: r.values[2] }]),
        );
        return [...field].map(([key, { value, support }]) => {
          const ring = [-4, 0, 4]
            .flatMap((dx) => [-4, 0, 4].map((dy) => field.get(key + dx * 65_536 + dy)?.value))
            .filter((v) => v !== undefined);
          const excess = value - ring.reduce((a, b) => a + b, 0) / ring.length;
          const hot = excess > 16 ? 99 : excess > 12 ? 95 : 0;
          const at = plane.toDegrees((Math.floor(key / 65_536) + 0.5) * 1000, ((key % 65_536) + 0.5) * 1000);
          const village = hot === 0 ? undefined : villages.find((v) => contains(v.ring, at[0], at[1]));
          return rowOf('hotCells', key, {
            score:
              support === 0
                ? 100
                : Math.round(90 * noise(Math.floor(key / 65_536 / 9) * 77 + Math.floor((key % 65_536) / 9))),
            class: hot,
            z: hot ? excess / 4 : null,
            excess: hot ? excess : null,
            village: village?.id ?? null,
            township: village?.parent ?? null,
            emerging: hot ? 3 : null,
          });
        });
      }
      case 'exceedances':
        return exceeding.map(({ s, m }, i) => {
          const { factor, limit, source } = limitOf(s);
          return rowOf('exceedances', seriesKey(s.id, factor), {
            rank: i + 1,
            multiple: m,
            value: limit * (1 + m),
            limit,
            limitSource: source,
            window: s.kind === 'national' ? 4 : 1,
            since: toLiveTime(now - (20 + i * 23) * 60_000),
            time: toLiveTime(now - 41_000),
            count: 3,
            trend: 1,
          });
        });
      case 'excluded':
        return [
          rowOf(topic, 1, { count: 19 }),
          rowOf(topic, 2, { count: 11 }),
          rowOf(topic, 3, { count: 5 }),
          rowOf(topic, 4, { count: 2 }),
        ];
      case 'cityHours':
        return Array.from({ length: 72 }, (_, i) => {
          if (i === 13) return null;
          const start = hourStart - (i + 1) * 3_600_000;
          const pm25 = 66 * rhythm(start) * (0.9 + 0.2 * noise(start));
          const aqi = index(PM25, Math.round(pm25));
          return rowOf(topic, toLiveTime(start) / 3600, { aqi, level: airLevel(aqi), primary: 1, pm25, valid: 20 });
        }).filter((r) => r !== null);
      case 'cityDays':
        return Array.from({ length: 325 }, (_, i) => {
          const aqi = Math.round(62 + 55 * Math.cos((i / 365) * 2 * Math.PI) + 55 * (noise(i * 3) - 0.5));
          return i === 120 ? null : rowOf(topic, day - 1 - (324 - i), { aqi, level: airLevel(aqi), primary: 1 });
        }).filter((r) => r !== null);
      case 'water':
        return pack.stations
          .filter((s) => s.kind === 'water')
          .map((s, i) =>
            rowOf(topic, s.id, {
              state: 1,
              time: toLiveTime(now - 3 * 3_600_000),
              class:
                i === 17
                  ? null
                  : Math.min(6, (s.targetClass ?? 3) + (noise(i) > 0.8 ? 1 : 0) + (noise(i) > 0.93 ? 1 : 0)),
              items: 5,
              main: 46,
              ph: 7.6,
              do: 8.1,
              codmn: 4.1,
              nh3n: 0.42,
              tp: 0.12,
            }),
          );
      case 'devices':
        return Object.entries(STATION_KINDS).map(([kind, key], i) => {
          const total = pack.stations.filter((s) => s.kind === kind).length;
          return rowOf(topic, key, { online: Math.round(total * (0.99 - 0.02 * noise(i))), total, due: total });
        });
      case 'alarms':
        return exceeding.slice(0, 6).map(({ s, m }, i) => {
          const { factor, limit } = limitOf(s);
          return rowOf(topic, 1001 + i, {
            station: s.id,
            factor,
            priority: [1, 1, 2, 2, 3, 3][i] ?? 3,
            state: i === 0 ? 2 : 1,
            raised: toLiveTime(now - (3 + i * 11) * 60_000),
            due: toLiveTime(now + (8 + i * 4) * 60_000),
            multiple: m,
            value: limit * (1 + m),
            limit,
          });
        });
      case 'funnel':
        return [12_486, 214, 31, 22].map((count, i) => rowOf(topic, i + 1, { count }));
      case 'audit':
        return [
          rowOf(topic, 1, { at: toLiveTime(now - 12_000), checked: 14_200, standing: 0, suspects: 0, behind: 0 }),
        ];
      default:
        return [];
    }
  };
}

/** Limit sources as the registry would number them: national ones first. */
export function limitSourcesOf(pack: CityPack): { id: number; names: { zh: string; en: string }; clause: string }[] {
  const list = [
    { id: 0, names: { zh: 'GB 3095 二级', en: 'GB 3095 class II' }, clause: 'GB 3095-2026' },
    { id: 1, names: { zh: 'GB 3838 Ⅲ', en: 'GB 3838 III' }, clause: 'GB 3838-2002' },
  ];
  for (const s of pack.stations)
    for (const l of s.limits ?? [])
      if (!list.some((x) => x.clause === l.clause)) list.push({ id: list.length, names: l.source, clause: l.clause });
  return list;
}

/** What `/api/history/townships` would say: the made-up present with a rhythm of the day, and two townships without a value. */
export function townshipHoursOf(pack: CityPack, now: number): object[] {
  const present = momentOf(pack, now)('regions');
  const at = TOPICS.regions.columns.findIndex(({ name }) => name === 'nowPm25');
  const townships = new Set(pack.regions.filter((r) => r.level === 'township').map(({ id }) => id));
  const newest = Math.floor(now / 3_600_000) * 3_600_000 - 3_600_000;
  return Array.from({ length: 8 }, (_, i) => {
    const start = newest - (7 - i) * 3 * 3_600_000;
    const strength = 0.75 + 0.35 * Math.sin(i * 1.1);
    return {
      start: new Date(start).toISOString(),
      townships: present
        .filter((row) => townships.has(row.key) && row.key % 83 !== 0)
        .map((row) => {
          const value = ((row.values[at] ?? 0) / 10) * strength;
          const iaqi = index(PM25, Math.round(value));
          return { region: row.key, stations: 2, value, iaqi, level: airLevel(iaqi) };
        }),
    };
  });
}
