import { loadQuery, type Lane, type Store } from '../platform/store/mod.ts';

const STANDING = loadQuery('windows/standing');

/** Why there is no rank: nothing of the month, or an item below three quarters of its days. */
type Unranked = 'no days' | 'below the validity minimum';
/** Why there is nothing to compare with: no days kept of that period, or too few of them. */
type Uncompared = 'no history' | 'below the validity minimum';

/** Where a region stands in the month's ranking and the year. */
export interface RegionStanding {
  readonly region: number;
  /** 1, 1, 3 among counties or among townships; `null` = not ranked, `unranked` says why. */
  readonly rank: number | null;
  readonly unranked: Unranked | null;
  /** Places gained since yesterday; negative = lost. */
  readonly move: number | null;
  /** Composite index, thousandths. */
  readonly indexThousandths: number | null;
  /** The variant it was computed by. */
  readonly variant: 'A' | 'B' | 'C';
  /** Factor with the largest C / S, before weights; the first in display order on a tie. */
  readonly main: number | null;
  /** First civil day of the period, `YYYY-MM-DD`, and how many closed days it has. */
  readonly from: string;
  readonly ofDays: number;
  /** Valid days of the item that has fewest. */
  readonly coveredDays: number;
  /** Index of as many days of the month before, by the same variant. */
  readonly previousThousandths: number | null;
  readonly previousMissing: Uncompared | null;
  /** Index of as many days of the same month a year ago, by the same variant. */
  readonly yearAgoThousandths: number | null;
  readonly yearAgoMissing: Uncompared | null;
  /** Days with AQI up to 100 since 1 January, of `days` with an AQI. */
  readonly goodDays: number;
  readonly days: number;
}

interface StandingRow {
  region: number;
  place: string;
  before: string;
  thousandths: string;
  good: string;
  days: string;
  last_thousandths: string;
  ago_thousandths: string;
  main: number;
  fewest: number;
  of_days: string;
  unranked: number;
  last_missing: number;
  ago_missing: number;
  variant: 'A' | 'B' | 'C';
  period_from: string;
}
const UNRANKED: readonly (Unranked | null)[] = [null, 'no days', 'below the validity minimum'];
const UNCOMPARED: readonly (Uncompared | null)[] = [null, 'no history', 'below the validity minimum'];
const positive = (text: string): number | null => (Number(text) > 0 ? Number(text) : null);

/**
 * Every region's standing over the closed days of the month.
 * @param until the present civil day, `YYYY-MM-DD`, itself not counted
 * @param zone IANA zone of the civil day
 * @param variant of the composite index; without one, that in force on the first day of the month
 */
export async function standingsOf(
  store: Store,
  lane: Lane,
  until: string,
  zone: string,
  variant: 'A' | 'B' | 'C' | '' = '',
): Promise<RegionStanding[]> {
  const rows = await store.rows<StandingRow>(lane, STANDING, { until, variant, zone });
  return rows.map((row) => {
    const [place, before] = [Number(row.place), Number(row.before)];
    return Object.freeze({
      region: row.region,
      rank: place > 0 ? place : null,
      unranked: UNRANKED[row.unranked] ?? null,
      move: place > 0 && before > 0 ? before - place : null,
      indexThousandths: place > 0 ? Number(row.thousandths) : null,
      variant: row.variant,
      main: row.main === 0 ? null : row.main,
      from: row.period_from,
      ofDays: Number(row.of_days),
      coveredDays: row.fewest,
      previousThousandths: positive(row.last_thousandths),
      previousMissing: UNCOMPARED[row.last_missing] ?? null,
      yearAgoThousandths: positive(row.ago_thousandths),
      yearAgoMissing: UNCOMPARED[row.ago_missing] ?? null,
      goodDays: Number(row.good),
      days: Number(row.days),
    });
  });
}
