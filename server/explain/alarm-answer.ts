import type { Explanation } from '../../streams/contracts/explanation.ts';
import { formatMicro } from '../../streams/contracts/reading.ts';
import { toLiveTime } from '../../streams/live/mod.ts';
import { type AlarmLedger, deadlineOf } from '../alarms/mod.ts';
import { exceedanceHundredths } from '../standards/mod.ts';
import { checked, shownWhole } from './builder.ts';
import type { ExplainContext } from './explain-context.ts';
import { unitOf } from './factor-text.ts';
import { shownCell } from './shown.ts';

/** `alarm.*`. */
export const ALARM_QUANTITIES = ['multiple', 'value', 'limit', 'due', 'raised', 'priority'] as const;
export type AlarmQuantity = (typeof ALARM_QUANTITIES)[number];
type Alarm = NonNullable<ReturnType<AlarmLedger['get']>>;
type AlarmEvents = Awaited<ReturnType<AlarmLedger['events']>>;

const instant = (ms: number | null): Explanation['value'] => ({
  number: null,
  text: ms === null ? 'NA' : new Date(ms).toISOString(),
  unit: '',
});

/** Value and check of one quantity of an alarm. */
export function alarmAnswer(
  context: ExplainContext,
  quantity: AlarmQuantity,
  alarm: Alarm,
  events: AlarmEvents,
): Pick<Explanation, 'value' | 'check'> {
  const { latest } = alarm;
  const unit = unitOf(alarm.subject.factor);
  const shown = (column: string): number | null => shownCell(context, 'alarms', alarm.alarm, column);
  switch (quantity) {
    case 'multiple':
      return {
        value: {
          number: latest.multipleHundredths / 100,
          text: (latest.multipleHundredths / 100).toFixed(2),
          unit: '×',
        },
        check: checked(latest.multipleHundredths, exceedanceHundredths(latest.value, latest.limit)),
      };
    case 'value':
    case 'limit':
      return {
        value: { number: latest[quantity] / 1e6, text: formatMicro(latest[quantity]), unit },
        check: checked(shown(quantity), Math.round(latest[quantity] / 1000)),
      };
    case 'due': {
      const deadline = deadlineOf(alarm);
      return {
        value: instant(deadline),
        check: checked(shown('due'), deadline === null ? null : toLiveTime(deadline)),
      };
    }
    case 'raised': {
      const raised = new Date(alarm.raised).toISOString();
      const isSame = events.find(({ step }) => step === 'raised')?.at === alarm.raised;
      return { value: instant(alarm.raised), check: checked(null, isSame ? raised : null) };
    }
    case 'priority': {
      const last = events.findLast(({ priority }) => priority !== undefined);
      return { value: shownWhole(alarm.priority), check: checked(shown('priority'), last?.priority ?? null) };
    }
  }
}
