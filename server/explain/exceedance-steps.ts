import type { Explanation } from '../../streams/contracts/explanation.ts';
import { formatMicro } from '../../streams/contracts/reading.ts';
import { exceedanceHundredths } from '../standards/mod.ts';
import { iso } from './builder.ts';
import type { ExceedanceState } from './exceedance-state.ts';
import { trendOf, trendWords } from './exceedance-trend.ts';
import { windowWords } from './window-words.ts';
import { joined, words } from './words.ts';

/** How an exceedance follows from its value and its limit. @param shown multiple on the screens, hundredths */
export function exceedanceSteps(
  state: ExceedanceState,
  made: Explanation['steps'],
  shown: number | null,
): Explanation['steps'] {
  const [value, limit] = [formatMicro(state.micro), formatMicro(state.limit)];
  const multiple = (exceedanceHundredths(state.micro, state.limit) / 100).toFixed(2);
  return [
    { what: joined(words('判定依据', 'judged on'), windowWords(state.averaging)), text: iso(state.at) },
    ...made,
    { what: words('超标倍数', 'multiple'), text: `(${value} − ${limit}) ÷ ${limit} = ${multiple}` },
    { what: words('起始', 'since'), text: `${iso(state.since)} → ${iso(state.seen)}` },
    { what: words('今日次数', 'episodes today'), text: `${state.episodes} (${iso(state.first)} …)` },
    {
      what: joined(words('趋势', 'trend'), trendWords(trendOf(state))),
      text: `${formatMicro(state.reference)} (${iso(state.referenceAt)}) → ${value}`,
    },
    ...(shown === null ? [] : [{ what: words('屏幕所示', 'on the screens'), text: (shown / 100).toFixed(2) }]),
  ];
}
