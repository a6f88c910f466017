import { countsByFlag, type RollingValue } from '../recompute/mod.ts';
import type { RegistryStation } from '../registry/mod.ts';
import { folded as foldedMean, FOLDED_FACTORS } from '../standards/mod.ts';
import type { Exceedance } from '../../streams/contracts/exceedance.ts';
import { decimalOrDash } from './decimal-text.ts';
import { EVALUATED } from './evaluated-window.ts';
import type { SeriesAtTick } from './series-at-tick.ts';
import { seriesName } from './series-name.ts';
import type { Verdict } from './verdict.ts';

const OXYGEN = 65;

/** The evaluated value of a rolling window, millionths: the newest sample, or the mean. */
const evaluatedOf = ({ window }: Exceedance, { lastFlag, lastMicro, mean }: RollingValue): number | null =>
  window === EVALUATED.instant
    ? countsByFlag({ flag: lastFlag })
      ? lastMicro
      : null
    : mean === null
      ? null
      : Number(mean);

const verdictOf = (found: readonly (number | null)[], { value }: Exceedance): Verdict =>
  found.includes(value)
    ? 'agrees'
    : { field: 'value', recomputed: decimalOrDash(found[0] == null ? null : BigInt(found[0])) };

/** Checks the value of a row that rests on the rolling hour of a series which was followed through the tick. */
export function nearValue(series: ReadonlyMap<string, SeriesAtTick>, row: Exceedance, place: RegistryStation): Verdict {
  const plain = series.get(seriesName(row.station, row.factor, false));
  const folded = series.get(seriesName(row.station, row.factor, true));
  // Stacks are evaluated on the folded value where they send it.
  const evaluated = folded?.shown?.mean ? folded : plain;
  if (evaluated === undefined) return { field: 'unsupported', recomputed: '-' };
  if (evaluated.values === null) return 'postponed';
  const isFoldedHere = evaluated === plain && row.window !== EVALUATED.instant && FOLDED_FACTORS.includes(row.factor);
  if (place.gas !== null && isFoldedHere) {
    const oxygen = series.get(seriesName(row.station, OXYGEN, false));
    return foldedValue(evaluated, oxygen, place.gas.referenceOxygen, row);
  }
  const values = evaluated.agreed ? [evaluated.agreed] : evaluated.values;
  return verdictOf(
    values.map((value) => evaluatedOf(row, value)),
    row,
  );
}

/**
 * The measured hour folded by the oxygen's, where the device sends no folded values. Either hour may be one of those
 * that the tick may have seen.
 * @param reference oxygen, percent
 */
function foldedValue(
  measured: SeriesAtTick,
  oxygen: SeriesAtTick | undefined,
  reference: number,
  row: Exceedance,
): Verdict {
  const meansOf = (series: SeriesAtTick): readonly (bigint | null)[] =>
    (series.agreed ? [series.agreed] : (series.values ?? [])).map(({ mean }) => mean);
  // The closed hour stands in for too few samples of the one or the other: checked as an hour.
  const isClosed = oxygen?.shown?.is_closed === 1 || measured.shown?.is_closed === 1;
  if (oxygen === undefined || oxygen.values === null || isClosed) return 'postponed';
  const found = meansOf(measured).flatMap((mean) =>
    meansOf(oxygen).map((percent) =>
      mean === null || percent === null ? null : foldedMean(Number(mean), Number(percent), Math.round(reference * 1e6)),
    ),
  );
  return verdictOf(found, row);
}
