import { QUALITY_CODES } from '../../streams/contracts/codes.ts';
import { STATISTICS } from '../../streams/contracts/reading.ts';
import {
  MARKED_HOUR_SECONDS,
  qualityRules,
  WITNESS_FACTORS,
  type QualityCode,
  type QualityRule,
} from '../standards/mod.ts';
import type { MarkedSpan } from './marked-span.ts';
import type { Observation } from './observation.ts';

const HOUR = 3600;
const RULES: ReadonlyMap<string, readonly QualityRule[]> = Map.groupBy(
  qualityRules(),
  ({ kind, factor }) => `${kind} ${factor}`,
);

const ruleAt = (kind: number, factor: number, hour: number): QualityRule | undefined =>
  RULES.get(`${kind} ${factor}`)?.find(({ from, until }) => from <= hour && hour < until);

/**
 * The first code that holds of a part under a rule: ahead of its own arrival, below minus the detection limit, out of
 * range.
 */
function codeOf({ time, micro, arrived }: Observation, rule: QualityRule): QualityCode | null {
  if (time > arrived + rule.ahead) return 'QC_CLOCK';
  if (rule.low >= 0 && micro < -rule.detection) return 'QC_NEG';
  // From zero down to minus the detection limit is noise about zero, not out of range.
  return micro > rule.high || (micro < rule.low && (micro >= 0 || rule.low < 0)) ? 'QC_RANGE' : null;
}

/**
 * Which code of quality control takes a part out of its hour, whatever its flag; `null`: it stays. A part under an
 * excluding mark is out; else the rule in force says whether what it finds takes the part out or only warns.
 * @param kind STATION_KINDS number; 0: there are no rules
 * @param hour start of the hour, seconds UTC
 * @param statistic STATISTICS number of the parts: of a device's own hour the mark has to cover most
 * @param marks of the station, any factor
 */
export function partCause(
  kind: number,
  factor: number,
  hour: number,
  statistic: number,
  marks: readonly MarkedSpan[],
): (part: Observation) => QualityCode | null {
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
  const takesOut = (code: QualityCode): boolean =>
    rule === undefined || (rule.invalidates & (1 << QUALITY_CODES[code])) !== 0;
  return (part) => {
    const code = isMarked(part.time) ? 'QC_MARK' : rule === undefined ? null : codeOf(part, rule);
    return code !== null && takesOut(code) ? code : null;
  };
}
