import type { Explanation } from '../../streams/contracts/explanation.ts';
import { formatMicro, type Micro } from '../../streams/contracts/reading.ts';
import { fromLiveTime } from '../../streams/live/mod.ts';
import { rankOf } from '../recompute/mod.ts';
import { exceedanceHundredths } from '../standards/mod.ts';
import { checked, iso, shownDecimals, shownMicro, shownWhole } from './builder.ts';
import type { EvaluatedLimit } from './limit-of-source.ts';
import type { EvaluatedValue } from './evaluation.ts';
import type { ExceedanceState } from './exceedance-state.ts';
import { trendWords } from './exceedance-trend.ts';
import type { ExceedanceQuantity } from './exceedance-words.ts';
import type { ExplainContext } from './explain-context.ts';
import { unitOf } from './factor-text.ts';
import { columnOfTopic, shownCell } from './shown.ts';
import { words } from './words.ts';

/** What an exceedance is answered from. */
interface Exceeding {
  readonly context: ExplainContext;
  readonly factor: number;
  /** Series key. */
  readonly key: number;
  readonly state: ExceedanceState;
  readonly limit: EvaluatedLimit;
  readonly evaluated: EvaluatedValue;
}
type Answer = Pick<Explanation, 'value' | 'check'>;

/** Value and check of one quantity of an exceedance. */
export function exceedanceAnswer(quantity: ExceedanceQuantity, of: Exceeding): Answer {
  const { context, factor, key, state, limit, evaluated } = of;
  const shown = (column: string): number | null => shownCell(context, 'exceedances', key, column);
  const text = (micro: Micro | null): string | null => (micro === null ? null : formatMicro(micro));
  switch (quantity) {
    case 'multiple':
      return multipleAnswer(of);
    case 'value':
      return {
        value: shownMicro(state.micro, Math.min(3, shownDecimals(factor)), unitOf(factor)),
        check: checked(formatMicro(state.micro), text(evaluated.value), evaluated.note),
      };
    case 'limit':
      return {
        value: { number: state.limit / 1e6, text: formatMicro(state.limit), unit: unitOf(factor) },
        check: checked(formatMicro(state.limit), text(limit.value), limit.note),
      };
    case 'since': {
      const since = shown('since');
      return {
        value: { number: null, text: iso(state.since), unit: '' },
        check: checked(since === null ? null : iso(fromLiveTime(since) / 1000), iso(state.since)),
      };
    }
    case 'count':
      return { value: shownWhole(state.episodes), check: checked(shown('count'), state.episodes) };
    case 'trend':
      return {
        value: { number: state.trend, text: trendWords(state.trend).zh, unit: '' },
        check: checked(shown('trend'), state.trend),
      };
    case 'rank':
      return {
        value: shownWhole(shown('rank')),
        check: checked(
          shown('rank'),
          rankAgain(context, exceedanceHundredths(state.micro, state.limit)),
          words('按屏幕上的倍数复算名次', 'ranked again by the multiples on the screens'),
        ),
      };
  }
}

function multipleAnswer({ state, limit, evaluated }: Exceeding): Answer {
  const stored = exceedanceHundredths(state.micro, state.limit);
  const again =
    evaluated.value !== null && limit.value !== null ? exceedanceHundredths(evaluated.value, limit.value) : null;
  const note =
    again !== null && again !== stored
      ? words('取值时刻之后又到数据', 'data arrived since it was judged')
      : evaluated.note;
  return {
    value: { number: stored / 100, text: (stored / 100).toFixed(2), unit: '×' },
    check: checked(stored, again, note),
  };
}

/** The place of a multiple, hundredths, among those on the screens; `null` where nothing has come yet. */
function rankAgain({ shown }: ExplainContext, own: number): number | null {
  const present = shown.table('exceedances');
  if (!present) return null;
  const { table } = present;
  const column = columnOfTopic('exceedances', 'multiple');
  const multiples = Array.from({ length: table.size }, (_, row) => table.at(row, column));
  return rankOf(own, multiples, 'largest first');
}
