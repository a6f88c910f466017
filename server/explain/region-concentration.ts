import { AQI_FACTORS } from '../../streams/contracts/factors.ts';
import { fixedPoint } from '../standards/mod.ts';
import { airGrade, checked, microText, shownDecimals, shownMicro } from './builder.ts';
import { citeArea } from './citations.ts';
import { unitOf } from './factor-text.ts';
import type { ExplainedAir, RegionAir } from './region-air-value.ts';
import type { RegionSpan } from './region-span.ts';
import { factorWords, words } from './words.ts';

/** A concentration of a region: the mean of its stations'. */
export function explainedConcentration(span: RegionSpan, { means, quality }: RegionAir, factor: number): ExplainedAir {
  const place = AQI_FACTORS.findIndex((one) => one === factor);
  const concentration = means[place] ?? null;
  const shown = span.shown(factor, false);
  return {
    name: factorWords(factor),
    listed: factor,
    isSufficient: concentration !== null,
    value: shownMicro(concentration, shownDecimals(factor), unitOf(factor)),
    grade: airGrade(quality.iaqis[place] ?? null),
    standards: [citeArea(span.at)],
    formula: { words: words('各站浓度的算术平均', "mean of the stations' concentrations"), symbols: 'C = Σ Ci / n' },
    steps: [],
    rounding: words('四舍六入五成双，末位为小数第六位', 'half to even at the sixth decimal'),
    check: checked(
      shown,
      shown === null ? microText(concentration) : fixedPoint(concentration, shownDecimals(factor)),
      shown === null ? null : words('按屏幕所示的小数位比较', 'compared at the decimals shown'),
    ),
  };
}
