import { Type } from '@sinclair/typebox';
import { DateTime } from 'luxon';
import { GuanlanError } from '../../../streams/contracts/errors.ts';
import { VERSION_REASONS } from '../../../streams/contracts/explanation.ts';
import { factorOfSystem } from '../../registry/mod.ts';
import { codesIn, QUALITY_CODE_NAMES, type QualityCode } from '../../standards/mod.ts';
import { loadQuery } from '../../platform/store/mod.ts';
import type { Rooms } from '../api-dependencies.ts';
import { choice, closed, faults, Instant, InstantInput, nullable, StationId, type Api } from '../schema.ts';
import { stationOr404 } from './stations.ts';

/** Versions of one hour or day that are listed; more would be a device that never stops correcting. */
const MAX_VERSIONS = 500;
const CODES = QUALITY_CODE_NAMES as [QualityCode, ...QualityCode[]];

interface Row {
  readonly version: number;
  readonly value: string | null;
  readonly count: number;
  readonly expected: number;
  readonly valid: number;
  readonly enough?: number;
  readonly codes?: number;
  readonly over: number;
  readonly origin: number;
  readonly reason: string;
  readonly ms: string;
}

/** `GET /api/stations/{id}/versions`: what was shown for one hour or day, when, and why it changed. */
export async function versionRoutes(app: Api, { context, registry, bound }: Rooms): Promise<void> {
  const queries = { hour: loadQuery('history/versions-hour'), day: loadQuery('history/versions-day') };
  app.get(
    '/api/stations/:id/versions',
    {
      config: { access: 'viewer' },
      schema: {
        operationId: 'versions',
        summary: '数值的全部版本 · every version of one hour or one day',
        tags: ['stations'],
        params: closed({ id: StationId }),
        querystring: closed({
          factor: Type.String({ minLength: 1, maxLength: 20, description: 'HJ 212 code, e.g. a34004' }),
          hour: Type.Optional(InstantInput),
          day: Type.Optional(Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: 'Civil date' })),
        }),
        response: {
          200: closed({
            station: StationId,
            factor: Type.String(),
            unit: Type.String(),
            start: Instant,
            end: Instant,
            versions: Type.Array(
              closed({
                version: Type.Integer(),
                computed: Instant,
                reason: choice(
                  VERSION_REASONS,
                  'Why it was computed: at its end, by late parts, a correction, a mark, quality control',
                ),
                value: nullable(Type.Number()),
                count: Type.Integer({ description: 'Parts the mean rests on' }),
                expected: Type.Integer(),
                valid: Type.Boolean(),
                enough: Type.Boolean({
                  description: 'Enough parts; not valid all the same where a finding takes the hour out',
                }),
                codes: Type.Array(choice(CODES)),
                over: Type.Boolean(),
                origin: choice(['computed', 'reported'], 'Made here of parts, or as the device reported it'),
              }),
            ),
          }),
          ...faults,
        },
      },
    },
    async ({ params, query, ip }) => {
      const station = stationOr404(registry, params.id);
      const factor = factorOfSystem(station.st, query.factor);
      if (!factor)
        throw new GuanlanError('GL_BAD_REQUEST', `querystring/factor ${query.factor} is not in the catalogue`);
      if ((query.hour === undefined) === (query.day === undefined))
        throw new GuanlanError('GL_BAD_REQUEST', 'querystring: either hour or day');
      const zone = registry.city?.timezone ?? 'Asia/Shanghai';
      const start =
        query.hour === undefined
          ? DateTime.fromISO(query.day!, { zone })
          : DateTime.fromISO(query.hour).startOf('hour');
      if (!start.isValid || start.toMillis() < 0 || start.toMillis() > 4_294_967_295_000)
        throw new GuanlanError('GL_BAD_REQUEST', 'querystring/hour or /day is no time of the calendar');
      bound(ip);
      const series = { station: station.id, factor: factor.id, limit: MAX_VERSIONS };
      const rows =
        query.hour === undefined
          ? await context.store.rows<Row>('history', queries.day, { ...series, day: query.day! })
          : await context.store.rows<Row>('history', queries.hour, {
              ...series,
              hour: Math.floor(start.toMillis() / 1000),
            });
      return {
        station: station.id,
        factor: factor.code,
        unit: factor.unit,
        start: new Date(start.toMillis()).toISOString(),
        end: new Date(start.plus(query.hour === undefined ? { days: 1 } : { hours: 1 }).toMillis()).toISOString(),
        versions: rows.map((row) => ({
          version: row.version,
          computed: new Date(Number(row.ms)).toISOString(),
          reason: row.reason as 'closed',
          value: row.value === null ? null : Number(row.value),
          count: row.count,
          expected: row.expected,
          valid: row.valid === 1,
          enough: (row.enough ?? row.valid) === 1,
          codes: codesIn(row.codes ?? 0),
          over: row.over === 1,
          origin: row.origin === 1 ? ('computed' as const) : ('reported' as const),
        })),
      };
    },
  );
}
