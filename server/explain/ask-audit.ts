import type { AuditKind, Finding } from '../audit/mod.ts';
import { loadQuery } from '../platform/store/mod.ts';
import { type AskRows, orNull, whole } from './raw-row.ts';

const QUERIES = Object.freeze({ hour: loadQuery('audit/last-hour'), findings: loadQuery('audit/findings') });

/** Values the audit recomputed and postponed. */
interface AuditHour {
  readonly checked: number;
  readonly postponed: number;
  readonly byKind: Readonly<Record<AuditKind, number>>;
}

/** Queries about the continuous audit. */
export interface AuditAsk {
  /** What it recomputed in the last hour, as far as written. */
  auditHour(): Promise<AuditHour>;
  /** What it found, what stands first. */
  auditFindings(): Promise<readonly Finding[]>;
}

export const openAuditAsk = (rows: AskRows): AuditAsk => ({
  auditHour: async () => {
    const [r = {}] = await rows(QUERIES.hour);
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
    (await rows(QUERIES.findings)).map((r) => ({
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
});
