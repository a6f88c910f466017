import type { Check, Disagreement } from './check.ts';
import { decimalOrDash } from './decimal-text.ts';
import { microOf } from './shown-period.ts';
import type { SeriesAtTick } from './series-at-tick.ts';
import { seriesName } from './series-name.ts';

const textOf = (mean: bigint | null, count: number): string => `${decimalOrDash(mean)} (${count})`;

function rollingDisagreement(series: SeriesAtTick, at: number): Disagreement | null {
  const { station, factor, folded, shown, values, field } = series;
  if (field === null) return null;
  const [newest] = values ?? [];
  return {
    kind: 'rolling',
    subject: seriesName(station, factor, folded),
    station,
    factor,
    start: Math.floor(at / 1000),
    field,
    shown: shown ? textOf(microOf(shown.mean), shown.samples) : '-',
    recomputed: newest ? textOf(newest.mean, newest.count) : '-',
  };
}

/** The rolling hours of series at a tick. @param at ms UTC at which it began */
export function checkRolling(series: ReadonlyMap<string, SeriesAtTick>, at: number): Check {
  const all = [...series.values()];
  const compared = new Set(
    all
      .filter(({ agreed, field }) => agreed !== null || field !== null)
      .map(({ station, factor, folded }) => seriesName(station, factor, folded)),
  );
  return {
    kind: 'rolling',
    checked: compared.size,
    postponed: series.size - compared.size,
    disagreements: all.map((one) => rollingDisagreement(one, at)).filter((one) => one !== null),
    covers: (subject) => compared.has(subject),
  };
}
