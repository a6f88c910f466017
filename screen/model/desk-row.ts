import type { CityIndex, CityStation } from './city.ts';

/** What quality control holds against a series now: its hours of one code as one matter. */
export interface QualityFinding {
  readonly code: string;
  readonly invalidates: boolean;
  /** Hours found within what was asked for. */
  readonly hours: number;
  /** Start of the newest of them, ISO: its number can be opened. */
  readonly newest: string;
  readonly value: number | null;
  readonly reference: number | null;
  readonly count: number;
}

/**
 * One line of the duty list: an alarm of the ledger, an exceedance that no alarm stands for yet, or a finding of
 * quality control.
 */
export interface DeskRow {
  /**
   * `a<number>` for an alarm, `e<series>` for an exceedance, `q<station>.<factor>.<code>` for a finding. Stable while
   * it lasts.
   */
  readonly id: string;
  readonly alarm: number | null;
  readonly station: CityStation | undefined;
  readonly stationId: number;
  readonly factor: CityIndex['factors'][number] | undefined;
  readonly factorId: number;
  /** Null for an exceedance without an alarm. */
  readonly priority: number | null;
  /** 0 exceedance only, 1 raised, 2 confirmed, 3 rejected, 4 closed. */
  readonly state: number;
  readonly raised: number | null;
  readonly due: number | null;
  readonly since: number | null;
  readonly multiple: number | null;
  readonly value: number | null;
  readonly limit: number | null;
  readonly source: CityIndex['limitSources'][number] | undefined;
  readonly window: number | null;
  /** Not on the live list any more; kept until the officer loads the list again. */
  readonly isGone: boolean;
  readonly finding?: QualityFinding;
}
