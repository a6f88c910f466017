import type { Micro } from '../../../streams/contracts/reading.ts';
import { microOf } from '../micro-of.ts';
import type { WaterClass } from '../water.ts';

/**
 * Items of GB 3838-2002 Table 1 that laboratories deliver and automatic stations do not; classes I..V, mg/L (coliform
 * per litre). All "at most".
 */
export interface LaboratoryItem {
  readonly zh: string;
  readonly en: string;
  readonly limits: readonly Micro[];
  /** Faecal coliform is no part of the 21 items of a section's class (环办〔2011〕22号, recalled). */
  readonly evaluated: boolean;
  /** Heavy metals and cyanide come first among main pollutants when they exceed. */
  readonly toxic: boolean;
}

const item = (zh: string, en: string, limits: string, toxic = false, evaluated = true): LaboratoryItem =>
  Object.freeze({ zh, en, limits: Object.freeze(limits.split(' ').map(microOf)), evaluated, toxic });

export const LABORATORY_ITEMS: readonly LaboratoryItem[] = Object.freeze([
  item('铜', 'Cu', '0.01 1 1 1 1', true),
  item('锌', 'Zn', '0.05 1 1 2 2', true),
  item('氟化物', 'Fluoride', '1 1 1 1.5 1.5'),
  item('硒', 'Se', '0.01 0.01 0.01 0.02 0.02', true),
  item('砷', 'As', '0.05 0.05 0.05 0.1 0.1', true),
  item('汞', 'Hg', '0.00005 0.00005 0.0001 0.001 0.001', true),
  item('镉', 'Cd', '0.001 0.005 0.005 0.005 0.01', true),
  item('六价铬', 'Cr(VI)', '0.01 0.05 0.05 0.05 0.1', true),
  item('铅', 'Pb', '0.01 0.01 0.05 0.05 0.1', true),
  item('氰化物', 'Cyanide', '0.005 0.05 0.2 0.2 0.2', true),
  item('挥发酚', 'Volatile phenol', '0.002 0.002 0.005 0.01 0.1'),
  item('石油类', 'Oil', '0.05 0.05 0.05 0.5 1'),
  item('阴离子表面活性剂', 'Anionic surfactant', '0.2 0.2 0.2 0.3 0.3'),
  item('硫化物', 'Sulphide', '0.05 0.1 0.2 0.5 1'),
  item('粪大肠菌群', 'Faecal coliform', '200 2000 10000 20000 40000', false, false),
]);

/**
 * Class of a laboratory item; 6 = worse than V. A result below a detection limit that is no greater than the limit
 * counts as compliant: pass 0.
 */
export function laboratoryClass(item: LaboratoryItem, value: Micro): WaterClass {
  const index = item.limits.findIndex((limit) => value <= limit);
  return (index < 0 ? 6 : index + 1) as WaterClass;
}
