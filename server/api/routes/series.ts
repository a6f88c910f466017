import { DateTime } from 'luxon';
import type { QueryOf } from '../../../streams/contracts/api/operation.ts';
import { SERIES_POINT_LIMIT, seriesOperation } from '../../../streams/contracts/api/series.ts';
import { GuanlanError } from '../../../streams/contracts/errors.ts';
import { loadQuery, type Parameters } from '../../platform/store/mod.ts';
import { MEAN_RULES } from '../../rollups/mod.ts';
import { seriesPoint, type StoredPoint } from '../answers/series-point.ts';
import type { Api } from '../api.ts';
import { instantOf, iso, isStorable } from '../instants.ts';
import type { RouteContext } from '../route-context.ts';
import { serve } from '../serve.ts';
import { stationFactorOr400 } from '../station-factor-or-400.ts';
import { stationOr404 } from '../station-or-404.ts';

type SeriesQuery = QueryOf<typeof seriesOperation>;
type Step = SeriesQuery['step'];
/** ms UTC. */
interface Range {
  readonly from: number;
  readonly to: number;
}

const HOUR = 3_600_000;
const DAY = 86_400_000;
/** Longest range of a step: 5,000 points, and for single values what the engine reads in well under a second. */
const LONGEST: Readonly<Record<Step, number>> = {
  raw: 14 * DAY,
  '5m': 14 * DAY,
  hour: SERIES_POINT_LIMIT * HOUR,
  day: SERIES_POINT_LIMIT * DAY,
};

/** Throws GL_BAD_REQUEST. */
function rangeOf({ from: first, to: last, step }: SeriesQuery, now: number): Range {
  const from = instantOf(first, 'querystring/from');
  const to = last === undefined ? now : instantOf(last, 'querystring/to');
  if (to <= from) throw new GuanlanError('GL_BAD_REQUEST', 'querystring/to is not after from');
  if (to - from > LONGEST[step])
    throw new GuanlanError('GL_BAD_REQUEST', `querystring/to: step ${step} covers at most ${LONGEST[step] / DAY} days`);
  if (!isStorable(from) || !isStorable(to))
    throw new GuanlanError('GL_BAD_REQUEST', 'querystring/from: before 1970 or after 2106');
  return { from, to };
}

function rangeParameters(step: Step, { from, to }: Range, zone: string, basis: number): Parameters {
  const civil = (ms: number): string => DateTime.fromMillis(ms, { zone }).toFormat('yyyy-MM-dd');
  if (step === 'day') return { first: civil(from), last: civil(to - 1) };
  return {
    from: Math.floor(from / 1000),
    to: Math.ceil(to / 1000),
    ...(step === 'hour' ? {} : { statistic: basis }),
    ...(step === '5m' ? MEAN_RULES : {}),
  };
}

/** `GET /api/stations/{id}/series`: the past of one factor at one station. The only operation that scans readings. */
export async function seriesRoutes(app: Api, { context, registry, limitRate }: RouteContext): Promise<void> {
  const { clock, store } = context;
  const queries: Readonly<Record<Step, string>> = {
    raw: loadQuery('history/series-raw'),
    '5m': loadQuery('history/series-5m'),
    hour: loadQuery('history/series-hour'),
    day: loadQuery('history/series-day'),
  };
  serve(app, seriesOperation, async ({ params, query, ip }) => {
    const station = stationOr404(registry, params.id);
    const factor = stationFactorOr400(station, query.factor, 'querystring/factor');
    const range = rangeOf(query, clock.now());
    limitRate(ip);
    const zone = registry.city?.timezone ?? 'Asia/Shanghai';
    const rows = await store.rows<StoredPoint>('history', queries[query.step], {
      station: station.id,
      factor: factor.id,
      limit: SERIES_POINT_LIMIT + 1,
      ...rangeParameters(query.step, range, zone, station.basis),
    });
    return {
      station: station.id,
      factor: factor.code,
      unit: factor.unit,
      step: query.step,
      from: iso(range.from),
      to: iso(range.to),
      complete: rows.length <= SERIES_POINT_LIMIT,
      points: rows.slice(0, SERIES_POINT_LIMIT).map((row) => seriesPoint(query.step, row, station, zone)),
    };
  });
}
