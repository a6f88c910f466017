import type { ExplainedInput, Explanation } from '../../streams/contracts/explanation.ts';
import type { NumberAddress } from '../../streams/live/mod.ts';
import type { RegistryStation } from '../registry/mod.ts';
import { sectionQuality } from '../standards/mod.ts';
import { addressText, checked, explanationOf, input, iso, microText, paged } from './builder.ts';
import { citeWater } from './citations.ts';
import type { ExplainContext } from './explain-context.ts';
import { notKept, noValue } from './explain-errors.ts';
import { codeOf, unitOf } from './factor-text.ts';
import { type GradedItem, gradedItem, isInClass } from './graded-item.ts';
import { overTarget, worstItems } from './section-steps.ts';
import { shownCell } from './shown.ts';
import { stationSubject } from './subjects.ts';
import {
  className,
  classText,
  limitText,
  targetOf,
  WATER_CLASS_CLAUSE,
  WATER_METHOD,
  WATER_STANDS,
  WATER_TABLE_CLAUSE,
} from './water-class.ts';
import { bodyOf, type WaterBody } from './water-item.ts';
import { factorWords, joined, words } from './words.ts';

/** `newest.class` of a section: the class of its worst item. */
export async function explainWaterClass(
  context: ExplainContext,
  address: NumberAddress,
  station: RegistryStation,
): Promise<Explanation> {
  if (address.at !== undefined) throw notKept('a section is classed by its newest samples');
  const now = Math.floor(context.now / 1000);
  const rows = (await context.ask.waterItems(station.id)).filter(({ sampled }) => sampled >= now - WATER_STANDS);
  if (rows.length === 0) throw noValue(`section ${station.id} has no sample of the last 8 h`);
  const body = bodyOf(context.registry, station);
  const items = await Promise.all(rows.map((row) => gradedItem(context, station, row, body)));
  const target = targetOf(station);
  const values = new Map(items.flatMap(({ factor, value }) => (value === null ? [] : [[factor, value] as const])));
  const quality = sectionQuality(values, body, target);
  const times = items.map(({ sampled }) => sampled);
  const period = { from: iso(Math.min(...times)), until: iso(Math.max(...times)) };
  return explanationOf(address, {
    subject: stationSubject(station),
    title: joined(station.names, words('水质类别', 'water class')),
    value: { number: quality.class, text: quality.class === null ? 'NA' : classText(quality.class), unit: '' },
    grade: quality.class === null ? null : { scale: 'water', grade: quality.class, names: className(quality.class) },
    asOf: period.until,
    period,
    isProvisional: true,
    validity: {
      valid: quality.items,
      expected: items.length,
      isSufficient: quality.class !== null,
      rule: words('8 小时内有有效采样的评价项目', 'evaluated items with a valid sample within 8 h'),
      clause: WATER_METHOD,
    },
    standards: STANDARDS,
    formula: {
      words: words('断面类别为各项目类别中最差者', 'the class of a section is the worst class of its items'),
      symbols: 'K = max(Ki)',
    },
    steps: [...worstItems(items, quality.class, body), ...overTarget(quality.main, target)],
    rounding: words(
      '原值与限值直接比较；倍数一位小数，五成双',
      'values are compared as they are; multiples to one decimal, half to even',
    ),
    check: checked(shownCell(context, 'water', station.id, 'class'), quality.class),
    inputs: paged(
      words('参评项目', 'items'),
      items.map((item) => itemInput(station, item, body)),
      context.page,
    ),
    notice: words('自动站数据未经审核，仅供参考', 'automatic data are unaudited and for reference only'),
  });
}

const STANDARDS: Explanation['standards'] = [
  citeWater(
    WATER_CLASS_CLAUSE,
    words('单因子评价：取最差项目的类别', 'single-factor evaluation: the class of the worst item'),
  ),
  citeWater(WATER_TABLE_CLAUSE, words('各项目的类别限值', 'limits of the classes')),
  citeWater(WATER_METHOD, words('参评项目；总氮不参评', 'items that count; total nitrogen does not')),
];

function itemInput(
  { id }: RegistryStation,
  { factor, sampled, value, grade }: GradedItem,
  body: WaterBody,
): ExplainedInput {
  const used = grade !== null && isInClass(factor);
  return input({
    label: factorWords(factor),
    time: iso(sampled),
    value: microText(value),
    unit: unitOf(factor),
    detail: grade === null ? null : `${classText(grade)} (${limitText(factor, body, grade)})`,
    used,
    reason: used
      ? null
      : grade === null
        ? words('不是评价项目', 'not an evaluated item')
        : words('总氮单独评价', 'total nitrogen is graded beside the class'),
    address: addressText('station', id, `newest.${codeOf(factor)}`),
  });
}
