import { Type } from '@sinclair/typebox';
import { DateTime } from 'luxon';
import { GuanlanError } from '../../../streams/contracts/errors.ts';
import { factorOfSystem, type RegistryStation } from '../../registry/mod.ts';
import { MEAN_RULES } from '../../rollups/mod.ts';
import { codesIn, hourIsValid, QUALITY_CODE_NAMES, type QualityCode } from '../../standards/mod.ts';
import { loadQuery } from '../../platform/store/mod.ts';
import type { Rooms } from '../api-dependencies.ts';
import { choice, closed, faults, Instant, InstantInput, nullable, StationId, type Api } from '../schema.ts';
import { stationOr404 } from './stations.ts';

/** Points of one answer at most. */
const MAX_POINTS = 5000;
const MINUTE = 60_000;
const DAY = 86_400_000;
/** Longest range of a step: 5,000 points, and for single values what the engine reads in well under a second. */
const LONGEST: Readonly<Record<Step, number>> = {
  raw: 14 * DAY,
  '5m': 14 * DAY,
  hour: MAX_POINTS * 60 * MINUTE,
  day: MAX_POINTS * DAY,
};
const STEPS = ['raw', '5m', 'hour', 'day'] as const;
type Step = (typeof STEPS)[number];

interface Row {
  readonly t?: number;
  readonly civil?: string;
  readonly value: string | null;
  readonly flag?: string;
  readonly count?: number;
  readonly expected?: number;
  readonly valid?: number;
  readonly over?: number;
  readonly enough?: number;
  readonly codes?: number;
}

const CODES = QUALITY_CODE_NAMES as [QualityCode, ...QualityCode[]];
/** Length of a step's period, ms; a day has that of its civil time. */
const LENGTH: Readonly<Partial<Record<Step, number>>> = { '5m': 5 * MINUTE, hour: 60 * MINUTE };

const Point = closed({
  time: Type.String({ description: 'Start of the period; an instant for raw, a civil date for day' }),
  end: Type.Optional(
    Type.String({ description: 'End of the period, as `time`: an instant, for day the civil date after it' }),
  ),
  label: Type.Optional(
    Type.String({ description: 'Civil time of the end of an hour: what published hours are named by' }),
  ),
  value: nullable(Type.Number()),
  flag: Type.Optional(Type.String({ description: 'HJ 212 data flag (raw)' })),
  count: Type.Optional(Type.Integer({ description: 'Parts the mean rests on' })),
  expected: Type.Optional(Type.Integer()),
  valid: Type.Optional(
    Type.Boolean({ description: 'Fit for judging: enough parts count, and no finding takes the period out' }),
  ),
  enough: Type.Optional(Type.Boolean({ description: 'Enough parts count' })),
  codes: Type.Optional(Type.Array(choice(CODES), { description: 'What quality control holds against the hour' })),
  over: Type.Optional(Type.Boolean({ description: 'A part was over range: a lower bound' })),
});

const pointOf =
  (step: Step, station: Pick<RegistryStation, 'period' | 'basis'>, zone: string) =>
  ({ t = 0, civil, value, flag, count, expected, valid, over, enough, codes }: Row) => {
    const end =
      civil === undefined
        ? LENGTH[step] === undefined
          ? null
          : t * 1000 + LENGTH[step]
        : DateTime.fromISO(civil).plus({ days: 1 }).toISODate();
    // Five minutes have no clause of their own: they count as an hour does, by three quarters of what is due.
    const due = step === '5m' ? Math.max(1, Math.floor(300 / Math.max(1, station.period))) : expected;
    const isValid = step === '5m' ? hourIsValid(count ?? 0, due!) : valid === undefined ? undefined : valid === 1;
    return {
      time: civil ?? new Date(t * 1000).toISOString(),
      ...(end === null ? {} : { end: typeof end === 'number' ? new Date(end).toISOString() : end }),
      ...(step === 'hour' ? { label: DateTime.fromMillis(end as number, { zone }).toFormat('yyyy-MM-dd HH:mm') } : {}),
      value: value === null ? null : Number(value),
      ...(flag === undefined ? {} : { flag }),
      ...(count === undefined ? {} : { count }),
      ...(due === undefined ? {} : { expected: due }),
      ...(isValid === undefined ? {} : { valid: isValid }),
      ...(enough === undefined ? {} : { enough: enough === 1 }),
      ...(codes === undefined ? {} : { codes: codesIn(codes) }),
      ...(over === undefined ? {} : { over: over === 1 }),
    };
  };

/** `GET /api/stations/{id}/series`: the past of one factor at one station. The only question of the API that scans readings. */
export async function seriesRoutes(app: Api, { context, registry, bound }: Rooms): Promise<void> {
  const queries: Readonly<Record<Step, string>> = {
    raw: loadQuery('history/series-raw'),
    '5m': loadQuery('history/series-5m'),
    hour: loadQuery('history/series-hour'),
    day: loadQuery('history/series-day'),
  };
  app.get(
    '/api/stations/:id/series',
    {
      config: { access: 'viewer' },
      schema: {
        operationId: 'series',
        summary: '历史序列 · values of one factor over time',
        tags: ['stations'],
        params: closed({ id: StationId }),
        querystring: closed({
          factor: Type.String({ minLength: 1, maxLength: 20, description: 'HJ 212 code, e.g. a34004' }),
          from: InstantInput,
          to: Type.Optional(InstantInput),
          step: Type.Unsafe<Step>({ ...choice(STEPS), default: 'hour' }),
        }),
        response: {
          200: closed({
            station: StationId,
            factor: Type.String(),
            unit: Type.String(),
            step: choice(STEPS),
            from: Instant,
            to: Instant,
            complete: Type.Boolean({
              description: `False where there are more than ${MAX_POINTS} points; the first are given`,
            }),
            points: Type.Array(Point),
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
      const from = Date.parse(query.from);
      const to = query.to === undefined ? context.clock.now() : Date.parse(query.to);
      if (!Number.isFinite(from) || !Number.isFinite(to))
        throw new GuanlanError('GL_BAD_REQUEST', 'querystring/from or /to is no instant of the calendar');
      if (to <= from) throw new GuanlanError('GL_BAD_REQUEST', 'querystring/to is not after from');
      if (to - from > LONGEST[query.step])
        throw new GuanlanError(
          'GL_BAD_REQUEST',
          `querystring/to: step ${query.step} covers at most ${LONGEST[query.step] / DAY} days`,
        );
      if (from < 0 || to > 4_294_967_295_000)
        throw new GuanlanError('GL_BAD_REQUEST', 'querystring/from: before 1970 or after 2106');
      bound(ip);
      const zone = registry.city?.timezone ?? 'Asia/Shanghai';
      const range =
        query.step === 'day'
          ? {
              first: DateTime.fromMillis(from, { zone }).toISODate(),
              last: DateTime.fromMillis(to - 1, { zone }).toISODate(),
            }
          : {
              from: Math.floor(from / 1000),
              to: Math.ceil(to / 1000),
              ...(query.step === 'hour' ? {} : { statistic: station.basis }),
              ...(query.step === '5m' ? MEAN_RULES : {}),
            };
      const rows = await context.store.rows<Row>('history', queries[query.step], {
        station: station.id,
        factor: factor.id,
        limit: MAX_POINTS + 1,
        ...range,
      });
      return {
        station: station.id,
        factor: factor.code,
        unit: factor.unit,
        step: query.step,
        from: new Date(from).toISOString(),
        to: new Date(to).toISOString(),
        complete: rows.length <= MAX_POINTS,
        points: rows.slice(0, MAX_POINTS).map(pointOf(query.step, station, zone)),
      };
    },
  );
}
