import type { Words } from '../../streams/contracts/explanation.ts';
import type { RegistryStation } from '../registry/mod.ts';
import { WATER_CLASS_NAMES, type WaterClass } from '../standards/mod.ts';
import { microText } from './builder.ts';
import { type WaterBody, waterItem } from './water-item.ts';
import { words } from './words.ts';

/** A sample older than this is not shown as now, seconds: nutrients come every four hours. */
export const WATER_STANDS = 8 * 3600;
export const WATER_METHOD = '环办〔2011〕22号';
export const WATER_CLASS_CLAUSE = 'GB 3838-2002 5.1';
export const WATER_TABLE_CLAUSE = 'GB 3838-2002 表1';
const DEFAULT_TARGET = 3;
/** Worse than class V. */
const WORST = 6;

/** `Ⅲ`. */
export const classText = (grade: number): string => WATER_CLASS_NAMES[grade] ?? String(grade);
export const className = (grade: number): Words =>
  words(
    `${classText(grade)}${grade < WORST ? '类' : ''}`,
    grade < WORST ? `class ${classText(grade)}` : 'worse than class V',
  );

/** Target class of a section. */
export const targetOf = ({ targetClass }: RegistryStation): WaterClass => (targetClass || DEFAULT_TARGET) as WaterClass;

/** The limit of a class as it is compared: `≤ 6`. */
export function limitText(factor: number, body: WaterBody, grade: number): string {
  const item = waterItem(factor, body);
  if (!item) return '–';
  const limit = (i: number): string => microText(item.limits[i]) ?? '–';
  if (item.sense === 'between') return `${limit(0)}–${limit(1)}`;
  const isMost = item.sense === 'at most';
  return grade > 5 ? `${isMost ? '>' : '<'} ${limit(4)}` : `${isMost ? '≤' : '≥'} ${limit(grade - 1)}`;
}
