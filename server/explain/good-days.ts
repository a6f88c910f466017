import { DateTime } from 'luxon';
import type { ExplainedInput, Explanation } from '../../streams/contracts/explanation.ts';
import { AQI_FACTORS } from '../../streams/contracts/factors.ts';
import type { NumberAddress } from '../../streams/live/mod.ts';
import { dailyIndex } from '../recompute/mod.ts';
import type { RegistryRegion } from '../registry/mod.ts';
import type { AirQuality } from '../standards/mod.ts';
import { annualStep } from './annual-step.ts';
import { addressText, checked, explanationOf, input, paged, shownWhole } from './builder.ts';
import { citeAqi } from './citations.ts';
import type { ExplainContext } from './explain-context.ts';
import { notKept, noValue } from './explain-errors.ts';
import { englishOf } from './factor-text.ts';
import { shownCell } from './shown.ts';
import { regionSubject } from './subjects.ts';
import { startOfToday } from './today.ts';
import { joined, words } from './words.ts';

/** Up to this AQI a day is good 优良. */
const GOOD = 100;

/** `year.good-days`: days of the year with an AQI up to 100, of those that have one, each by the edition of its day. */
export async function explainGoodDays(
  context: ExplainContext,
  address: NumberAddress,
  region: RegistryRegion,
): Promise<Explanation> {
  if (address.at !== undefined) throw notKept('good days are counted for the present year');
  const today = startOfToday(context);
  const start = today.startOf('year');
  const [from, until] = [start.toISODate(), today.toISODate()];
  const rows = await context.ask.regionDays([region.id], from, until);
  const days = [...Map.groupBy(rows, ({ civil }) => civil)]
    .sort(([a], [b]) => (a < b ? 1 : -1))
    .map(([civil, items]) => {
      const means = AQI_FACTORS.map((factor) => items.find((row) => row.factor === factor)?.micro ?? null);
      return { civil, ...dailyIndex(means, DateTime.fromISO(civil, { zone: today.zone }).toMillis()) };
    });
  if (days.length === 0) throw noValue(`no closed day of ${from} to ${until}`);
  const counted = days.flatMap(({ aqi }) => (aqi === null ? [] : [aqi]));
  const good = counted.filter((aqi) => aqi <= GOOD).length;
  const shown = (column: string): number | null => shownCell(context, 'regions', region.id, column);
  const [shownGood, shownDays] = [shown('goodDays'), shown('days')];
  return explanationOf(address, {
    subject: regionSubject(region),
    title: joined(region.names, words('今年优良天数', 'good days of the year')),
    value: { ...shownWhole(good), unit: `/ ${counted.length}` },
    asOf: today.toUTC().toISO(),
    period: { from: start.toUTC().toISO(), until: today.toUTC().toISO() },
    validity: {
      valid: counted.length,
      expected: Math.round(today.diff(start, 'days').days),
      isSufficient: counted.length > 0,
      rule: words('当日有 AQI 才计入', 'a day counts where it has an AQI'),
      clause: 'HJ 633 5.3.1',
    },
    standards: editionsOf(start.toMillis(), context.now),
    formula: {
      words: words(
        '日 AQI 不超过 100 的天数；每一天按当日有效的版本计算',
        'days with a daily AQI of at most 100, each by the edition in force on that day',
      ),
      symbols: 'N = #{d : AQI(d) ≤ 100}',
    },
    steps: [
      {
        what: words('优良 / 有值', 'good / with a value'),
        text: `${good} ÷ ${counted.length} = ${((good / Math.max(1, counted.length)) * 100).toFixed(1)} %`,
      },
      annualStep(rows, today.month),
    ],
    check: checked(shownGood === null ? null : `${shownGood} / ${shownDays}`, `${good} / ${counted.length}`),
    inputs: paged(
      words('每一天', 'every day'),
      days.map((day) => dayInput(region, day)),
      context.page,
    ),
    notice: words('日值未经审核', 'days are unaudited'),
  });
}

/** The edition at the start of the year, and that of now where it is another. */
function editionsOf(start: number, now: number): Explanation['standards'] {
  const [first, last] = [citeAqi('day', start), citeAqi('day', now)];
  return first.edition === last.edition ? [first] : [first, last];
}

const dayInput = (
  { id }: RegistryRegion,
  { civil, aqi, primary }: AirQuality & { readonly civil: string },
): ExplainedInput =>
  input({
    label: words(civil, civil),
    value: aqi === null ? null : String(aqi),
    unit: 'AQI',
    detail: primary.map(englishOf).join(', ') || null,
    used: aqi !== null,
    reason: aqi === null ? words('当日缺项且 AQI 不超过 100', 'an item missing and no AQI above 100') : null,
    address: addressText('region', id, 'day.aqi', civil),
  });
