import type { Explanation } from '../../streams/contracts/explanation.ts';
import type { NumberAddress } from '../../streams/live/mod.ts';
import { partsOf } from '../recompute/mod.ts';
import type { RegistryStation } from '../registry/mod.ts';
import { fixedPoint, itemClass } from '../standards/mod.ts';
import { checked, explanationOf, iso, microText, paged, shownMicro } from './builder.ts';
import { citeWater } from './citations.ts';
import type { ExplainContext } from './explain-context.ts';
import { notKept, noValue } from './explain-errors.ts';
import { unitOf } from './factor-text.ts';
import { ordinalsOf, partInputs } from './part-inputs.ts';
import { shownCell } from './shown.ts';
import { stationSubject } from './subjects.ts';
import { className, targetOf, WATER_STANDS, WATER_TABLE_CLAUSE } from './water-class.ts';
import { waterItemSteps } from './water-item-steps.ts';
import { bodyOf } from './water-item.ts';
import { factorWords, joined, words } from './words.ts';

/** Columns of topic `water` by factor: name and decimals. */
const COLUMNS: Readonly<Record<number, readonly [string, number]>> = {
  40: ['ph', 2],
  41: ['do', 2],
  45: ['codmn', 2],
  46: ['nh3n', 3],
  47: ['tp', 3],
};

/** `newest.<code>` of a section: one item, its class, and its multiple over the target class. */
export async function explainWaterItem(
  context: ExplainContext,
  address: NumberAddress,
  station: RegistryStation,
  factor: number,
): Promise<Explanation> {
  if (address.at !== undefined) throw notKept('a section is classed by its newest samples');
  const now = Math.floor(context.now / 1000);
  const row = (await context.ask.waterItems(station.id)).find(
    (item) => item.factor === factor && item.sampled >= now - WATER_STANDS,
  );
  if (!row) throw noValue(`section ${station.id} has no valid sample of it within 8 h`);
  const series = { station: station.id, factor, statistic: station.basis };
  const from = Math.max(row.sampled - WATER_STANDS, now - WATER_STANDS);
  const parts = partsOf(await context.ask.readings(series, from, row.sampled + 1));
  const sample = parts.find(({ time }) => time === row.sampled);
  const value = sample?.counts ? sample.valid.micro : null;
  const body = bodyOf(context.registry, station);
  const grade = value === null ? null : itemClass(factor, value, body);
  const inputs = paged(
    words('最近的采样', 'the latest samples'),
    partInputs(factor, parts).map((one) =>
      one.used && one.time !== iso(row.sampled) ? { ...one, used: false, reason: words('较早', 'earlier') } : one,
    ),
    context.page,
  );
  const [name, decimals] = COLUMNS[factor] ?? [null, 3];
  const shown = name === null ? null : shownCell(context, 'water', station.id, name);
  return explanationOf(address, {
    subject: stationSubject(station),
    title: joined(station.names, factorWords(factor)),
    value: shownMicro(row.micro, decimals, unitOf(factor)),
    grade: grade === null ? null : { scale: 'water', grade, names: className(grade) },
    asOf: iso(row.sampled),
    isProvisional: true,
    validity: {
      valid: value === null ? 0 : 1,
      expected: 1,
      isSufficient: value !== null,
      rule: words('8 小时内最新一次有效采样（标记 N、T）', 'newest valid sample within 8 h (flags N and T)'),
      clause: 'HJ 212-2017 表8',
    },
    standards: [citeWater(WATER_TABLE_CLAUSE, words('类别限值', 'limits of the classes'))],
    formula: {
      words: words(
        '与各类限值比较得类别；超过目标类别时计算超标倍数',
        'the class whose limit it meets; the multiple over the target class where it is worse',
      ),
      symbols: 'B = (C − Cs) / Cs',
    },
    steps: waterItemSteps(factor, value, grade, body, targetOf(station)),
    rounding: words(
      '倍数一位小数，五成双；pH、溶解氧、水温没有倍数',
      'multiples to one decimal, half to even; none for pH, oxygen and temperature',
    ),
    check: checked(
      shown ?? microText(row.micro),
      shown === null ? microText(value) : fixedPoint(value, decimals),
      shown === null ? null : words('按屏幕所示的小数位比较', 'compared at the decimals shown'),
    ),
    inputs: { ...inputs, left: inputs.left.filter(({ reason }) => reason.en !== 'earlier') },
    frames: context.isInternal ? await context.frames.frames(ordinalsOf(inputs.rows)) : [],
    notice: words('自动站数据未经审核，仅供参考', 'automatic data are unaudited and for reference only'),
  });
}
