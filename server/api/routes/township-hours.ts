import { Type } from '@sinclair/typebox';
import { GuanlanError } from '../../../streams/contracts/errors.ts';
import { AQI_FACTORS, factorByCode, factorById } from '../../../streams/contracts/factors.ts';
import { MICRO } from '../../../streams/contracts/reading.ts';
import { airLevel, areaMean, iaqi } from '../../standards/mod.ts';
import { loadQuery } from '../../platform/store/mod.ts';
import type { Rooms } from '../api-dependencies.ts';
import { choice, closed, faults, Instant, InstantInput, nullable, type Api } from '../schema.ts';

const QUESTION = loadQuery('history/township-hours');
const HOUR = 3_600_000;
/** Walls show about a day in small maps. */
const MOST_HOURS = 24;
/** An hour is closed a minute after its end, and computed soon after. */
const CLOSED_AFTER = 5 * 60_000;
/** The same answer for every wall: asked of the store once in this time. */
const KEPT_MS = 60_000;
const CODES = AQI_FACTORS.map((id) => factorById(id)!.code);

interface TownshipRow {
  readonly t: number;
  readonly township: number;
  readonly values: readonly string[];
}
interface Answer {
  readonly factor: string;
  readonly unit: string;
  readonly hours: readonly { readonly start: string; readonly townships: readonly object[] }[];
}

/**
 * `GET /api/history/townships`: each township's hour mean at steps of some hours, newest last, with the IAQI of the edition in force.
 * The mean is that of the valid hour values of its air stations, exact, half to even; where none is valid the township is not in it.
 */
export async function townshipHourRoutes(app: Api, { context, bound }: Rooms): Promise<void> {
  const { store, clock } = context;
  const kept = new Map<string, { readonly at: number; readonly answer: Promise<Answer> }>();

  async function ask(code: string, step: number, count: number, until: number): Promise<Answer> {
    const factor = factorByCode(code)!;
    const newest = Math.floor((until - CLOSED_AFTER) / HOUR) * HOUR - HOUR;
    const starts = Array.from({ length: count }, (_, i) => newest - (count - 1 - i) * step * HOUR);
    const rows = await store.rows<TownshipRow>('history', QUESTION, {
      hours: starts.map((ms) => ms / 1000),
      factor: factor.id,
    });
    return {
      factor: factor.code,
      unit: factor.unit,
      hours: starts.map((start) => ({
        start: new Date(start).toISOString(),
        townships: rows
          .filter(({ t }) => t * 1000 === start)
          .map(({ township, values }) => {
            const mean = areaMean(values.map(Number))!;
            const index = iaqi(factor.id, 'hour', mean, start);
            return {
              region: township,
              stations: values.length,
              value: Number((mean / MICRO).toFixed(factor.decimals + 1)),
              iaqi: index,
              level: index === null ? null : airLevel(index).level,
            };
          }),
      })),
    };
  }

  app.get(
    '/api/history/townships',
    {
      config: { access: 'viewer' },
      schema: {
        operationId: 'townshipHours',
        summary: '乡镇小时均值 · hour means of townships at steps of some hours',
        tags: ['analytics'],
        querystring: closed({
          factor: Type.Unsafe<string>({ ...choice(CODES, 'Factor of the air stations'), default: 'a34004' }),
          step: Type.Integer({ minimum: 1, maximum: 24, default: 3, description: 'Hours from one to the next' }),
          count: Type.Integer({
            minimum: 1,
            maximum: MOST_HOURS,
            default: 8,
            description: 'How many hours, the newest closed one last',
          }),
          until: Type.Optional(InstantInput),
        }),
        response: {
          200: closed({
            factor: Type.String(),
            unit: Type.String(),
            hours: Type.Array(
              closed({
                start: Instant,
                townships: Type.Array(
                  closed({
                    region: Type.Integer(),
                    stations: Type.Integer({ description: 'Air stations with a valid hour value' }),
                    value: Type.Number(),
                    iaqi: nullable(Type.Integer()),
                    level: nullable(Type.Integer()),
                  }),
                ),
              }),
            ),
          }),
          ...faults,
        },
      },
    },
    async ({ query: { factor, step, count, until }, ip }) => {
      const end = until === undefined ? clock.now() : Date.parse(until);
      if (!Number.isFinite(end) || end < 0 || end > 4_294_967_295_000)
        throw new GuanlanError('GL_BAD_REQUEST', 'querystring/until is no instant of the calendar');
      const key = `${factor} ${step} ${count} ${until === undefined ? '' : Math.floor((end - CLOSED_AFTER) / HOUR)}`;
      const known = kept.get(key);
      if (known && clock.monotonic() - known.at < KEPT_MS) return await known.answer;
      bound(ip);
      const answer = ask(factor, step, count, Math.min(end, clock.now()));
      kept.set(key, { at: clock.monotonic(), answer });
      answer.catch(() => kept.delete(key));
      if (kept.size > CODES.length * MOST_HOURS) kept.delete(kept.keys().next().value as string);
      return await answer;
    },
  );
}
