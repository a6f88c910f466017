import type { Actor } from './event.ts';
import type { Intent } from './intent.ts';
import type { AlarmLedger } from './ledger.ts';
import { CONFIRM_WITHIN } from './policy.ts';
import type { Alarm } from './transitions.ts';

const RULE: Actor = Object.freeze({ kind: 'rule', name: 'exceedance' });

/** Writes what the rule wants as an event. Errors: those of `AlarmLedger.append`. @param now ms UTC */
export function writeIntent(ledger: AlarmLedger, intent: Intent, now: number): Promise<Alarm> {
  const { step } = intent;
  if (step === 'raised') {
    const { subject, priority, evidence, id } = intent;
    const due = now + CONFIRM_WITHIN[priority];
    return ledger.raise({ step, actor: RULE, subject, priority, evidence, due }, id);
  }
  const { alarm } = intent;
  const append = (event: Omit<Parameters<AlarmLedger['append']>[2], 'step' | 'actor'>): Promise<Alarm> =>
    ledger.append(alarm.alarm, alarm.sequence, { step, actor: RULE, ...event });
  if (step === 'worsened') {
    const { priority, evidence } = intent;
    const due = alarm.state === 'raised' ? now + CONFIRM_WITHIN[priority] : null;
    // An earlier deadline holds: getting worse never gives more time.
    return append({ priority, evidence, due: due === null || alarm.due === null ? due : Math.min(due, alarm.due) });
  }
  if (step === 'recurred') return append({ evidence: intent.evidence });
  return append(step === 'closed' ? { due: null } : {});
}
