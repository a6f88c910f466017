import { present } from '../platform/present.ts';

/**
 * What is in force at an instant; what came before the first entry goes by the first.
 * @param list ascending by `effectiveFrom`, ms UTC
 * @param what named in the error
 * @throws GL_INTERNAL where the list is empty
 */
export function inForceAt<T extends { readonly effectiveFrom: number }>(
  list: readonly T[],
  at: number,
  what: string,
): T {
  let found = list[0];
  for (const candidate of list) if (candidate.effectiveFrom <= at) found = candidate;
  return present(found, what);
}
