import type { RegistryRegion } from '../registry/mod.ts';
import type { ExplainContext } from './explain-context.ts';

/** Fine particles, which the small maps draw. */
export const TOWNSHIP_FACTOR = 1;

/** Townships of the registry. */
export const townshipsOf = ({ registry }: ExplainContext): RegistryRegion[] =>
  [...registry.regions().values()].filter(({ level }) => level === 'township');
