/**
 * Heavy-pollution warning rules as dated configuration. The breakpoints of PM moved on 2026-03-01, so the same
 * weather gives a higher index:
 * the local plan decides, these are defaults with their source.
 */
interface WarningCondition {
  /** Daily AQI strictly above. */
  readonly above: number;
  /** For at least so many hours of forecast; 24 = any one day. */
  readonly hours: number;
}
export interface WarningRule {
  readonly level: 'yellow' | 'orange' | 'red';
  /** Any one alternative opens the level; each lists conditions that must all hold. */
  readonly alternatives: readonly (readonly WarningCondition[])[];
}
export interface WarningPlan {
  readonly name: string;
  readonly effectiveFrom: number;
  readonly source: string;
  readonly uncertain: boolean;
  /** Most severe first. */
  readonly rules: readonly WarningRule[];
}

const when = (above: number, hours: number): WarningCondition => Object.freeze({ above, hours });
const day = (text: string): number => Date.parse(`${text}T00:00:00+08:00`);

export const WARNING_PLANS: readonly WarningPlan[] = Object.freeze([
  Object.freeze({
    name: '2018',
    effectiveFrom: day('2018-01-01'),
    source: '2018 统一分级标准（二手来源）',
    uncertain: false,
    rules: Object.freeze([
      { level: 'red', alternatives: [[when(200, 96), when(300, 48)], [when(499, 24)]] },
      { level: 'orange', alternatives: [[when(200, 72)]] },
      { level: 'yellow', alternatives: [[when(200, 48)]] },
    ] as const),
  }),
  Object.freeze({
    name: '2024',
    effectiveFrom: day('2024-01-01'),
    source: '环大气〔2024〕6号（一家实施者，待核）',
    uncertain: true,
    rules: Object.freeze([
      { level: 'red', alternatives: [[when(200, 72), when(300, 24)]] },
      { level: 'orange', alternatives: [[when(200, 48)], [when(150, 72)]] },
      { level: 'yellow', alternatives: [[when(200, 24)], [when(150, 48)]] },
    ] as const),
  }),
]);

/**
 * The most severe level a run of consecutive daily AQIs opens, or `null`. An O3-led episode opens none (2024
 * practice): leave its days out.
 */
export function warningLevel(plan: WarningPlan, dailyAqi: readonly number[]): WarningRule['level'] | null {
  const longest = (above: number): number => {
    let [best, run] = [0, 0];
    for (const aqi of dailyAqi) {
      run = aqi > above ? run + 24 : 0;
      best = Math.max(best, run);
    }
    return best;
  };
  const holds = (condition: WarningCondition): boolean => longest(condition.above) >= condition.hours;
  return plan.rules.find((rule) => rule.alternatives.some((all) => all.every(holds)))?.level ?? null;
}
