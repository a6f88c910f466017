import { pause } from '../platform/pause.ts';
import { brokenParts, unreadableTables, type BrokenPart, type Store } from '../platform/store/mod.ts';
import { registryGaps, type RegistryGap } from '../registry/mod.ts';

/** A change of the registry is written table by table: what is missing now is checked once more after this. */
const HALF_WRITTEN_MS = 1_000;

/** What the store has lost. */
export interface FoundDamage {
  readonly broken: readonly BrokenPart[];
  readonly unreadable: readonly { readonly table: string; readonly error: string }[];
  readonly gaps: readonly RegistryGap[];
}

export const partKey = ({ table, part }: BrokenPart): string => `${table}/${part}`;

/** Rejects with what the store says. */
export async function findDamage(store: Store): Promise<FoundDamage> {
  const broken = await brokenParts(store);
  const unreadable = await unreadableTables(store);
  let gaps = await registryGaps(store);
  if (gaps.length > 0) {
    await pause(HALF_WRITTEN_MS);
    gaps = await registryGaps(store);
  }
  return { broken, unreadable, gaps };
}
