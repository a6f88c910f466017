import type { Explanation } from '../../streams/contracts/explanation.ts';
import { fixedPoint, type HotspotRule } from '../standards/mod.ts';
import { checked, shownMicro, shownWhole } from './builder.ts';
import type { HotCell } from './hot-field.ts';
import { HOT_UNIT } from './hot-words.ts';
import { words } from './words.ts';

/** Quantities of the analysis that rest on Gi*. */
export type HotQuantity = 'class' | 'z' | 'excess';

/** Excess over the ring, millionths. */
export const overRing = ({ mean, ring }: HotCell): number | null => (ring === null ? null : mean - ring);

/** Title, value and check of one quantity; of cells that are not hot the screens hold the class and nothing else. */
export function hotAnswer(
  name: HotQuantity,
  hot: HotCell,
  shown: number | null,
): Pick<Explanation, 'title' | 'value' | 'check'> {
  const { z } = hot;
  const isHot = hot.class > 0;
  switch (name) {
    case 'class':
      return {
        title: words('热点显著性', 'significance of a hotspot'),
        value: shownWhole(hot.class, '%'),
        check: checked(shown, hot.class),
      };
    case 'z':
      return {
        title: words('局部聚集统计量', 'statistic of local clustering'),
        value: {
          number: z === null ? null : Math.round(z * 10) / 10,
          text: z === null ? 'NA' : z.toFixed(2),
          unit: '',
        },
        check: checked(shown, isHot && z !== null ? Math.round(z * 10) : null),
      };
    case 'excess':
      return {
        title: words('高出周围', 'excess over the ring'),
        value: shownMicro(overRing(hot), 1, HOT_UNIT),
        check: checked(shown, isHot ? fixedPoint(overRing(hot), 0) : null),
      };
  }
}

/** How the excess, or the statistic, is made. */
export const hotFormula = (name: HotQuantity, { ringMetres }: HotspotRule): Explanation['formula'] =>
  name === 'excess'
    ? {
        words: words(
          `网格值减去周围 8 个 ${ringMetres / 1000} km 方格内网格的平均`,
          `the cell's value minus the mean of the cells in the eight squares of ${ringMetres / 1000} km around its own`,
        ),
        symbols: 'C − Cring',
      }
    : {
        words: words(
          'Getis-Ord Gi*：网格与八邻域减去区域背景之后的和，与全市期望之差除以标准差；' +
            '按 Benjamini-Hochberg 控制误报，并要求高出周围',
          'Getis-Ord Gi*: the sum of the cell and its eight neighbours after the regional background, against what ' +
            'the city lets expect, in standard deviations; false discovery controlled after Benjamini and Hochberg, ' +
            'and above its ring',
        ),
        symbols: 'z = (n·S9 − k·S) / √((n·Q − S²)·k·(n − k) / (n − 1))',
      };
