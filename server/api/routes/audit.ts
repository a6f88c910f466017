import { Type } from '@sinclair/typebox';
import { DateTime } from 'luxon';
import { factorById } from '../../../streams/contracts/factors.ts';
import { loadQuery } from '../../platform/store/mod.ts';
import { AUDIT_KINDS, findingAddress, type AuditKind } from '../../audit/mod.ts';
import type { Rooms } from '../api-dependencies.ts';
import { choice, closed, faults, Instant, Names, nullable, type Api } from '../schema.ts';

const ROUNDS = loadQuery('audit/rounds');
const LAST_HOUR = loadQuery('audit/last-hour');
const FINDINGS = loadQuery('audit/findings');
/** Answers are kept this long: a desk that asks every few seconds costs the store one question. */
const KEPT_MS = 2_000;

/** What to do about a finding, by what was found wrong. */
const NEXT: Readonly<Record<AuditKind, { readonly zh: string; readonly en: string }>> = Object.freeze({
  hour: {
    zh: '已标记重算；若仍不符，核对该小时的原始读数与版本',
    en: "It was marked to be computed again; if it stays, compare the hour's raw readings and versions",
  },
  day: {
    zh: '已标记重算；若仍不符，核对该日的小时值',
    en: 'It was marked to be computed again; if it stays, compare the hours of the day',
  },
  rolling: {
    zh: '下一拍重写；若持续，重启 work 角色使当前小时的桶重新关闭',
    en: 'The next tick writes it again; if it stays, restart role work so that the buckets of the hour are closed again',
  },
  cell: {
    zh: '下一拍重写；若持续，核对站点坐标与网格权重',
    en: 'The next tick writes it again; if it stays, check positions of stations and weights of the grid',
  },
  ranking: {
    zh: '处置前先核对原始读数与限值；若持续，查 exceedance_states 与 station_limits',
    en: 'Check raw readings and limit before acting on it; if it stays, look at exceedance_states and station_limits',
  },
  region: {
    zh: '勿引用该区域的小时 AQI；若持续，核对站点小时值',
    en: "Do not quote the region's hour AQI; if it stays, compare the hours of its stations",
  },
});

interface RoundRow {
  at: string;
  took: number;
  hours: number;
  days: number;
  rolling: number;
  cells: number;
  rankings: number;
  regions: number;
  postponed: number;
  suspects: number;
  standing: number;
  behind: number;
}
interface FindingRow {
  opened_at: string;
  kind: AuditKind;
  subject: string;
  station: number;
  factor: number;
  begun: number;
  field: string;
  shown: string;
  recomputed: string;
  repairs: number;
  closed_at: string | null;
}
interface HourRow {
  checked: string;
  hours: string;
  days: string;
  rolling: string;
  cells: string;
  rankings: string;
  regions: string;
  postponed: string;
}

const instant = (ms: string | number): string => new Date(Number(ms)).toISOString();

/** `GET /api/audit`: what was recomputed in the last hour, and what did not agree. */
export async function auditRoutes(app: Api, { context, registry }: Rooms): Promise<void> {
  const { store, clock } = context;
  const Counts = closed({
    hour: Type.Integer(),
    day: Type.Integer(),
    rolling: Type.Integer(),
    cell: Type.Integer(),
    ranking: Type.Integer(),
    region: Type.Integer(),
  });
  const ask = async () => {
    const [rounds, [hour], findings] = [
      await store.rows<RoundRow>('history', ROUNDS),
      await store.rows<HourRow>('history', LAST_HOUR),
      await store.rows<FindingRow>('history', FINDINGS),
    ];
    const [newest] = rounds;
    return {
      last: newest ? instant(newest.at) : null,
      checked: Number(hour?.checked ?? 0),
      checkedByKind: {
        hour: Number(hour?.hours ?? 0),
        day: Number(hour?.days ?? 0),
        rolling: Number(hour?.rolling ?? 0),
        cell: Number(hour?.cells ?? 0),
        ranking: Number(hour?.rankings ?? 0),
        region: Number(hour?.regions ?? 0),
      },
      postponed: Number(hour?.postponed ?? 0),
      standing: findings.filter((finding) => finding.closed_at === null).length,
      rounds: rounds.map((row) => ({
        at: instant(row.at),
        ms: row.took,
        checked: {
          hour: row.hours,
          day: row.days,
          rolling: row.rolling,
          cell: row.cells,
          ranking: row.rankings,
          region: row.regions,
        },
        postponed: row.postponed,
        suspects: row.suspects,
        standing: row.standing,
        behind: row.behind,
      })),
      findings: findings.map((row) => {
        const factor = factorById(row.factor);
        return {
          kind: row.kind,
          subject: row.subject,
          station: row.station,
          names:
            registry.station(row.station)?.names ??
            (row.kind === 'region' ? (registry.regions().get(Number(row.subject))?.names ?? null) : null),
          factor: factor?.code ?? '',
          factorNames: factor ? { zh: factor.zh, en: factor.en } : null,
          unit: factor?.unit ?? '',
          start: instant(row.begun * 1000),
          field: row.field,
          shown: row.shown,
          recomputed: row.recomputed,
          repairs: row.repairs,
          opened: instant(row.opened_at),
          closed: row.closed_at === null ? null : instant(row.closed_at),
          next: NEXT[row.kind],
          address: findingAddress({ ...row, start: row.begun }, (seconds) =>
            DateTime.fromSeconds(seconds, { zone: registry.city?.timezone ?? 'Asia/Shanghai' }).toISODate()!,
          ),
        };
      }),
    };
  };
  let kept: { at: number; answer: ReturnType<typeof ask> } | null = null;

  app.get(
    '/api/audit',
    {
      config: { access: 'viewer' },
      schema: {
        operationId: 'audit',
        summary: '持续核对 · values recomputed from raw readings, and what did not agree',
        tags: ['operations'],
        querystring: closed({}),
        response: {
          200: closed({
            last: nullable(Instant),
            checked: Type.Integer({
              description: 'Values recomputed and compared in the last hour, as far as written (once a minute)',
            }),
            checkedByKind: Counts,
            postponed: Type.Integer({ description: 'Left for later: still due or changing' }),
            standing: Type.Integer({ description: 'Shown values that differ from their readings now' }),
            rounds: Type.Array(
              closed({
                at: Instant,
                ms: Type.Integer(),
                checked: Counts,
                postponed: Type.Integer(),
                suspects: Type.Integer(),
                standing: Type.Integer(),
                behind: Type.Integer({ description: 'Stretches of the watched range waiting for their check' }),
              }),
            ),
            findings: Type.Array(
              closed({
                kind: choice(AUDIT_KINDS),
                subject: Type.String(),
                station: Type.Integer(),
                names: nullable(Names),
                factor: Type.String(),
                factorNames: nullable(Names),
                unit: Type.String(),
                start: Instant,
                field: Type.String(),
                shown: Type.String(),
                recomputed: Type.String(),
                repairs: Type.Integer(),
                opened: Instant,
                closed: nullable(Instant),
                next: closed({ zh: Type.String(), en: Type.String() }),
                address: Type.String({ description: 'Of the number, for `/api/explain`' }),
              }),
            ),
          }),
          ...faults,
        },
      },
    },
    async () => {
      if (kept === null || clock.monotonic() - kept.at > KEPT_MS) {
        const answer = ask();
        answer.catch(() => {
          kept = null;
        });
        kept = { at: clock.monotonic(), answer };
      }
      return kept.answer;
    },
  );
}
