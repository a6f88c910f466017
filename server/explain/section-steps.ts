import type { Explanation } from '../../streams/contracts/explanation.ts';
import type { WaterClass } from '../standards/mod.ts';
import { microText } from './builder.ts';
import { type GradedItem, isInClass } from './graded-item.ts';
import { className, limitText } from './water-class.ts';
import type { WaterBody } from './water-item.ts';
import { factorWords, joined, words } from './words.ts';

/** The items that make the class of a section. */
export const worstItems = (items: readonly GradedItem[], worst: number | null, body: WaterBody): Explanation['steps'] =>
  items
    .filter(({ factor, grade }) => isInClass(factor) && grade === worst)
    .map(({ factor, value, grade }) => ({
      what: joined(words('最差项目', 'worst item'), factorWords(factor)),
      text: `${microText(value)} (${limitText(factor, body, grade ?? 0)})`,
    }));

/** The main items worse than the target class, with their multiples. */
export const overTarget = (
  main: readonly { readonly factor: number; readonly tenths: number | null }[],
  target: WaterClass,
): Explanation['steps'] =>
  main.map(({ factor, tenths }) => ({
    what: joined(
      words(`超过目标${className(target).zh}`, `worse than target ${className(target).en}`),
      factorWords(factor),
    ),
    text: tenths === null ? '–' : (tenths / 10).toFixed(1),
  }));
