import type { Explanation, Words } from '../../streams/contracts/explanation.ts';
import type { NumberAddress } from '../../streams/live/mod.ts';
import { checked, explanationOf, shownWhole } from './builder.ts';
import type { ExplainContext } from './explain-context.ts';
import { shownCell } from './shown.ts';
import { words } from './words.ts';

/** A step of the day's alarms, with what it counts. */
export interface TodayStep {
  readonly step: 1 | 2 | 3 | 4;
  readonly title: Words;
  readonly rule: Words;
}
export const TODAY_STEPS: readonly TodayStep[] = [
  {
    step: 1,
    title: words('今日信号', 'signals today'),
    rule: words('当日出现过的超标序列数', 'series that exceeded today'),
  },
  { step: 2, title: words('今日研判', 'judged today'), rule: words('当日提出的告警', 'alarms raised today') },
  {
    step: 3,
    title: words('今日告知', 'told today'),
    rule: words('当日由值守确认的告警', 'alarms confirmed by the seat today'),
  },
  {
    step: 4,
    title: words('今日核实', 'upheld today'),
    rule: words('当日确认后办结的告警', 'alarms closed today after being confirmed'),
  },
];

/** `ledger:today` `today.1..4`: signals, alarms raised, confirmed and closed today. */
export function explainToday(
  context: ExplainContext,
  address: NumberAddress,
  { step, title, rule }: TodayStep,
): Explanation {
  const day = context.alarms.dayCount(context.now);
  const count = { 1: null, 2: day.raised, 3: day.confirmed, 4: day.closed }[step];
  const shown = shownCell(context, 'funnel', step, 'count');
  return explanationOf(address, {
    subject: { kind: 'ledger', id: 'today', names: words('今日闭环', 'today') },
    title,
    value: shownWhole(count ?? shown),
    asOf: new Date(context.now).toISOString(),
    formula: { words: rule, symbols: 'n = #{events today}' },
    check: checked(
      shown,
      count,
      step === 1
        ? words(
            '信号由规则进程计数，此处不复算',
            "signals are counted by the rules' process and not computed again here",
          )
        : null,
    ),
  });
}
