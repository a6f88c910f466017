import { Type } from '@sinclair/typebox';
import { GuanlanError } from '../../../streams/contracts/errors.ts';
import { factorByCode, factorById } from '../../../streams/contracts/factors.ts';
import { loadQuery } from '../../platform/store/mod.ts';
import { QUALITY_CODE_NAMES, SAID_CODES, type QualityCode } from '../../standards/mod.ts';
import { QUALITY_CODES } from '../../../streams/contracts/codes.ts';
import type { Rooms } from '../api-dependencies.ts';
import { choice, closed, faults, Instant, InstantInput, nullable, paging, StationId, type Api } from '../schema.ts';

const DAY = 86_400_000;
/** Longest stretch of one question. */
const QUALITY_LONGEST_DAYS = 31;
const CODES = QUALITY_CODE_NAMES as [QualityCode, ...QualityCode[]];
const NAME_OF = new Map(QUALITY_CODE_NAMES.map((name) => [QUALITY_CODES[name] as number, name]));

interface Row {
  readonly t: number;
  readonly station: number;
  readonly factor: number;
  readonly code: number;
  readonly version: number;
  readonly invalidates: number;
  readonly value: string | null;
  readonly reference: string | null;
  readonly count: number;
  readonly edition: string;
  readonly ms: string;
}
interface CountRow {
  readonly code: number;
  readonly findings: number;
  readonly stations: number;
}

const decimal = (micro: string | null): number | null => (micro === null ? null : Number(micro) / 1e6);

/** `GET /api/quality`: what quality control holds against hours now, by code, with the evidence. */
export async function qualityRoutes(app: Api, { context, bound }: Rooms): Promise<void> {
  const [page, counts] = [loadQuery('history/quality'), loadQuery('history/quality-counts')];
  app.get(
    '/api/quality',
    {
      config: { access: 'viewer' },
      schema: {
        operationId: 'quality',
        summary: '质控结果 · findings of quality control that hold, newest first',
        tags: ['stations'],
        querystring: closed({
          station: Type.Optional(StationId),
          factor: Type.Optional(
            Type.String({
              minLength: 1,
              maxLength: 20,
              description: 'HJ 212 code, or a catalogue code such as a21026-stack',
            }),
          ),
          code: Type.Optional(choice(CODES)),
          from: Type.Optional(InstantInput),
          to: Type.Optional(InstantInput),
          invalidating: Type.Boolean({
            default: false,
            description: 'Only those that take data out of means and judging',
          }),
          own: Type.Boolean({
            default: false,
            description:
              'Only what the checks found by themselves: not what a device or a person said (QC_FLAG, QC_MARK), not that it came late (QC_LATE)',
          }),
          ...paging,
        }),
        response: {
          200: closed({
            from: Instant,
            to: Instant,
            total: Type.Integer(),
            byCode: Type.Array(closed({ code: choice(CODES), findings: Type.Integer(), stations: Type.Integer() })),
            items: Type.Array(
              closed({
                station: StationId,
                factor: Type.String(),
                start: Instant,
                end: Instant,
                code: choice(CODES),
                version: Type.Integer(),
                invalidates: Type.Boolean(),
                value: nullable(
                  Type.Number({ description: 'Evidence in the unit of the factor; seconds for QC_LATE and QC_CLOCK' }),
                ),
                reference: nullable(
                  Type.Number({
                    description: 'What it was held against: limit, median, mean of neighbours, the whole',
                  }),
                ),
                count: Type.Integer({ description: 'Parts, hours or neighbours concerned' }),
                edition: Type.String(),
                computed: Instant,
              }),
            ),
          }),
          ...faults,
        },
      },
    },
    async ({ query, ip }) => {
      const to = query.to === undefined ? context.clock.now() : Date.parse(query.to);
      const from = query.from === undefined ? to - DAY : Date.parse(query.from);
      if (!Number.isFinite(from) || !Number.isFinite(to))
        throw new GuanlanError('GL_BAD_REQUEST', 'querystring/from or /to is no instant of the calendar');
      if (to <= from || from < 0 || to > 4_294_967_295_000)
        throw new GuanlanError('GL_BAD_REQUEST', 'querystring/to is not after from, or outside 1970..2106');
      if (to - from > QUALITY_LONGEST_DAYS * DAY)
        throw new GuanlanError('GL_BAD_REQUEST', `querystring/to: at most ${QUALITY_LONGEST_DAYS} days`);
      const factor = query.factor === undefined ? undefined : factorByCode(query.factor);
      if (query.factor !== undefined && !factor)
        throw new GuanlanError('GL_BAD_REQUEST', `querystring/factor ${query.factor} is not in the catalogue`);
      bound(ip);
      const asked = {
        from: Math.floor(from / 1000),
        to: Math.ceil(to / 1000),
        station: query.station ?? 0,
        factor: factor?.id ?? 0,
        code: query.code === undefined ? 0 : QUALITY_CODES[query.code],
        invalidating: query.invalidating ? 1 : 0,
        without: query.own ? SAID_CODES : [],
      };
      const [rows, byCode] = await Promise.all([
        context.store.rows<Row>('history', page, { ...asked, limit: query.limit, offset: query.offset }),
        context.store.rows<CountRow>('history', counts, asked),
      ]);
      return {
        from: new Date(from).toISOString(),
        to: new Date(to).toISOString(),
        total: byCode
          .filter(({ code }) => asked.code === 0 || code === asked.code)
          .reduce((sum, { findings }) => sum + findings, 0),
        byCode: byCode.map(({ code, findings, stations }) => ({ code: NAME_OF.get(code)!, findings, stations })),
        items: rows.map((row) => ({
          station: row.station,
          factor: factorById(row.factor)?.code ?? String(row.factor),
          start: new Date(row.t * 1000).toISOString(),
          end: new Date((row.t + 3600) * 1000).toISOString(),
          code: NAME_OF.get(row.code)!,
          version: row.version,
          invalidates: row.invalidates === 1,
          value: decimal(row.value),
          reference: decimal(row.reference),
          count: row.count,
          edition: row.edition,
          computed: new Date(Number(row.ms)).toISOString(),
        })),
      };
    },
  );
}
