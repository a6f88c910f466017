/** Where a region stands in the month's ranking and the year. */
export interface RegionStanding {
  /** 1, 1, 3; `null` = not ranked (too few days). */
  readonly rank: number | null;
  /** Places gained since yesterday; negative = lost. */
  readonly move: number | null;
  /** Composite index, thousandths. */
  readonly indexThousandths: number | null;
  /** Days with AQI up to 100 since 1 January, of `days` with an AQI. */
  readonly goodDays: number;
  readonly days: number;
}
