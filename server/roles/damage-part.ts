import type { PartState } from '../platform/running.ts';
import { partKey, type FoundDamage } from './found-damage.ts';

/** Parts that a detail names. */
const NAMED = 5;

const named = (all: readonly string[]): string =>
  `${all.slice(0, NAMED).join(', ')}${all.length > NAMED ? ` and ${all.length - NAMED} more` : ''}`;

/**
 * Part `store-parts` of `/readyz`.
 * @param found null before the first check
 * @param unrestored keys of broken parts that nothing has restored yet
 */
export function damagePart(found: FoundDamage | null, unrestored: readonly string[]): PartState {
  const { broken, unreadable, gaps } = found ?? { broken: [], unreadable: [], gaps: [] };
  const left = [...unrestored, ...unreadable.map(({ table }) => table)];
  const missing = gaps.map(({ table, missing: rows }) => `${rows} of ${table}`);
  const details = [
    ...(left.length > 0 ? [`GL_STORE_PART_BROKEN: ${named(left)}`] : []),
    ...(missing.length > 0 ? [`GL_REGISTRY_DAMAGED: missing ${missing.join(', ')}`] : []),
  ];
  return {
    part: 'store-parts',
    state: found === null ? 'starting' : details.length > 0 ? 'degraded' : 'ready',
    ...(details.length > 0 ? { detail: details.join('; ') } : {}),
    figures: {
      broken: broken.length,
      unhealed: left.length,
      ...(broken.length > 0 ? { parts: named(broken.map(partKey)) } : {}),
    },
  };
}
