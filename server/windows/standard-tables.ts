import { standardRows } from '../standards/mod.ts';
import type { Store } from '../platform/store/mod.ts';
import { COMPOSITE_COLUMNS, compositeRows } from './composite-rows.ts';
import { editionPeriod } from './edition-period.ts';
import { airLimitSource } from './limit-source-ids.ts';
import { fillNationalSources } from './national-limit-sources.ts';
import { WATER_COLUMNS, waterStandardRows } from './water-standard-rows.ts';

const IAQI_COLUMNS = [
  'edition',
  'effective_from',
  'effective_until',
  'factor',
  'averaging_hours',
  'decimals',
  'low',
  'high',
  'il',
  'ih',
  'version',
];
const LIMIT_COLUMNS = [
  'edition',
  'effective_from',
  'effective_until',
  'factor',
  'averaging_hours',
  'value',
  'clause',
  'source',
  'version',
];

/**
 * Writes the standards into the tables that the windows join, and the national limits into `limit_sources`.
 * The same editions again change nothing. @param version grows with the release; the largest wins
 * @returns whether `limit_sources` changed, which every registry holds
 */
export async function fillStandardTables(store: Store, version: number): Promise<boolean> {
  const { iaqi, limits } = standardRows();
  await store.insert(
    'standard_iaqi',
    IAQI_COLUMNS,
    iaqi.map((row) => [
      row.edition,
      ...editionPeriod(row.edition),
      row.factor,
      row.averagingHours,
      row.decimals,
      row.low,
      row.high,
      row.il,
      row.ih,
      version,
    ]),
  );
  await store.insert(
    'standard_limits',
    LIMIT_COLUMNS,
    limits.map((row) => [
      row.edition,
      ...editionPeriod(row.edition),
      row.factor,
      row.averagingHours,
      row.value,
      row.clause,
      airLimitSource(row.edition, row.averagingHours),
      version,
    ]),
  );
  await store.insert('standard_water', WATER_COLUMNS, waterStandardRows(version));
  await store.insert('composite_limits', COMPOSITE_COLUMNS, compositeRows(version));
  return fillNationalSources(store, version);
}
