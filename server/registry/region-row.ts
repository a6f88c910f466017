import { REGION_LEVELS } from '../../streams/contracts/codes.ts';
import type { Region } from '../../streams/contracts/pack.ts';

export const REGION_COLUMNS = [
  'region',
  'level',
  'parent',
  'code',
  'name_zh',
  'name_en',
  'responsible_zh',
  'responsible_en',
  'longitude',
  'latitude',
  'ring',
  'retired',
  'version',
];
/** A region of a pack as a row of table `regions`. */
export const regionRow = (region: Region, version: number): unknown[] => [
  region.id,
  REGION_LEVELS[region.level],
  region.parent ?? 0,
  region.code,
  region.names.zh,
  region.names.en,
  region.responsible.zh,
  region.responsible.en,
  region.centre[0],
  region.centre[1],
  JSON.stringify(region.ring),
  0,
  version,
];
