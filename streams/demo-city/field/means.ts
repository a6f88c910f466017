import { HOUR_MS } from './civil.ts';

/** What one factor of a station's analyser shows. */
export interface Shown {
  readonly factor: string;
  /** Canonical unit. */
  readonly value: number;
  /** Folded value of stack pollutants. */
  readonly folded: number | null;
  readonly flag: string;
}
/** Mean over a period with its extremes, from the values that count. */
export interface Mean extends Shown {
  readonly low: number;
  readonly high: number;
  readonly foldedLow: number | null;
  readonly foldedHigh: number | null;
}

const OZONE = 'a05024';
const DIRECTION = 'a01008';
const SOUND = 'LA';

/**
 * Means of the factors over a period of `length` ms, from what was shown at some of its `samples` instants.
 * @param seen at least one instant; each has the factors in their order
 */
export function meansOf(
  factors: readonly string[],
  seen: readonly (readonly Shown[])[],
  length: number,
  samples: number,
): Mean[] {
  return factors.map((factor, i): Mean => {
    const all = seen.flatMap((shown) => shown[i] ?? []);
    const valid = all.filter(({ flag }) => flag === 'N' || flag === 'T');
    const used = valid.length > 0 ? valid : all;
    const values = used.map(({ value }) => value);
    const folds = used.flatMap(({ folded }) => (folded === null ? [] : [folded]));
    return {
      factor,
      value: factor === OZONE && length > 12 * HOUR_MS ? largestEightHours(values, samples) : average(factor, values),
      low: Math.min(...values),
      high: Math.max(...values),
      flag: valid.length * 4 >= samples * 3 ? 'N' : commonest(all, samples - seen.length),
      folded: folds.length ? average(factor, folds) : null,
      foldedLow: folds.length ? Math.min(...folds) : null,
      foldedHigh: folds.length ? Math.max(...folds) : null,
    };
  });
}

/** A day's ozone is its daily maximum 8-h mean, as daily reports do (GB 3095 knows no 24-h ozone). */
function largestEightHours(values: readonly number[], samples: number): number {
  const window = Math.min(values.length, Math.round(samples / 3));
  const means = values
    .slice(0, values.length - window + 1)
    .map((_, k) => values.slice(k, k + window).reduce((sum, value) => sum + value, 0) / window);
  return Math.max(...means);
}

/** Directions as vectors, sound by energy, the rest arithmetically. */
function average(factor: string, values: readonly number[]): number {
  if (factor === DIRECTION) {
    const [sin, cos] = values.reduce(
      ([s, c], degrees) =>
        [s + Math.sin((degrees * Math.PI) / 180), c + Math.cos((degrees * Math.PI) / 180)] as [number, number],
      [0, 0] as [number, number],
    );
    return ((Math.atan2(sin, cos) * 180) / Math.PI + 360) % 360;
  }
  if (factor === SOUND)
    return 10 * Math.log10(values.reduce((sum, level) => sum + 10 ** (level / 10), 0) / values.length);
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/**
 * The letter most of the values that do not count carry; B (line between analyser and logger) where most are missing.
 */
function commonest(all: readonly Shown[], missing: number): string {
  const counts = new Map<string, number>([['B', missing]]);
  for (const { flag } of all) if (flag !== 'N' && flag !== 'T') counts.set(flag, (counts.get(flag) ?? 0) + 1);
  return [...counts].reduce((best, entry) => (entry[1] > best[1] ? entry : best))[0];
}
