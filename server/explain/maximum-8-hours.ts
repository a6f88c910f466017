import type { Micro } from '../../streams/contracts/reading.ts';
import { dailyMaximum8Hours, meanOf8Hours, VALIDITY } from '../standards/mod.ts';
import type { AddressedDay } from './addressed-period.ts';
import { checked, microText } from './builder.ts';
import { citeValidity } from './citations.ts';
import type { DayKind } from './day-kind.ts';
import { unitOf } from './factor-text.ts';
import type { PeriodRow } from './period-row.ts';
import { words } from './words.ts';

/**
 * The daily maximum 8-h mean of O3 (MDA8), computed again from the hours of its day.
 * @param means hour means, 00:00 first, millionths
 */
export function maximum8Hours(
  day: AddressedDay,
  means: readonly (Micro | null)[],
  isReported: boolean,
  stored: PeriodRow | undefined,
): DayKind {
  const recomputed = isReported ? null : dailyMaximum8Hours(means, day.from * 1000);
  const shown = isReported ? (stored?.micro ?? null) : recomputed;
  const windows = Array.from({ length: Math.max(0, means.length - 7) }, (_, i) => ({
    end: i + 8,
    mean: meanOf8Hours(means.slice(i, i + 8)),
  }));
  const best = windows.find(({ mean }) => mean !== null && mean === recomputed);
  const valid = windows.filter(({ mean }) => mean !== null).length;
  return {
    name: words('日最大 8 小时', 'daily maximum 8-h mean'),
    shown,
    validity: {
      valid,
      expected: VALIDITY.mda8.of,
      isSufficient: shown !== null,
      rule: words(
        '8 时至 24 时结束的 17 个 8 小时均值中至少 14 个有效，或最大值超过限值',
        'at least 14 of the 17 eight-hour means that end 08:00..24:00, or the largest is above the limit',
      ),
      clause: VALIDITY.mda8.clause,
    },
    standards: [
      citeValidity('mda8', words('日最大 8 小时的有效性', 'validity of the MDA8')),
      citeValidity('eightHours', words('每个 8 小时均值至少 6 小时', 'each 8-h mean of at least 6 hours')),
    ],
    formula: {
      words: words('当日各 8 小时滑动均值的最大者', 'largest of the running 8-h means of the day'),
      symbols: 'MDA8 = max((Ct−7 + … + Ct) / n), n ≥ 6',
    },
    steps: [
      {
        what: words('最大的一段', 'largest of them'),
        text: best ? `${clock(best.end - 8)}–${clock(best.end)}: ${microText(best.mean)} ${unitOf(O3)}` : '–',
      },
      { what: words('有效段数', 'valid ones'), text: `${valid} / ${VALIDITY.mda8.of}` },
    ],
    check: checked(
      null,
      microText(recomputed),
      words('站点的日最大 8 小时不单独保存', "a station's MDA8 is not stored by itself"),
    ),
  };
}

const O3 = 3;
const clock = (hour: number): string => `${String(hour).padStart(2, '0')}:00`;
