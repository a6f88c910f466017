import type { Observation } from './raw-readings.ts';

/** The valid version of one instant of one statistic (docs/notes/020). */
export interface Sample {
  readonly time: number;
  readonly micro: number;
  readonly letter: number;
  readonly arrived: number;
}

const N = 78,
  T = 84;

/** Whether a sample takes part in the live windows 参与平均: HJ 212-2017 Table 8, flags N and T. Of hours see `part-rule.ts`. */
export const takesPart = ({ letter }: Sample): boolean => letter === N || letter === T;
/** Over range: it takes part as a lower bound. */
export const isOverRange = ({ letter }: Sample): boolean => letter === T;

/**
 * The versions that hold, oldest first: of what was said of one time, the value that was said for the first time last; saying
 * something again moves nothing. Of two said by one frame the larger value, then the larger flag.
 * @param said of one series and one statistic, in any order, repetitions allowed
 */
export function validSamples(said: readonly Observation[]): Sample[] {
  const instants = new Map<number, Observation | Observation[]>();
  for (const one of said) {
    const known = instants.get(one.time);
    if (known === undefined) instants.set(one.time, one);
    else if (Array.isArray(known)) known.push(one);
    else instants.set(one.time, [known, one]);
  }
  const samples: Sample[] = [];
  for (const claim of instants.values()) samples.push(Array.isArray(claim) ? strongest(claim) : claim);
  return samples.sort((a, b) => a.time - b.time);
}

function strongest(claims: readonly Observation[]): Observation {
  const distinct: Observation[] = [];
  for (const claim of claims) {
    const at = distinct.findIndex((other) => other.micro === claim.micro && other.letter === claim.letter);
    if (at < 0) distinct.push(claim);
    else
      distinct[at] = {
        ...claim,
        ordinal: Math.min(claim.ordinal, distinct[at]!.ordinal),
        arrived: Math.min(claim.arrived, distinct[at]!.arrived),
      };
  }
  return distinct.reduce((best, claim) =>
    claim.ordinal !== best.ordinal
      ? claim.ordinal > best.ordinal
        ? claim
        : best
      : claim.micro !== best.micro
        ? claim.micro > best.micro
          ? claim
          : best
        : claim.letter > best.letter
          ? claim
          : best,
  );
}
