import { Type } from '@sinclair/typebox';
import { GuanlanError } from '../../../streams/contracts/errors.ts';
import { AQI_FACTORS, factorByCode, factorById } from '../../../streams/contracts/factors.ts';
import { STATION_KINDS, type StationKind } from '../../../streams/contracts/pack.ts';
import { cellColumn, cellName, cellOfName, cellRow } from '../../../streams/contracts/projection.ts';
import { MICRO } from '../../../streams/contracts/reading.ts';
import { askHotspotEvidence, CELL_SIZES, EMERGING_KINDS, type Candidate } from '../../hotspots/mod.ts';
import type { Rooms } from '../api-dependencies.ts';
import { choice, closed, faults, Instant, Names, nullable, Position, type Api } from '../schema.ts';
import { AnalysisOfCell, analysisFields } from './hotspots.ts';

const CODES = AQI_FACTORS.map((id) => factorById(id)!.code);
const KINDS = Object.keys(STATION_KINDS) as StationKind[];
const LEVELS = ['city', 'county', 'township', 'village'] as const;
const kindOf = (id: number): StationKind => KINDS.find((kind) => STATION_KINDS[kind] === id)!;

const Place = closed({
  station: Type.Integer(),
  kind: choice(KINDS),
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

/**
 * `GET /api/hotspots/{cell}`: one cell's whole story at the newest tick, with the numbers it rests on. Worked out when it is
 * asked, so the rate per address is bounded. A hot cell is a lead for verification, not proof of a violation.
 */
export async function hotspotStoryRoutes(app: Api, { registry, context, bound }: Rooms): Promise<void> {
  app.get(
    '/api/hotspots/:cell',
    {
      config: { access: 'viewer' },
      schema: {
        operationId: 'hotspot',
        summary: '热点网格溯源 · one hotspot cell: who answers for it, when it is hot, who stands upwind',
        tags: ['analytics'],
        params: closed({ cell: Type.String({ minLength: 8, maxLength: 20, description: 'L<size>_<ix>_<iy>' }) }),
        querystring: closed({
          factor: Type.Unsafe<string>({
            ...choice(CODES, 'Factor of the air stations, rolling hour'),
            default: 'a34004',
          }),
        }),
        response: {
          200: closed({
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
                  level: choice(LEVELS),
                  region: Type.Integer(),
                  names: nullable(Names),
                  department: nullable(Names),
                  share: Type.Number({ description: "Of the cell's area" }),
                }),
              ),
            }),
            sites: Type.Array(Place, { description: 'Enterprises, building sites and road-dust monitors in the cell' }),
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
            upwind: Type.Array(Place),
            hotHours: Type.Array(
              closed({
                hour: Type.Integer({ description: 'Start, hour of the civil day' }),
                excess: Type.Number(),
                days: Type.Integer(),
              }),
            ),
            emerging: nullable(
              closed({
                kind: choice(EMERGING_KINDS),
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
          ...faults,
        },
      },
    },
    async ({ params, query, ip }) => {
      const named = cellOfName(params.cell, CELL_SIZES);
      if (named === null) throw new GuanlanError('GL_NOT_FOUND', `cell ${params.cell}`);
      bound(ip);
      const { size, key } = named;
      const factor = factorByCode(query.factor)!;
      const story = await askHotspotEvidence(context.store, registry, {
        size,
        cell: key,
        factor: factor.id,
        now: context.clock.now(),
      });
      if (story === null) throw new GuanlanError('GL_NOT_FOUND', `cell ${params.cell}`);
      const shown = (micro: number, of = factor): number => Number((micro / MICRO).toFixed(of.decimals + 1));
      const maybe = (micro: number | null): number | null => (micro === null ? null : shown(micro));
      const largest = (level: number): (typeof story.regions)[number] | undefined =>
        story.regions.find((region) => region.level === level);
      const namesOf = (level: number) => registry.regions().get(largest(level)?.region ?? 0)?.names ?? null;
      const place = (candidate: Candidate) => {
        const of = candidate.exceedance === null ? undefined : factorById(candidate.exceedance.factor);
        const source = registry.limitSources().get(candidate.exceedance?.limitSource ?? 0);
        return {
          station: candidate.station,
          kind: kindOf(candidate.kind),
          names: registry.station(candidate.station)?.names ?? null,
          metres: Math.round(candidate.metres),
          bearing: Math.round(candidate.bearing) % 360,
          exceedance:
            candidate.exceedance === null || of === undefined
              ? null
              : {
                  factor: of.code,
                  multiple: candidate.exceedance.multipleHundredths / 100,
                  value: shown(candidate.exceedance.value, of),
                  limit: shown(candidate.exceedance.limit, of),
                  unit: of.unit,
                  source: source ? { names: source.names, clause: source.clause } : null,
                  since: new Date(candidate.exceedance.since).toISOString(),
                },
          power:
            candidate.power === null
              ? null
              : {
                  ...candidate.power,
                  production: Number(candidate.power.production.toFixed(1)),
                  treatment: candidate.power.treatment === null ? null : Number(candidate.power.treatment.toFixed(1)),
                },
          score: Number(candidate.score.toFixed(4)),
          decay: Number(candidate.decay.toFixed(4)),
          state: Number(candidate.state.toFixed(4)),
        };
      };
      const { cell, rule, wind } = story;
      return {
        cell: params.cell,
        size,
        factor: factor.code,
        unit: factor.unit,
        asOf: new Date(story.at).toISOString(),
        centre: registry.plane
          .toDegrees((cellColumn(key) + 0.5) * size, (cellRow(key) + 0.5) * size)
          .map((degrees) => Math.round(degrees * 1e6) / 1e6),
        value: maybe(cell?.mean ?? null),
        aqi: cell?.iaqi ?? null,
        support: cell === null ? null : cell.support === 0 ? ('measured' as const) : ('interpolated' as const),
        ...analysisFields(cell, factor.decimals + 1),
        rule: {
          name: rule.name,
          effectiveFrom: new Date(rule.effectiveFrom).toISOString(),
          leastExcess: shown(rule.leastExcess[factor.id] ?? 0),
          leastPercent: rule.leastPercent,
          backgroundMetres: rule.backgroundMetres,
          ringMetres: rule.ringMetres,
        },
        evidence: story.stations.map(({ station, isInside, metres, part, value, leftOut }) => ({
          station,
          names: registry.station(station)?.names ?? null,
          isInside,
          metres,
          weight: Number(part.toFixed(4)),
          value: maybe(value),
          leftOut: maybe(leftOut),
        })),
        grid: {
          village: namesOf(4),
          township: namesOf(3),
          county: namesOf(2),
          responsible: [...story.regions]
            .sort((a, b) => b.level - a.level || b.share - a.share)
            .map(({ level, region, share }) => {
              const known = registry.regions().get(region);
              return {
                level: LEVELS[level - 1]!,
                region,
                names: known?.names ?? null,
                department: known?.responsible ?? null,
                share: Number(share.toFixed(4)),
              };
            }),
        },
        sites: story.candidates.filter(({ isInside }) => isInside).map(place),
        wind:
          wind === null
            ? null
            : {
                from: wind.from === null ? null : Math.round(wind.from) % 360,
                speed: Number(wind.speed.toFixed(2)),
                meanSpeed: Number(wind.meanSpeed.toFixed(2)),
                samples: wind.samples,
                seconds: rule.upwindSeconds,
                sector: rule.sectorDegrees,
                stations: [...wind.stations],
              },
        upwind: story.candidates.filter(({ isUpwind }) => isUpwind).map(place),
        hotHours: story.hotHours.map(({ hour, excess, days }) => ({ hour, excess: shown(excess), days })),
        emerging:
          story.emerging === null
            ? null
            : {
                kind: story.emerging.kind,
                days: story.emerging.days,
                hotDays: story.emerging.hotDays,
                run: story.emerging.run,
                s: story.emerging.s,
                variance: story.emerging.variance,
                trend: Number(story.emerging.trend.toFixed(4)),
              },
        slicesOf: cellName(story.slices.cell, story.slices.size),
        notice: {
          zh: '热点网格是核查线索，不是违法证据。',
          en: 'A hotspot cell is a lead for verification, not proof of a violation.',
        },
      };
    },
  );
}
