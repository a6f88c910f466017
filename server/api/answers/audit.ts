import { DateTime } from 'luxon';
import type { ApiAnswer } from '../../../streams/contracts/api/operations.ts';
import { factorById } from '../../../streams/contracts/factors.ts';
import { findingAddress, type AuditKind } from '../../audit/mod.ts';
import { loadQuery, type Store } from '../../platform/store/mod.ts';
import type { Registry } from '../../registry/mod.ts';
import { iso } from '../instants.ts';
import { AUDIT_NEXT_STEP } from './audit-next-step.ts';

const ROUNDS = loadQuery('audit/rounds');
const LAST_HOUR = loadQuery('audit/last-hour');
const FINDINGS = loadQuery('audit/findings');

type AuditAnswer = ApiAnswer<'audit'>;

interface AuditRound {
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
interface StoredFinding {
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
interface CheckedLastHour {
  checked: string;
  hours: string;
  days: string;
  rolling: string;
  cells: string;
  rankings: string;
  regions: string;
  postponed: string;
}

const roundAnswer = (row: AuditRound): AuditAnswer['rounds'][number] => ({
  at: iso(Number(row.at)),
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
});

function findingAnswer(registry: Registry, row: StoredFinding): AuditAnswer['findings'][number] {
  const factor = factorById(row.factor);
  const zone = registry.city?.timezone ?? 'Asia/Shanghai';
  const region = row.kind === 'region' ? registry.regions().get(Number(row.subject)) : undefined;
  return {
    kind: row.kind,
    subject: row.subject,
    station: row.station,
    names: registry.station(row.station)?.names ?? region?.names ?? null,
    factor: factor?.code ?? '',
    factorNames: factor ? { zh: factor.zh, en: factor.en } : null,
    unit: factor?.unit ?? '',
    start: iso(row.begun * 1000),
    field: row.field,
    shown: row.shown,
    recomputed: row.recomputed,
    repairs: row.repairs,
    opened: iso(Number(row.opened_at)),
    closed: row.closed_at === null ? null : iso(Number(row.closed_at)),
    next: AUDIT_NEXT_STEP[row.kind],
    address: findingAddress({ ...row, start: row.begun }, (seconds) =>
      DateTime.fromSeconds(seconds, { zone }).toFormat('yyyy-MM-dd'),
    ),
  };
}

/** What was recomputed in the last hour, and what did not agree; asked of the store. */
export async function askAudit(store: Store, registry: Registry): Promise<AuditAnswer> {
  const rounds = await store.rows<AuditRound>('history', ROUNDS);
  const [hour] = await store.rows<CheckedLastHour>('history', LAST_HOUR);
  const findings = await store.rows<StoredFinding>('history', FINDINGS);
  const [newest] = rounds;
  return {
    last: newest ? iso(Number(newest.at)) : null,
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
    rounds: rounds.map(roundAnswer),
    findings: findings.map((finding) => findingAnswer(registry, finding)),
  };
}
