import type { QueryOf } from '../../../streams/contracts/api/operation.ts';
import type { ApiAnswer } from '../../../streams/contracts/api/operations.ts';
import { qualityOperation } from '../../../streams/contracts/api/quality.ts';
import { QUALITY_CODES } from '../../../streams/contracts/codes.ts';
import { GuanlanError } from '../../../streams/contracts/errors.ts';
import { factorById } from '../../../streams/contracts/factors.ts';
import { loadQuery } from '../../platform/store/mod.ts';
import { QUALITY_CODE_NAMES, SAID_CODES, type QualityCode } from '../../standards/mod.ts';
import type { Api } from '../api.ts';
import { factorOr400 } from '../factor-or-400.ts';
import { instantOf, iso, isStorable } from '../instants.ts';
import type { RouteContext } from '../route-context.ts';
import { serve } from '../serve.ts';

const DAY = 86_400_000;
/** Longest range of one request. */
const QUALITY_LONGEST_DAYS = 31;
const NAME_OF = new Map<number, QualityCode>(QUALITY_CODE_NAMES.map((name) => [QUALITY_CODES[name], name]));

interface StoredFinding {
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
interface CodeCount {
  readonly code: number;
  readonly findings: number;
  readonly stations: number;
}

function codeOf(id: number): QualityCode {
  const name = NAME_OF.get(id);
  if (name === undefined) throw new GuanlanError('GL_INTERNAL', `quality code ${id} has no name`);
  return name;
}
const decimal = (micro: string | null): number | null => (micro === null ? null : Number(micro) / 1e6);
const findingAnswer = (row: StoredFinding): ApiAnswer<'quality'>['items'][number] => ({
  station: row.station,
  factor: factorById(row.factor)?.code ?? String(row.factor),
  start: iso(row.t * 1000),
  end: iso((row.t + 3600) * 1000),
  code: codeOf(row.code),
  version: row.version,
  invalidates: row.invalidates === 1,
  value: decimal(row.value),
  reference: decimal(row.reference),
  count: row.count,
  edition: row.edition,
  computed: iso(Number(row.ms)),
});

/** The range asked for, ms UTC. Throws GL_BAD_REQUEST. */
function rangeOf(query: QueryOf<typeof qualityOperation>, now: number): { readonly from: number; readonly to: number } {
  const to = query.to === undefined ? now : instantOf(query.to, 'querystring/to');
  const from = query.from === undefined ? to - DAY : instantOf(query.from, 'querystring/from');
  if (to <= from || !isStorable(from) || !isStorable(to))
    throw new GuanlanError('GL_BAD_REQUEST', 'querystring/to is not after from, or outside 1970..2106');
  if (to - from > QUALITY_LONGEST_DAYS * DAY)
    throw new GuanlanError('GL_BAD_REQUEST', `querystring/to: at most ${QUALITY_LONGEST_DAYS} days`);
  return { from, to };
}

/** `GET /api/quality`: what quality control holds against hours now, by code, with the evidence. */
export async function qualityRoutes(app: Api, { context, limitRate }: RouteContext): Promise<void> {
  const [page, counts] = [loadQuery('history/quality'), loadQuery('history/quality-counts')];
  serve(app, qualityOperation, async ({ query, ip }) => {
    const { from, to } = rangeOf(query, context.clock.now());
    const factor = query.factor === undefined ? undefined : factorOr400(query.factor);
    limitRate(ip);
    const code = query.code === undefined ? 0 : QUALITY_CODES[query.code];
    const asked = {
      from: Math.floor(from / 1000),
      to: Math.ceil(to / 1000),
      station: query.station ?? 0,
      factor: factor?.id ?? 0,
      code,
      invalidating: query.invalidating ? 1 : 0,
      without: query.own ? SAID_CODES : [],
    };
    const [rows, byCode] = await Promise.all([
      context.store.rows<StoredFinding>('history', page, { ...asked, limit: query.limit, offset: query.offset }),
      context.store.rows<CodeCount>('history', counts, asked),
    ]);
    const counted = byCode.filter((count) => code === 0 || count.code === code);
    return {
      from: iso(from),
      to: iso(to),
      total: counted.reduce((sum, { findings }) => sum + findings, 0),
      byCode: byCode.map(({ code: id, findings, stations }) => ({ code: codeOf(id), findings, stations })),
      items: rows.map(findingAnswer),
    };
  });
}
