import type { ApiAnswer } from '../../../streams/contracts/api/operations.ts';
import type { ExceedanceEvidence } from '../../../streams/contracts/exceedance.ts';
import { factorById } from '../../../streams/contracts/factors.ts';
import { formatMicro } from '../../../streams/contracts/reading.ts';
import { operatorSteps, type Alarm, type AlarmLedger } from '../../alarms/mod.ts';
import type { Registry } from '../../registry/mod.ts';
import { iso, isoOrNull } from '../instants.ts';

type AlarmAnswer = ApiAnswer<'alarm'>['alarm'];
type EventAnswer = ApiAnswer<'alarm'>['events'][number];
type LedgerEvent = Awaited<ReturnType<AlarmLedger['events']>>[number];

const evidenceOf = (
  factor: number,
  { multipleHundredths, value, limit, limitSource, since, time }: ExceedanceEvidence,
): AlarmAnswer['latest'] => ({
  multiple: multipleHundredths / 100,
  value: formatMicro(value),
  limit: formatMicro(limit),
  unit: factorById(factor)?.unit ?? '',
  limitSource,
  since: iso(since),
  time: iso(time),
});

/** An alarm as the API shows it. */
export function alarmAnswer(registry: Registry, alarm: Alarm): AlarmAnswer {
  const { rule, station, factor } = alarm.subject;
  const place = registry.station(station);
  return {
    id: alarm.alarm,
    sequence: alarm.sequence,
    rule,
    station,
    names: place?.names ?? null,
    kind: place?.kind ?? null,
    county: place?.county ?? null,
    factor: factorById(factor)?.code ?? String(factor),
    state: alarm.state,
    priority: alarm.priority,
    raised: iso(alarm.raised),
    changed: iso(alarm.changed),
    due: isoOrNull(alarm.due),
    missed: isoOrNull(alarm.missed),
    cleared: isoOrNull(alarm.cleared),
    escalations: alarm.escalations,
    latest: evidenceOf(factor, alarm.latest),
    worst: evidenceOf(factor, alarm.worst),
    note: alarm.note,
    steps: operatorSteps(alarm),
  };
}

/** One event of an alarm's history. @param factor of the alarm */
export const alarmEventAnswer = (
  factor: number,
  { sequence, step, at, actor, note, priority, due, evidence }: LedgerEvent,
): EventAnswer => ({
  sequence,
  step,
  at: iso(at),
  actor: { kind: actor.kind, name: actor.name },
  note: note ?? null,
  priority: priority ?? null,
  due: isoOrNull(due),
  evidence: evidence ? evidenceOf(factor, evidence) : null,
});
