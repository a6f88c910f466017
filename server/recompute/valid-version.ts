import type { Observation } from './observation.ts';

/**
 * Order of the versions of one instant (docs/notes/020): a value that was first reported later supersedes; of two
 * reported by one frame the larger value, then the larger flag.
 */
const byVersion = (a: Observation, b: Observation): number =>
  a.ordinal - b.ordinal || a.micro - b.micro || a.flag - b.flag;

/** Repetitions brought together: one of each value and flag, with its first ordinal and first arrival. */
function withoutRepetitions(observations: readonly Observation[]): Observation[] {
  const distinct: Observation[] = [];
  for (const one of observations) {
    const at = distinct.findIndex((other) => other.micro === one.micro && other.flag === one.flag);
    const known = distinct[at];
    if (known === undefined) distinct.push(one);
    else
      distinct[at] = {
        ...known,
        ordinal: Math.min(one.ordinal, known.ordinal),
        arrived: Math.min(one.arrived, known.arrived),
      };
  }
  return distinct;
}

/**
 * Versions of one instant of one statistic, oldest first: the last one is valid. Reporting a value again moves nothing.
 * @param observations of one series, statistic and time; at least one, in any order, repetitions allowed
 */
export const versionsOf = (observations: readonly Observation[]): Observation[] =>
  withoutRepetitions(observations).sort(byVersion);

/**
 * The valid version of each instant, oldest instant first.
 * @param observations of one series and one statistic, in any order, repetitions allowed
 */
export function validVersions(observations: readonly Observation[]): Observation[] {
  const valid: Observation[] = [];
  for (const one of byTime(observations).values()) {
    const version = Array.isArray(one) ? versionsOf(one).at(-1) : one;
    if (version !== undefined) valid.push(version);
  }
  return valid.sort((a, b) => a.time - b.time);
}

/** Observations by instant; an instant observed once has no array of its own: most are. */
export function byTime(observations: readonly Observation[]): Map<number, Observation | Observation[]> {
  const instants = new Map<number, Observation | Observation[]>();
  for (const one of observations) {
    const known = instants.get(one.time);
    if (known === undefined) instants.set(one.time, one);
    else if (Array.isArray(known)) known.push(one);
    else instants.set(one.time, [known, one]);
  }
  return instants;
}
