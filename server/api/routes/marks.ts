import {
  enterMarkOperation,
  markHistoryOperation,
  marksOperation,
  reviseMarkOperation,
} from '../../../streams/contracts/api/marks.ts';
import { GuanlanError } from '../../../streams/contracts/errors.ts';
import { MarkRegister, OPEN_END } from '../../registry/mod.ts';
import { markByCode } from '../../standards/mod.ts';
import { markAnswer } from '../answers/mark.ts';
import type { Api } from '../api.ts';
import { instantOf } from '../instants.ts';
import { checkMarkPeriod } from '../mark-period.ts';
import type { RouteContext } from '../route-context.ts';
import { serve } from '../serve.ts';
import { stationFactorOr400 } from '../station-factor-or-400.ts';
import { stationOr404 } from '../station-or-404.ts';

const secondsOf = (text: string, where: string): number => Math.floor(instantOf(text, where) / 1000);
const secondsOr = (text: string | undefined, where: string, otherwise: number): number =>
  text === undefined ? otherwise : secondsOf(text, where);

function markCodeOr400(code: string): number {
  const known = markByCode(code);
  if (known === undefined) throw new GuanlanError('GL_BAD_REQUEST', `body/code ${code}`);
  return known.id;
}

/**
 * Marks 标记 of a source's working condition and of its monitoring (MEE announcement 2022 no. 21): entered, revised and
 * withdrawn in versions, each with who, when and why. Data under an excluding mark leave means and judging within
 * seconds.
 */
export async function markRoutes(app: Api, { context, registry, limitRate }: RouteContext): Promise<void> {
  const { clock, store } = context;
  const register = new MarkRegister(store);
  const nowSeconds = (): number => Math.floor(clock.now() / 1000);

  serve(app, enterMarkOperation, async ({ body, grant }) => {
    const station = stationOr404(registry, body.station);
    const begin = secondsOf(body.begin, 'body/begin');
    const end = secondsOr(body.end, 'body/end', OPEN_END);
    checkMarkPeriod(station.basis, begin, end, nowSeconds());
    const factor = body.factor === undefined ? 0 : stationFactorOr400(station, body.factor, 'body/factor').id;
    const mark = await register.enter(
      { station: station.id, factor, code: markCodeOr400(body.code), begin, end, reason: body.reason },
      { who: grant.name, role: grant.role, at: clock.now() },
    );
    return markAnswer(mark);
  });

  serve(app, marksOperation, async ({ query: { station, from, to, withdrawn, limit, offset }, ip }) => {
    limitRate(ip);
    const { total, marks } = await register.list({
      station,
      from: Math.max(0, secondsOr(from, 'querystring/from', 0)),
      to: Math.min(OPEN_END, Math.max(0, secondsOr(to, 'querystring/to', OPEN_END))),
      withdrawn,
      limit,
      offset,
    });
    return { total, items: marks.map(markAnswer) };
  });

  serve(app, markHistoryOperation, async ({ params, ip }) => {
    limitRate(ip);
    const versions = await register.history(params.id);
    if (versions.length === 0) throw new GuanlanError('GL_NOT_FOUND', `mark ${params.id}`);
    return { versions: versions.map(markAnswer) };
  });

  serve(app, reviseMarkOperation, async ({ params, body, grant }) => {
    const newest = (await register.history(params.id)).at(-1);
    if (newest === undefined) throw new GuanlanError('GL_NOT_FOUND', `mark ${params.id}`);
    const begin = secondsOr(body.begin, 'body/begin', newest.begin);
    const end = secondsOr(body.end, 'body/end', newest.end);
    if (!body.withdraw) checkMarkPeriod(stationOr404(registry, newest.station).basis, begin, end, nowSeconds());
    const change = body.withdraw
      ? {}
      : { begin, end, ...(body.code === undefined ? {} : { code: markCodeOr400(body.code) }) };
    const revised = await register.revise(
      params.id,
      body.version,
      { ...change, reason: body.reason, inForce: !body.withdraw },
      { who: grant.name, role: grant.role, at: clock.now() },
    );
    return markAnswer(revised);
  });
}
