import type { Words } from '../../streams/contracts/explanation.ts';
import { AQI_FACTORS } from '../../streams/contracts/factors.ts';
import type { AirQuality } from '../standards/mod.ts';
import { nextDay } from './addressed-period.ts';
import { airGrade, checked, shownWhole } from './builder.ts';
import { citeArea } from './citations.ts';
import type { ExplainContext } from './explain-context.ts';
import { indexParts } from './index-parts.ts';
import type { ExplainedAir, RegionAir } from './region-air-value.ts';
import type { RegionSpan } from './region-span.ts';
import { indexAsked } from './six-items.ts';
import { factorWords, joined, words } from './words.ts';

/** An index of a region, of one factor or the AQI of all. */
export async function explainedIndex(
  context: ExplainContext,
  span: RegionSpan,
  air: RegionAir,
  item: 'aqi' | number,
): Promise<ExplainedAir> {
  const { means, quality } = air;
  const isWhole = item === 'aqi';
  const index = indexAsked(quality, isWhole ? null : item);
  const listed = isWhole ? leadingFactor(quality) : item;
  const shown = span.shown(item, !isWhole);
  const averaging = span.kind === 'day' ? 'day' : 'hour';
  const parts = indexParts(isWhole ? AQI_FACTORS : [listed], means, span.at, quality, averaging, isWhole);
  const isOther = shown !== null && shown !== index;
  const since = isOther && span.kind === 'day' ? await changedSince(context, span, air) : null;
  return {
    name: isWhole ? words('AQI', 'AQI') : joined(factorWords(item), 'IAQI'),
    listed,
    isSufficient: index !== null,
    value: shownWhole(index),
    grade: airGrade(index),
    standards: [...parts.standards, citeArea(span.at)],
    formula: {
      words: words(
        `先平均各站浓度；${parts.formula.words.zh}`,
        `the stations' concentrations are averaged first; ${parts.formula.words.en}`,
      ),
      symbols: `C = Σ Ci / n; ${parts.formula.symbols}`,
    },
    steps: parts.steps,
    rounding: parts.rounding,
    check: checked(shown, index, since),
  };
}

/** The primary pollutant; where there is none, the factor with the largest index. */
function leadingFactor({ primary, iaqis }: AirQuality): number {
  const largest = Math.max(...iaqis.map((iaqi) => iaqi ?? -1));
  return primary[0] ?? AQI_FACTORS[iaqis.findIndex((iaqi) => iaqi === largest)] ?? AQI_FACTORS[0];
}

/** The windows read the days that changed this often, ms, and may take as long again. */
const DAYS_EVERY = 120_000;

/** That data of the day came since the screens were last sent it, so that nobody takes it for a fault. */
async function changedSince(
  { ask, shown }: ExplainContext,
  { inputAt = '' }: RegionSpan,
  { stations }: RegionAir,
): Promise<Words | null> {
  const sent = shown.table('cityDays')?.time ?? 0;
  const ids = stations.map(({ id }) => id);
  const rows = await ask.days(ids, [...AQI_FACTORS], inputAt, nextDay(inputAt));
  const newest = rows.reduce((latest, { computed }) => Math.max(latest, computed), 0);
  return newest > sent - DAYS_EVERY
    ? words('该日又到数据，屏幕一分钟内更新', 'data of that day came since; screens follow within a minute')
    : null;
}
