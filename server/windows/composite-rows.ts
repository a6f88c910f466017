import { AQI_FACTORS } from '../../streams/contracts/factors.ts';
import { MICRO } from '../../streams/contracts/reading.ts';
import { COMPOSITE_VARIANTS } from '../standards/mod.ts';

export const COMPOSITE_COLUMNS = Object.freeze([
  'variant',
  'effective_from',
  'effective_until',
  'default_from',
  'default_until',
  'factor',
  'limit_value',
  'weight',
  'version',
]);
const SINCE_EVER = '1970-01-01';
/** Later than any period; a Date holds 2149-06-06. */
const NEVER = '2149-01-01';

/**
 * Rows of `composite_limits`: the first edition of a name also serves what came before it; the variants that are the
 * default follow each other through the names.
 */
export function compositeRows(version: number): unknown[][] {
  const defaults = COMPOSITE_VARIANTS.filter(({ isDefault }) => isDefault);
  return COMPOSITE_VARIANTS.flatMap((variant) => {
    const own = COMPOSITE_VARIANTS.filter(({ name }) => name === variant.name);
    const index = own.indexOf(variant);
    const place = defaults.indexOf(variant);
    const [from, until] = [index === 0 ? SINCE_EVER : variant.effectiveFrom, own[index + 1]?.effectiveFrom ?? NEVER];
    const [defaultFrom, defaultUntil] =
      place < 0
        ? [NEVER, NEVER]
        : [place === 0 ? SINCE_EVER : variant.effectiveFrom, defaults[place + 1]?.effectiveFrom ?? NEVER];
    return variant.limits.map((limit, i) => [
      variant.name,
      from,
      until,
      defaultFrom,
      defaultUntil,
      AQI_FACTORS[i],
      limit * MICRO,
      variant.weights[i],
      version,
    ]);
  });
}
