import { inForceAt } from './in-force-at.ts';

/**
 * Standards are dated data. An edition is in force from `effectiveFrom` (inclusive, an instant) until the
 * next edition of the same series. History keeps the table it was judged by.
 */
export interface Edition {
  readonly series: 'HJ 633' | 'GB 3095' | 'HJ 663' | 'GB 3838' | 'GB 12523';
  readonly name: string;
  /** ms UTC of 00:00 Asia/Shanghai on the day it came into force. */
  readonly effectiveFrom: number;
}

const beginOf = (date: string): number => Date.parse(`${date}T00:00:00+08:00`);
const edition = (series: Edition['series'], name: string, date: string): Edition =>
  Object.freeze({ series, name, effectiveFrom: beginOf(date) });

/** Ascending by date within a series. Earlier history than the first entry is judged by the first. */
export const EDITIONS = Object.freeze({
  hj633: [edition('HJ 633', 'HJ 633-2012', '2012-02-29'), edition('HJ 633', 'HJ 633-2026', '2026-03-01')],
  gb3095: [
    edition('GB 3095', 'GB 3095-2012', '2012-02-29'),
    edition('GB 3095', 'GB 3095-2026 过渡阶段', '2026-03-01'),
    edition('GB 3095', 'GB 3095-2026', '2031-01-01'),
  ],
  hj663: [edition('HJ 663', 'HJ 663-2013', '2013-10-01'), edition('HJ 663', 'HJ 663-2026', '2026-03-01')],
  gb3838: [edition('GB 3838', 'GB 3838-2002', '2002-06-01')],
  gb12523: [edition('GB 12523', 'GB 12523-2011', '2012-07-01'), edition('GB 12523', 'GB 12523-2025', '2026-01-01')],
} as const satisfies Record<string, readonly Edition[]>);

/** The edition in force at an instant (ms UTC). */
export const editionAt = (editions: readonly Edition[], at: number): Edition => inForceAt(editions, at, 'editions');
