import { Type } from '@sinclair/typebox';
import { GuanlanError } from '../../../streams/contracts/errors.ts';
import { factorById } from '../../../streams/contracts/factors.ts';
import { factorOfSystem, MarkRegister, OPEN_END, type MarkVersion } from '../../registry/mod.ts';
import { MARK_CODES, markByCode, markById } from '../../standards/mod.ts';
import type { Rooms } from '../api-dependencies.ts';
import { choice, closed, faults, Instant, InstantInput, nullable, paging, StationId, type Api } from '../schema.ts';
import { stationOr404 } from './stations.ts';

const DAY = 86_400;
/** A mark may be announced this long before it begins. */
const MARK_AHEAD_DAYS = 7;
/** How far back a mark may reach, by the statistic a station's hours rest on: what is kept of its readings, less a day. */
const MARK_BACK_DAYS = Object.freeze({ rtd: 88, minute: 398, other: 2190 });
/** Longest mark; an open one ends with a new version. */
const MARK_LONGEST_DAYS = 400;
const MAX_REASON = 500;

const CODES = MARK_CODES.map(({ code }) => code) as [string, ...string[]];
const MarkId = Type.String({ pattern: '^[0-9a-f-]{36}$' });
const Reason = Type.String({ minLength: 1, maxLength: MAX_REASON, description: 'Why; kept for ever' });
const MarkAnswer = closed({
  id: Type.String(),
  version: Type.Integer(),
  station: StationId,
  factor: nullable(Type.String({ description: 'null: all of the station' })),
  code: choice(CODES),
  kind: choice(['condition', 'anomaly'], 'Working condition, or anomaly of the monitoring'),
  excludes: Type.Boolean({ description: 'Takes data out of means and judging' }),
  begin: Instant,
  end: nullable(Type.String({ description: 'null: until further notice' })),
  inForce: Type.Boolean(),
  reason: Type.String(),
  who: Type.String(),
  role: Type.String(),
  at: Instant,
});

const iso = (seconds: number): string => new Date(seconds * 1000).toISOString();
const answerOf = (mark: MarkVersion) => {
  const code = markById(mark.code)!;
  return {
    id: mark.mark,
    version: mark.version,
    station: mark.station,
    factor: mark.factor === 0 ? null : (factorById(mark.factor)?.code ?? String(mark.factor)),
    code: code.code,
    kind: code.kind,
    excludes: code.excludes,
    begin: iso(mark.begin),
    end: mark.end === OPEN_END ? null : iso(mark.end),
    inForce: mark.inForce,
    reason: mark.reason,
    who: mark.who,
    role: mark.role,
    at: new Date(mark.at).toISOString(),
  };
};

function secondsOf(text: string, name: string): number {
  const at = Date.parse(text);
  if (!Number.isFinite(at)) throw new GuanlanError('GL_BAD_REQUEST', `${name} is no instant of the calendar`);
  return Math.floor(at / 1000);
}

/**
 * Marks 标记 of a source's working condition and of its monitoring (MEE announcement 2022 no. 21): entered, revised and withdrawn in
 * versions, each with who, when and why. Data under an excluding mark leave means and judging within seconds.
 */
export async function markRoutes(app: Api, { context, registry, bound }: Rooms): Promise<void> {
  const register = new MarkRegister(context.store);

  const period = (station: { readonly basis: number }, begin: number, end: number): void => {
    const now = Math.floor(context.clock.now() / 1000);
    if (end <= begin) throw new GuanlanError('GL_BAD_REQUEST', 'body/end is not after begin');
    const back =
      station.basis < 10 ? MARK_BACK_DAYS.rtd : station.basis < 20 ? MARK_BACK_DAYS.minute : MARK_BACK_DAYS.other;
    if (begin < now - back * DAY)
      throw new GuanlanError('GL_MARK_PERIOD', `begins more than ${back} days ago, and its readings are not all kept`);
    if (begin > now + MARK_AHEAD_DAYS * DAY)
      throw new GuanlanError('GL_MARK_PERIOD', `begins more than ${MARK_AHEAD_DAYS} days ahead`);
    if (end !== OPEN_END && end - begin > MARK_LONGEST_DAYS * DAY)
      throw new GuanlanError('GL_MARK_PERIOD', `is longer than ${MARK_LONGEST_DAYS} days`);
  };
  const factorIn = (st: string, code: string | undefined): number => {
    if (code === undefined) return 0;
    const factor = factorOfSystem(st, code);
    if (!factor) throw new GuanlanError('GL_BAD_REQUEST', `body/factor ${code} is not in the catalogue`);
    return factor.id;
  };

  app.post(
    '/api/marks',
    {
      config: { access: 'operator' },
      schema: {
        operationId: 'enterMark',
        summary: '登记标记 · a mark of working condition or monitoring anomaly',
        tags: ['stations'],
        body: closed({
          station: StationId,
          factor: Type.Optional(
            Type.String({ minLength: 1, maxLength: 20, description: 'HJ 212 code; all of the station where absent' }),
          ),
          code: choice(CODES),
          begin: InstantInput,
          end: Type.Optional(InstantInput),
          reason: Reason,
        }),
        response: { 201: MarkAnswer, ...faults },
      },
    },
    async ({ body, grant }, reply) => {
      const station = stationOr404(registry, body.station);
      const begin = secondsOf(body.begin, 'body/begin');
      const end = body.end === undefined ? OPEN_END : secondsOf(body.end, 'body/end');
      period(station, begin, end);
      const mark = await register.enter(
        {
          station: station.id,
          factor: factorIn(station.st, body.factor),
          code: markByCode(body.code)!.id,
          begin,
          end,
          reason: body.reason,
        },
        { who: grant.name, role: grant.role, at: context.clock.now() },
      );
      return reply.code(201).send(answerOf(mark));
    },
  );

  app.get(
    '/api/marks',
    {
      config: { access: 'viewer' },
      schema: {
        operationId: 'marks',
        summary: '标记列表 · the latest version of each mark, newest first',
        tags: ['stations'],
        querystring: closed({
          station: Type.Optional(StationId),
          from: Type.Optional(InstantInput),
          to: Type.Optional(InstantInput),
          withdrawn: Type.Boolean({ default: false, description: 'Also those that were withdrawn' }),
          ...paging,
        }),
        response: { 200: closed({ total: Type.Integer(), items: Type.Array(MarkAnswer) }), ...faults },
      },
    },
    async ({ query, ip }) => {
      bound(ip);
      const from = query.from === undefined ? 0 : secondsOf(query.from, 'querystring/from');
      const to = query.to === undefined ? OPEN_END : secondsOf(query.to, 'querystring/to');
      const { total, marks } = await register.list({
        station: query.station,
        from: Math.max(0, from),
        to: Math.min(OPEN_END, Math.max(0, to)),
        withdrawn: query.withdrawn,
        limit: query.limit,
        offset: query.offset,
      });
      return { total, items: marks.map(answerOf) };
    },
  );

  app.get(
    '/api/marks/:id',
    {
      config: { access: 'viewer' },
      schema: {
        operationId: 'markHistory',
        summary: '标记的全部版本 · every version of one mark',
        tags: ['stations'],
        params: closed({ id: MarkId }),
        querystring: closed({}),
        response: { 200: closed({ versions: Type.Array(MarkAnswer) }), ...faults },
      },
    },
    async ({ params, ip }) => {
      bound(ip);
      const versions = await register.history(params.id);
      if (versions.length === 0) throw new GuanlanError('GL_NOT_FOUND', `mark ${params.id}`);
      return { versions: versions.map(answerOf) };
    },
  );

  app.post(
    '/api/marks/:id/versions',
    {
      config: { access: 'operator' },
      schema: {
        operationId: 'reviseMark',
        summary: '修改或撤销标记 · a new version of a mark, or its withdrawal',
        tags: ['stations'],
        params: closed({ id: MarkId }),
        body: closed({
          version: Type.Integer({ minimum: 1, description: 'The version you looked at' }),
          withdraw: Type.Boolean({ default: false }),
          code: Type.Optional(choice(CODES)),
          begin: Type.Optional(InstantInput),
          end: Type.Optional(InstantInput),
          reason: Reason,
        }),
        response: { 200: MarkAnswer, ...faults },
      },
    },
    async ({ params, body, grant }) => {
      const newest = (await register.history(params.id)).at(-1);
      if (newest === undefined) throw new GuanlanError('GL_NOT_FOUND', `mark ${params.id}`);
      const begin = body.begin === undefined ? newest.begin : secondsOf(body.begin, 'body/begin');
      const end = body.end === undefined ? newest.end : secondsOf(body.end, 'body/end');
      if (!body.withdraw) period(stationOr404(registry, newest.station), begin, end);
      return answerOf(
        await register.revise(
          params.id,
          body.version,
          {
            ...(body.withdraw
              ? {}
              : { begin, end, ...(body.code === undefined ? {} : { code: markByCode(body.code)!.id }) }),
            reason: body.reason,
            inForce: !body.withdraw,
          },
          { who: grant.name, role: grant.role, at: context.clock.now() },
        ),
      );
    },
  );
}
