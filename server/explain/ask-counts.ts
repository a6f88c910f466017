import type { AuditKind, Finding } from '../audit/mod.ts';
import { loadQuery, type Store } from '../platform/store/mod.ts';
import { ExplainBounds } from './bounds.ts';
import { orNull, whole, type RawRow } from './raw-row.ts';

interface ExcludedRow {
  readonly reason: number;
  readonly station: number;
  readonly factor: number;
  readonly limitSource: number;
  readonly at: number;
}
interface ReasonCount {
  readonly reason: number;
  readonly series: number;
}
/** A series above its limit now; values in millionths, seconds UTC. */
export interface ExceedingRow {
  readonly station: number;
  readonly factor: number;
  readonly micro: number;
  readonly limit: number;
  readonly limitSource: number;
  readonly averaging: number;
  readonly since: number;
  readonly at: number;
}
interface SectionRow {
  readonly station: number;
  readonly class: number;
  readonly sampled: number;
  readonly items: number;
}
/** Valid hour values of a township's air stations, millionths. */
interface TownshipHour {
  readonly township: number;
  readonly values: readonly number[];
}
interface FindingRow {
  readonly station: number;
  readonly factor: number;
  readonly start: number;
  readonly code: number;
  readonly invalidates: boolean;
}
/** A device that is in no registry; ms UTC. */
interface UnknownDeviceRow {
  readonly device: string;
  readonly st: string;
  readonly frames: number;
  readonly first: number;
  readonly last: number;
  readonly remote: string;
}

const QUERIES = Object.freeze({
  excludedReasons: loadQuery('history/explain-excluded-reasons'),
  exceeding: loadQuery('history/explain-exceeding'),
  sections: loadQuery('history/explain-sections'),
  townshipHours: loadQuery('history/township-hours'),
  auditHour: loadQuery('audit/last-hour'),
  auditFindings: loadQuery('audit/findings'),
  findings: loadQuery('history/quality'),
  strangers: loadQuery('history/unregistered-devices'),
  excluded: loadQuery('history/explain-excluded'),
});

/** The questions behind explained counts: what was left out, exceeds, is classed, was found, was never registered. */
export interface CountAsk {
  /** Reason 0: for any. */
  excluded(
    tick: number,
    reason: number,
    offset: number,
    most: number,
  ): Promise<{ readonly total: number; readonly rows: readonly ExcludedRow[] }>;
  excludedReasons(tick: number): Promise<readonly ReasonCount[]>;
  /** What exceeds a limit now, the largest multiple first. */
  exceeding(): Promise<readonly ExceedingRow[]>;
  /** Water sections with a sample since then, the worst class first. */
  sections(since: number, now: number): Promise<readonly SectionRow[]>;
  townshipHour(start: number, factor: number): Promise<readonly TownshipHour[]>;
  /** Findings of quality control on the hours from then on, without those of some codes. */
  findings(from: number, until: number, without: readonly number[]): Promise<readonly FindingRow[]>;
  /** What the audit recomputed in the last hour, as far as written. */
  auditHour(): Promise<{
    readonly checked: number;
    readonly postponed: number;
    readonly byKind: Readonly<Record<AuditKind, number>>;
  }>;
  /** What it found, what stands first. */
  auditFindings(): Promise<readonly Finding[]>;
  strangers(
    offset: number,
    most: number,
  ): Promise<{ readonly total: number; readonly rows: readonly UnknownDeviceRow[] }>;
}

export function openCountAsk(store: Pick<Store, 'rows'>): CountAsk {
  const { mostRows: most } = ExplainBounds;
  const rows = (sql: string, parameters: Record<string, unknown> = {}): Promise<RawRow[]> =>
    store.rows<RawRow>('history', sql, parameters);
  return {
    excluded: async (tick, reason, offset, limit) => {
      const found = await rows(QUERIES.excluded, { tick, reason, offset, most: limit });
      return {
        total: whole(found[0]?.['total']),
        rows: found.map((r) => ({
          reason: whole(r['reason']),
          station: whole(r['station']),
          factor: whole(r['factor']),
          limitSource: whole(r['source']),
          at: whole(r['value_at']),
        })),
      };
    },
    excludedReasons: async (tick) =>
      (await rows(QUERIES.excludedReasons, { tick })).map((r) => ({
        reason: whole(r['reason']),
        series: whole(r['series']),
      })),
    exceeding: async () =>
      (await rows(QUERIES.exceeding, { most })).map((r) => ({
        station: whole(r['station']),
        factor: whole(r['factor']),
        micro: whole(r['micro']),
        limit: whole(r['limit_micro']),
        limitSource: whole(r['limit_source']),
        averaging: whole(r['averaging']),
        since: whole(r['since_at']),
        at: whole(r['value_at']),
      })),
    sections: async (since, now) =>
      (await rows(QUERIES.sections, { since, now })).map((r) => ({
        station: whole(r['station']),
        class: whole(r['class']),
        sampled: whole(r['sampled']),
        items: whole(r['items']),
      })),
    townshipHour: async (start, factor) =>
      (
        await store.rows<{ township: number; values: readonly string[] }>('history', QUERIES.townshipHours, {
          hours: [start],
          factor,
        })
      ).map(({ township, values }) => ({ township, values: values.map(Number) })),
    findings: async (from, until, without) =>
      (
        await rows(QUERIES.findings, {
          from,
          to: until,
          station: 0,
          factor: 0,
          code: 0,
          invalidating: 0,
          without,
          limit: most,
          offset: 0,
        })
      ).map((r) => ({
        station: whole(r['station']),
        factor: whole(r['factor']),
        start: whole(r['t']),
        code: whole(r['code']),
        invalidates: whole(r['invalidates']) === 1,
      })),
    auditHour: async () => {
      const [r = {}] = await rows(QUERIES.auditHour);
      const byKind = {
        hour: whole(r['hours']),
        day: whole(r['days']),
        rolling: whole(r['rolling']),
        cell: whole(r['cells']),
        ranking: whole(r['rankings']),
        region: whole(r['regions']),
      };
      return { checked: whole(r['checked']), postponed: whole(r['postponed']), byKind };
    },
    auditFindings: async () =>
      (await rows(QUERIES.auditFindings)).map((r) => ({
        kind: r['kind'] as AuditKind,
        subject: String(r['subject']),
        station: whole(r['station']),
        factor: whole(r['factor']),
        start: whole(r['begun']),
        field: String(r['field']),
        shown: String(r['shown']),
        recomputed: String(r['recomputed']),
        repairs: whole(r['repairs']),
        opened: whole(r['opened_at']),
        closed: orNull(r['closed_at']),
      })),
    strangers: async (offset, limit) => {
      const found = await rows(QUERIES.strangers, { offset, limit });
      return {
        total: whole(found[0]?.['total']),
        rows: found.map((r) => ({
          device: String(r['device']),
          st: String(r['st']),
          frames: whole(r['frames']),
          first: whole(r['first_ms']),
          last: whole(r['last_ms']),
          remote: String(r['remote']),
        })),
      };
    },
  };
}
