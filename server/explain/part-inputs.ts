import type { ExplainedInput, Words } from '../../streams/contracts/explanation.ts';
import { formatMicro } from '../../streams/contracts/reading.ts';
import type { Part } from '../recompute/mod.ts';
import type { QualityCode } from '../standards/mod.ts';
import { input, iso } from './builder.ts';
import { unitOf } from './factor-text.ts';
import { flagWords, words } from './words.ts';

/** Codes of quality control that take a part out of its hour. */
const CAUSES: Readonly<Partial<Record<QualityCode, Words>>> = Object.freeze({
  QC_MARK: words('处于标记时段 QC_MARK', 'under a mark, QC_MARK'),
  QC_CLOCK: words('采样时刻晚于到达时刻 QC_CLOCK', 'sampled after its own arrival, QC_CLOCK'),
  QC_NEG: words('低于负检出限 QC_NEG', 'below minus the detection limit, QC_NEG'),
  QC_RANGE: words('超出量程 QC_RANGE', 'out of range, QC_RANGE'),
});
const causeWords = (code: QualityCode): Words => CAUSES[code] ?? words(code, code);

const letterOf = (flag: number): string => String.fromCharCode(flag);

/**
 * The parts of a mean as inputs, newest first: valid version, flag, frame, and the versions of the same time before it.
 */
export const partInputs = (factor: number, parts: readonly Part[]): ExplainedInput[] =>
  [...parts].reverse().map(({ time, valid, earlier, counts, cause }) => {
    const flag = flagWords(letterOf(valid.flag));
    return input({
      label: flag,
      time: iso(time),
      value: formatMicro(valid.micro),
      unit: unitOf(factor),
      flag: letterOf(valid.flag),
      used: counts,
      reason: counts ? null : cause === null ? flag : causeWords(cause),
      frame: String(valid.ordinal),
      earlier: earlier.map((version) => ({
        value: formatMicro(version.micro),
        flag: letterOf(version.flag),
        frame: String(version.ordinal),
      })),
    });
  });

/** Ordinals of the frames behind a page of inputs, earlier versions too. */
export const ordinalsOf = (rows: readonly ExplainedInput[]): number[] =>
  rows.flatMap(({ frame, earlier }) => [
    ...(frame === null ? [] : [Number(frame)]),
    ...earlier.map((version) => Number(version.frame)),
  ]);
