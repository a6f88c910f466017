import type { Explanation } from '../../streams/contracts/explanation.ts';
import type { NumberAddress } from '../../streams/live/mod.ts';
import { hotspotRuleAt } from '../standards/mod.ts';
import { explanationOf, iso, paged } from './builder.ts';
import type { ExplainContext } from './explain-context.ts';
import { noValue } from './explain-errors.ts';
import { hotAnswer, hotFormula, type HotQuantity } from './hot-answer.ts';
import { hotCellOf } from './hot-field.ts';
import { neighbourInputs, ringInputs } from './hot-inputs.ts';
import { hotSteps } from './hot-steps.ts';
import { cellWords, citeRule, HOT_FACTOR, HOT_NOTICE, HOT_SIZE } from './hot-words.ts';
import { shownTick } from './shown-tick.ts';
import { shownCell } from './shown.ts';
import { words } from './words.ts';

/** Gi*, its class by false discovery and floor, and the excess over the ring. */
export async function explainHotStatistic(
  context: ExplainContext,
  address: NumberAddress,
  cell: number,
  name: HotQuantity,
): Promise<Explanation> {
  const { tick, seconds } = await shownTick(context, 'hotspot_cells', 'hotCells');
  const rule = hotspotRuleAt(seconds * 1000);
  const hot = hotCellOf(await context.ask.field(tick, HOT_SIZE), cell, HOT_SIZE, HOT_FACTOR, rule);
  if (!hot) throw noValue(`cell ${address.id} has no value now`);
  const answer = hotAnswer(name, hot, shownCell(context, 'hotCells', cell, name));
  return explanationOf(address, {
    subject: { kind: 'cell', id: address.id, names: cellWords(cell) },
    ...answer,
    asOf: iso(seconds),
    isProvisional: true,
    validity: {
      valid: hot.cells,
      expected: hot.cells,
      isSufficient: hot.z !== null,
      rule: words('全市有支撑的网格一起比较', 'all supported cells of the city are compared'),
      clause: '',
    },
    standards: [citeRule(rule)],
    formula: hotFormula(name, rule),
    steps: hotSteps(hot, rule),
    rounding: words(
      '和与均值为整数运算，五成双；只有一次除法与一次开方',
      'sums and means in whole numbers, half to even; one division and one root',
    ),
    inputs: paged(
      name === 'excess'
        ? words('周围的网格，高者在前', 'the ring, the highest first')
        : words('网格与八邻域', 'the cell and its neighbours'),
      name === 'excess' ? ringInputs(hot, seconds) : neighbourInputs(hot, cell, seconds),
      context.page,
    ),
    notice: HOT_NOTICE,
  });
}
