import { MARKED_HOUR_SECONDS, qualityRules, WITNESS_FACTORS, type QualityRule } from '../standards/mod.ts';
import { QUALITY_CODES } from '../../streams/contracts/codes.ts';
import { STATISTICS } from '../../streams/contracts/reading.ts';
import { takesPart, type Sample } from './valid-samples.ts';

/** A span under an excluding mark, seconds UTC; factor 0 = all of the station. */
export interface MarkedSpan {
  readonly factor: number;
  readonly since: number;
  readonly until: number;
}

const HOUR = 3600;
const RULES: ReadonlyMap<string, readonly QualityRule[]> = Map.groupBy(
  qualityRules(),
  ({ kind, factor }) => `${kind} ${factor}`,
);

const ruleAt = (kind: number, factor: number, hour: number): QualityRule | undefined =>
  RULES.get(`${kind} ${factor}`)?.find(({ from, until }) => from <= hour && hour < until);

/**
 * Whether a part counts in its hour: flagged N or T by the device, and neither under an excluding mark nor, where the rule in force says that it
 * takes parts out, sampled after its own arrival, below minus the detection limit, or out of range. The one place that decides it in the audit.
 * @param kind STATION_KINDS number @param hour its start, seconds UTC
 */
export function partRule(
  kind: number,
  factor: number,
  hour: number,
  statistic: number,
  marks: readonly MarkedSpan[],
): (sample: Sample) => boolean {
  const rule = ruleAt(kind, factor, hour);
  // What witnesses a mark is never hidden by it.
  const spans = WITNESS_FACTORS.includes(factor)
    ? []
    : marks.filter((mark) => mark.factor === 0 || mark.factor === factor);
  const isMarked = (time: number): boolean =>
    spans.some(({ since, until }) =>
      statistic === STATISTICS.hour
        ? Math.min(until, time + HOUR) - Math.max(since, time) > MARKED_HOUR_SECONDS
        : time >= since && time < until,
    );
  const takesOut = (code: number): boolean => rule !== undefined && (rule.invalidates & (1 << code)) !== 0;
  return (sample) => {
    if (!takesPart(sample)) return false;
    if (isMarked(sample.time)) return rule !== undefined && !takesOut(QUALITY_CODES.QC_MARK);
    if (rule === undefined) return true;
    if (sample.time > sample.arrived + rule.ahead) return !takesOut(QUALITY_CODES.QC_CLOCK);
    if (rule.low >= 0 && sample.micro < -rule.detection) return !takesOut(QUALITY_CODES.QC_NEG);
    if (sample.micro > rule.high || (sample.micro < rule.low && (sample.micro >= 0 || rule.low < 0)))
      return !takesOut(QUALITY_CODES.QC_RANGE);
    return true;
  };
}
