import type { Explanation } from '../../streams/contracts/explanation.ts';
import { formatMicro } from '../../streams/contracts/reading.ts';
import type { HotspotRule } from '../standards/mod.ts';
import { overRing } from './hot-answer.ts';
import { type HotCell, leastExcessOf } from './hot-field.ts';
import { HOT_FACTOR, HOT_UNIT } from './hot-words.ts';
import { words } from './words.ts';

/** How the statistic of a cell was made. */
export function hotSteps(hot: HotCell, rule: HotspotRule): Explanation['steps'] {
  const over = overRing(hot);
  const least = leastExcessOf(rule, HOT_FACTOR);
  return [
    {
      what: words(
        `区域背景：东西南北各 ${rule.backgroundMetres / 1000} km`,
        `regional background: ${rule.backgroundMetres / 1000} km each way`,
      ),
      text: `${formatMicro(hot.background)} (${hot.backgroundCells})`,
    },
    {
      what: words('网格减背景', 'the cell less its background'),
      text: `${formatMicro(hot.mean)} − ${formatMicro(hot.background)} = ${formatMicro(hot.excess)}`,
    },
    {
      what: words('邻域之和 S9', 'sum of the neighbourhood S9'),
      text: `${formatMicro(hot.nearSum)}, k = ${hot.near.length}`,
    },
    { what: words('全市', 'the city'), text: `n = ${hot.cells}, S = ${formatMicro(hot.excessSum)}` },
    {
      what: words('统计量', 'statistic'),
      text: hot.z === null ? 'NA' : `z = ${hot.z.toFixed(4)}, p = ${(hot.p ?? 1).toExponential(2)}`,
    },
    ...hot.found.map(([confidence, most]) => ({
      what: words(`误报率 ${100 - confidence} % 的界`, `bound at ${100 - confidence} % false discovery`),
      text: most < 0 ? '–' : `p ≤ ${most.toExponential(2)}`,
    })),
    {
      what: words('周围', 'the ring'),
      text: hot.ring === null ? 'NA' : `${formatMicro(hot.ring)} (${hot.ringCells.length})`,
    },
    {
      what: words(
        `高出周围，至少 ${formatMicro(least)} ${HOT_UNIT} 且 ${rule.leastPercent} %`,
        `above the ring, at least ${formatMicro(least)} ${HOT_UNIT} and ${rule.leastPercent} %`,
      ),
      text:
        over === null || hot.ring === null ? 'NA' : `${formatMicro(over)}, ${((over / hot.ring) * 100).toFixed(1)} %`,
    },
  ];
}
