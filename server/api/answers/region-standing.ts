import type { ApiAnswer } from '../../../streams/contracts/api/operations.ts';
import { factorById } from '../../../streams/contracts/factors.ts';
import { divideHalfEven } from '../../standards/mod.ts';
import type { RegionStanding } from '../../windows/mod.ts';

type RegionAnswer = ApiAnswer<'regionRanking'>['items'][number];
type DaysAnswer = Pick<
  RegionAnswer,
  'variant' | 'period' | 'coverage' | 'coveredDays' | 'unranked' | 'main' | 'previous' | 'yearAgo'
>;

const NO_DAYS: DaysAnswer = Object.freeze({
  variant: null,
  period: null,
  coverage: null,
  coveredDays: null,
  unranked: null,
  main: null,
  previous: null,
  yearAgo: null,
});

/** Change against another period: exact in thousandths, percent with one decimal half to even. */
function compared(
  { indexThousandths: now }: RegionStanding,
  then: number | null,
  missing: RegionStanding['previousMissing'],
): RegionAnswer['previous'] {
  if (then === null || now === null)
    return {
      index: then === null ? null : then / 1000,
      change: null,
      percent: null,
      missing: missing ?? 'not ranked now',
    };
  return {
    index: then / 1000,
    change: (now - then) / 1000,
    percent: divideHalfEven((now - then) * 1000, then) / 10,
    missing: null,
  };
}

/** What the days say of a region's place; all null before the store has answered once. */
export function regionDays(own: RegionStanding | undefined): DaysAnswer {
  if (own === undefined) return NO_DAYS;
  const { variant, from, ofDays: days, coveredDays, unranked, main } = own;
  return {
    // Until the standards are filled in no variant is named.
    variant: variant || null,
    period: { from, days },
    coverage: days === 0 ? null : divideHalfEven(coveredDays * 1000, days) / 10,
    coveredDays,
    unranked,
    main: main === null ? null : (factorById(main)?.code ?? null),
    previous: compared(own, own.previousThousandths, own.previousMissing),
    yearAgo: compared(own, own.yearAgoThousandths, own.yearAgoMissing),
  };
}
