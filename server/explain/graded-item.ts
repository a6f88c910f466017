import type { Micro } from '../../streams/contracts/reading.ts';
import { partsOf } from '../recompute/mod.ts';
import type { RegistryStation } from '../registry/mod.ts';
import { itemClass, WATER_ITEMS } from '../standards/mod.ts';
import type { WaterItemRow } from './ask-places.ts';
import type { ExplainContext } from './explain-context.ts';
import type { WaterBody } from './water-item.ts';

/** An item of a section with its newest sample read again: `value` millionths, `null` where it is no longer valid. */
export interface GradedItem extends WaterItemRow {
  readonly value: Micro | null;
  readonly grade: number | null;
}

/** The newest valid sample of an item, read again from the readings at its time, with its class. */
export async function gradedItem(
  { ask }: ExplainContext,
  { id: station, basis: statistic }: RegistryStation,
  row: WaterItemRow,
  body: WaterBody,
): Promise<GradedItem> {
  const { factor, sampled } = row;
  const [part] = partsOf(await ask.readings({ station, factor, statistic }, sampled, sampled + 1));
  const value = part?.counts ? part.valid.micro : null;
  return { ...row, value, grade: value === null ? null : itemClass(factor, value, body) };
}

/** Whether an item counts for the class of its section. */
export const isInClass = (factor: number): boolean =>
  WATER_ITEMS.some((entry) => entry.factor === factor && entry.inSectionClass);
