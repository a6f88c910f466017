import type { Region, Station } from '../../../contracts/pack.ts';
import type { Point } from '../../plane.ts';
import type { Random } from '../../random.ts';
import type { Places } from '../places.ts';

/** A station before it has its numbers: the village stands for county, township and village. */
export interface Draft extends Omit<Station, 'id' | 'device' | 'county' | 'township' | 'village' | 'enterprise'> {
  readonly at: Region;
  /** Index, in the same round, of the enterprise a power meter belongs to. */
  readonly enterpriseIndex?: number;
}

/** What every kind's generator is given. `round` 0 is the city itself; further rounds multiply it. */
export interface Ground {
  readonly seed: number;
  readonly round: number;
  readonly places: Places;
  readonly draw: Random;
  /** Chinese station names in use. */
  readonly taken: Set<string>;
  /** Where each township's middle lies, by its name: for things that stand in a named township. */
  township(zh: string): { readonly id: number; readonly centre: Point };
}

export const WEATHER = Object.freeze(['a01001', 'a01002', 'a01006', 'a01007', 'a01008'] as const);
export const SIX_GASES_AND_DUST = Object.freeze(['a34004', 'a34002', 'a05024', 'a21004', 'a21026', 'a21005'] as const);
