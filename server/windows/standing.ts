import { loadQuery, type Lane, type Store } from '../store/mod.ts';

/** The variant of the composite index in force (HJ 663-2026 is not at hand: domain 1.7). */
export const COMPOSITE_VARIANT = 'B';
const STANDING = loadQuery('windows/standing');

/** Where a region stands in the month's ranking and the year. */
export interface RegionStanding {
  readonly region: number;
  /** 1, 1, 3 among counties or among townships; `null` = not ranked (too few days). */
  readonly rank: number | null;
  /** Places gained since yesterday; negative = lost. */
  readonly move: number | null;
  /** Composite index, thousandths. */
  readonly indexThousandths: number | null;
  /** Days with AQI up to 100 since 1 January, of `days` with an AQI. */
  readonly goodDays: number;
  readonly days: number;
}

interface StandingRow { region: number; place: string; before: string; thousandths: string; good: string; days: string }

/**
 * Every region's standing over the closed days of the month.
 * @param until the present civil day, `YYYY-MM-DD`, itself not counted
 * @param zone IANA zone of the civil day
 */
export async function standingsOf(store: Store, lane: Lane, until: string, zone: string, variant: 'A' | 'B' | 'C' = COMPOSITE_VARIANT): Promise<RegionStanding[]> {
  const rows = await store.rows<StandingRow>(lane, STANDING, { until, variant, zone });
  return rows.map((row) => {
    const [place, before] = [Number(row.place), Number(row.before)];
    return Object.freeze({
      region: row.region,
      rank: place > 0 ? place : null,
      move: place > 0 && before > 0 ? before - place : null,
      indexThousandths: place > 0 ? Number(row.thousandths) : null,
      goodDays: Number(row.good),
      days: Number(row.days),
    });
  });
}
