import type { Explanation, Words } from '../../streams/contracts/explanation.ts';
import type { Micro } from '../../streams/contracts/reading.ts';

/** What differs between a day mean and an MDA8. */
export type DayKind = Pick<Explanation, 'validity' | 'standards' | 'formula' | 'steps' | 'check'> & {
  readonly name: Words;
  /** Millionths. */
  readonly shown: Micro | null;
};
