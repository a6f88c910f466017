import type { Words } from '../../streams/contracts/explanation.ts';
import { STATISTICS } from '../../streams/contracts/reading.ts';
import {
  MARKED_HOUR_SECONDS,
  qualityRules,
  WITNESS_FACTORS,
  type QualityCode,
  type QualityRule,
} from '../standards/mod.ts';
import { QUALITY_CODES } from '../../streams/contracts/codes.ts';
import type { MarkSpan } from './ask.ts';
import type { Part } from './mean.ts';
import { words } from './words.ts';

const RULES: ReadonlyMap<string, readonly QualityRule[]> = Map.groupBy(
  qualityRules(),
  ({ kind, factor }) => `${kind} ${factor}`,
);

/** Codes that take a part out of its hour, in the order in which the first that holds is named. */
const WORDS: Readonly<Partial<Record<QualityCode, Words>>> = Object.freeze({
  QC_MARK: words('处于标记时段 QC_MARK', 'under a mark, QC_MARK'),
  QC_CLOCK: words('采样时刻晚于到达时刻 QC_CLOCK', 'sampled after its own arrival, QC_CLOCK'),
  QC_NEG: words('低于负检出限 QC_NEG', 'below minus the detection limit, QC_NEG'),
  QC_RANGE: words('超出量程 QC_RANGE', 'out of range, QC_RANGE'),
});

/**
 * Why quality control or a mark takes a part out of its hour, `null` where it counts. Flags are looked at elsewhere.
 * @param kind STATION_KINDS number @param hour its start, seconds UTC
 */
export function partCause(
  kind: number,
  factor: number,
  hour: number,
  statistic: number,
  marks: readonly MarkSpan[],
  { time, valid }: Part,
): Words | null {
  const rule = RULES.get(`${kind} ${factor}`)?.find(({ from, until }) => from <= hour && hour < until);
  const spans = WITNESS_FACTORS.includes(factor)
    ? []
    : marks.filter((mark) => mark.factor === 0 || mark.factor === factor);
  const isMarked = spans.some(({ since, until }) =>
    statistic === STATISTICS.hour
      ? Math.min(until, time + 3600) - Math.max(since, time) > MARKED_HOUR_SECONDS
      : time >= since && time < until,
  );
  const arrived = Math.floor(valid.heard / 1000);
  const code: QualityCode | null = isMarked
    ? 'QC_MARK'
    : rule === undefined
      ? null
      : time > arrived + rule.ahead
        ? 'QC_CLOCK'
        : rule.low >= 0 && valid.micro < -rule.detection
          ? 'QC_NEG'
          : valid.micro > rule.high || (valid.micro < rule.low && (valid.micro >= 0 || rule.low < 0))
            ? 'QC_RANGE'
            : null;
  if (code === null || (rule !== undefined && (rule.invalidates & (1 << QUALITY_CODES[code])) === 0)) return null;
  return WORDS[code] ?? words(code, code);
}
