import type { ExplainedInput, Words } from '../../streams/contracts/explanation.ts';
import { formatMicro } from '../../streams/contracts/reading.ts';
import type { AlarmLedger } from '../alarms/mod.ts';
import { addressText, input } from './builder.ts';
import { codeOf, unitOf } from './factor-text.ts';
import { words } from './words.ts';

const STEPS: Readonly<Record<string, Words>> = {
  raised: words('提出', 'raised'),
  confirmed: words('确认', 'confirmed'),
  rejected: words('误报', 'rejected'),
  worsened: words('加重', 'worsened'),
  cleared: words('回落', 'cleared'),
  recurred: words('复超', 'recurred'),
  escalated: words('逾期升级', 'escalated'),
  closed: words('办结', 'closed'),
};
type AlarmEvent = Awaited<ReturnType<AlarmLedger['events']>>[number];

/** An event of an alarm's ledger, with the evidence it carries. */
export function alarmEventInput(
  { station, factor }: { station: number; factor: number },
  event: AlarmEvent,
): ExplainedInput {
  const { step, at, actor, note, priority, evidence } = event;
  const detail = [actor.kind === 'person' ? actor.name : '', note ?? '', priority ? `P${priority}` : ''];
  return input({
    label: STEPS[step] ?? words(step, step),
    time: new Date(at).toISOString(),
    value: evidence ? formatMicro(evidence.value) : null,
    unit: evidence ? unitOf(factor) : '',
    detail: detail.filter(Boolean).join(' · ') || null,
    address: evidence ? addressText('series', `${station}.${codeOf(factor)}`, 'exceedance.multiple') : null,
  });
}
