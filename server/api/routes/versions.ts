import { DateTime } from 'luxon';
import type { QueryOf } from '../../../streams/contracts/api/operation.ts';
import type { ApiAnswer } from '../../../streams/contracts/api/operations.ts';
import { versionsOperation } from '../../../streams/contracts/api/versions.ts';
import { GuanlanError } from '../../../streams/contracts/errors.ts';
import type { VersionReason } from '../../../streams/contracts/explanation.ts';
import { loadQuery, type Parameters } from '../../platform/store/mod.ts';
import { codesIn } from '../../standards/mod.ts';
import type { Api } from '../api.ts';
import { iso, isStorable } from '../instants.ts';
import type { RouteContext } from '../route-context.ts';
import { serve } from '../serve.ts';
import { stationFactorOr400 } from '../station-factor-or-400.ts';
import { stationOr404 } from '../station-or-404.ts';

/** Versions of one hour or day that are listed; more would be a device that never stops correcting. */
const MAX_VERSIONS = 500;

interface StoredVersion {
  readonly version: number;
  readonly value: string | null;
  readonly count: number;
  readonly expected: number;
  readonly valid: number;
  readonly enough?: number;
  readonly codes?: number;
  readonly over: number;
  readonly origin: number;
  readonly reason: VersionReason;
  readonly ms: string;
}
interface Period {
  readonly kind: 'hour' | 'day';
  readonly start: DateTime;
  readonly end: DateTime;
  /** What the question of its kind takes. */
  readonly parameters: Parameters;
}

/** Throws GL_BAD_REQUEST. @param zone IANA zone of civil days */
function periodOf({ hour, day }: QueryOf<typeof versionsOperation>, zone: string): Period {
  if ((hour === undefined) === (day === undefined))
    throw new GuanlanError('GL_BAD_REQUEST', 'querystring: either hour or day');
  const start = day === undefined ? DateTime.fromISO(hour ?? '').startOf('hour') : DateTime.fromISO(day, { zone });
  if (!start.isValid || !isStorable(start.toMillis()))
    throw new GuanlanError('GL_BAD_REQUEST', 'querystring/hour or /day is no time of the calendar');
  return day === undefined
    ? { kind: 'hour', start, end: start.plus({ hours: 1 }), parameters: { hour: Math.floor(start.toSeconds()) } }
    : { kind: 'day', start, end: start.plus({ days: 1 }), parameters: { day } };
}

const versionAnswer = (row: StoredVersion): ApiAnswer<'versions'>['versions'][number] => ({
  version: row.version,
  computed: iso(Number(row.ms)),
  reason: row.reason,
  value: row.value === null ? null : Number(row.value),
  count: row.count,
  expected: row.expected,
  valid: row.valid === 1,
  enough: (row.enough ?? row.valid) === 1,
  codes: codesIn(row.codes ?? 0),
  over: row.over === 1,
  origin: row.origin === 1 ? 'computed' : 'reported',
});

/** `GET /api/stations/{id}/versions`: what was shown for one hour or day, when, and why it changed. */
export async function versionRoutes(app: Api, { context, registry, limitRate }: RouteContext): Promise<void> {
  const queries = { hour: loadQuery('history/versions-hour'), day: loadQuery('history/versions-day') };
  serve(app, versionsOperation, async ({ params, query, ip }) => {
    const station = stationOr404(registry, params.id);
    const factor = stationFactorOr400(station, query.factor, 'querystring/factor');
    const { kind, start, end, parameters } = periodOf(query, registry.city?.timezone ?? 'Asia/Shanghai');
    limitRate(ip);
    const rows = await context.store.rows<StoredVersion>('history', queries[kind], {
      station: station.id,
      factor: factor.id,
      limit: MAX_VERSIONS,
      ...parameters,
    });
    return {
      station: station.id,
      factor: factor.code,
      unit: factor.unit,
      start: iso(start.toMillis()),
      end: iso(end.toMillis()),
      versions: rows.map(versionAnswer),
    };
  });
}
