import type { Explanation } from '../../streams/contracts/explanation.ts';
import type { Micro } from '../../streams/contracts/reading.ts';
import { exceedanceTenths, type WaterClass } from '../standards/mod.ts';
import { microText } from './builder.ts';
import { className, classText, limitText } from './water-class.ts';
import { type WaterBody, waterItem } from './water-item.ts';
import { words } from './words.ts';

/** The class of an item, its target, and its multiple over the target. @param value millionths */
export function waterItemSteps(
  factor: number,
  value: Micro | null,
  grade: WaterClass | null,
  body: WaterBody,
  target: WaterClass,
): Explanation['steps'] {
  const tenths = value === null ? null : exceedanceTenths(factor, value, body, target);
  const limit = microText(waterItem(factor, body)?.limits[target - 1]);
  return [
    {
      what: words('类别', 'class'),
      text: grade === null ? '–' : `${microText(value)}: ${classText(grade)} (${limitText(factor, body, grade)})`,
    },
    {
      what: words(`目标${className(target).zh}`, `target ${className(target).en}`),
      text: limitText(factor, body, target),
    },
    ...(tenths === null || limit === null
      ? []
      : [
          {
            what: words('超标倍数', 'multiple'),
            text: `(${microText(value)} − ${limit}) ÷ ${limit} = ${(tenths / 10).toFixed(1)}`,
          },
        ]),
  ];
}
