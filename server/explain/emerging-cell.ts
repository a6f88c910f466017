import type { Explanation, Words } from '../../streams/contracts/explanation.ts';
import type { NumberAddress } from '../../streams/live/mod.ts';
import { daysBefore, EMERGING_KINDS, emergingKind, mannKendall } from '../hotspots/mod.ts';
import { hotspotRuleAt } from '../standards/mod.ts';
import { checked, explanationOf, input, iso, paged } from './builder.ts';
import { zoneOf } from './city.ts';
import type { ExplainContext } from './explain-context.ts';
import { cellWords, citeRule, HOT_NOTICE, HOT_SIZE } from './hot-words.ts';
import { shownCell } from './shown.ts';
import { words } from './words.ts';

const KINDS: readonly Words[] = [
  words('不成类', 'none'),
  words('新增', 'new'),
  words('连续', 'consecutive'),
  words('加强', 'intensifying'),
  words('持续', 'persistent'),
  words('减弱', 'diminishing'),
  words('偶发', 'sporadic'),
];

/** How a hot cell came about, over the daily slices. */
export async function explainEmerging(
  context: ExplainContext,
  address: NumberAddress,
  cell: number,
): Promise<Explanation> {
  const zone = zoneOf(context.registry);
  const range = daysBefore(context.now, zone);
  const { days, latest } = await context.ask.slices(HOT_SIZE, cell, range.from, range.until);
  const rule = hotspotRuleAt(context.now);
  const series = days.map(({ z, class: of }) => ({ z, hot: of >= 95 }));
  const kind = emergingKind(series, days.at(-1)?.day === latest, range);
  const { s, variance, trend } = mannKendall(series.map(({ z }) => z));
  const number = EMERGING_KINDS.indexOf(kind);
  return explanationOf(address, {
    subject: { kind: 'cell', id: address.id, names: cellWords(cell) },
    title: words('演变类型', 'kind of emergence'),
    value: { number, text: KINDS[number]?.zh ?? kind, unit: '' },
    asOf: iso(range.until),
    period: { from: iso(range.from), until: iso(range.until) },
    isProvisional: true,
    validity: {
      valid: days.length,
      expected: rule.days,
      isSufficient: days.length >= range.least,
      rule: words(
        `近 ${rule.days} 个民用日至少 ${range.least} 日有统计量`,
        `at least ${range.least} of the last ${rule.days} civil days with a statistic`,
      ),
      clause: '',
    },
    standards: [citeRule(rule)],
    formula: {
      words: words(
        `新增：首次；连续：一段不断；热日占 ${rule.persistentPercent} % 以上时` +
          '按 Mann-Kendall 趋势分加强、持续、减弱；其余偶发',
        `new: for the first time; consecutive: one run; hot on ${rule.persistentPercent} % of the days: ` +
          'intensifying, persistent or diminishing by the trend of Mann and Kendall; else sporadic',
      ),
      symbols: 'Z = (S ∓ 1) / √Var(S)',
    },
    steps: [
      { what: words('热日', 'hot days'), text: `${series.filter(({ hot }) => hot).length} / ${series.length}` },
      { what: words('趋势', 'trend'), text: `S = ${s}, Var = ${variance.toFixed(2)}, Z = ${trend.toFixed(2)}` },
    ],
    check: checked(shownCell(context, 'hotCells', cell, 'emerging'), number),
    inputs: paged(
      words('每日切片，新的在前', 'the daily slices, the newest first'),
      [...days]
        .reverse()
        .map(({ day, z, class: of }) =>
          input({
            label: words(iso(day).slice(0, 10), iso(day).slice(0, 10)),
            value: z.toFixed(2),
            unit: 'z',
            detail: of > 0 ? `${of} %` : null,
          }),
        ),
      context.page,
    ),
    notice: HOT_NOTICE,
  });
}
