import { factorById } from '../../streams/contracts/factors.ts';
import type { Explanation, Words } from '../../streams/contracts/explanation.ts';
import type { ColumnName, NumberAddress } from '../../streams/live/mod.ts';
import { formatMicro, type Micro } from '../../streams/contracts/reading.ts';
import type { RegistryStation } from '../registry/mod.ts';
import {
  exceedanceTenths,
  itemClass,
  sectionQuality,
  WATER_CLASS_NAMES,
  WATER_ITEMS,
  type WaterClass,
} from '../standards/mod.ts';
import { fixedPoint } from '../standards/mod.ts';
import type { WaterItemRow } from './ask.ts';
import { citeWater } from './citations.ts';
import { addressText, checked, explanationOf, input, iso, microText, paged, shownMicro } from './builder.ts';
import { validParts } from './mean.ts';
import { ordinalsOf, partInputs } from './parts.ts';
import { notKept, nothing, shownCell, type ExplainContext } from './explain-context.ts';
import { factorWords, joined, words } from './words.ts';

/** A sample older than this is not shown as now, seconds: nutrients come every four hours. */
export const STANDS = 8 * 3600;
const CLASS_CLAUSE = 'GB 3838-2002 5.1';
const TABLE_CLAUSE = 'GB 3838-2002 表1';
const METHOD = '环办〔2011〕22号';
const COLUMNS: Readonly<Record<number, readonly [ColumnName<'water'>, number]>> = {
  40: ['ph', 2],
  41: ['do', 2],
  45: ['codmn', 2],
  46: ['nh3n', 3],
  47: ['tp', 3],
};
const className = (grade: number): Words =>
  words(
    `${WATER_CLASS_NAMES[grade]}${grade < 6 ? '类' : ''}`,
    grade < 6 ? `class ${WATER_CLASS_NAMES[grade]}` : 'worse than class V',
  );

const bodyOf = ({ registry }: ExplainContext, station: RegistryStation): 'river' | 'lake' =>
  registry.waters.some(({ id, kind }) => id === station.river?.id && kind === 'lake') ? 'lake' : 'river';

/** The newest valid sample of an item, read again from the readings at its time. */
async function sampleOf(
  scene: ExplainContext,
  station: RegistryStation,
  { factor, sampled }: WaterItemRow,
): Promise<Micro | null> {
  const [part] = validParts(
    await scene.ask.readings({ station: station.id, factor, statistic: station.basis }, sampled, sampled + 1),
  );
  return part?.counts ? part.valid.micro : null;
}

const limitText = (factor: number, body: 'river' | 'lake', step: number): string => {
  const item = WATER_ITEMS.find((entry) => entry.factor === factor && (entry.body === 'any' || entry.body === body));
  if (!item) return '–';
  if (item.sense === 'between') return `${formatMicro(item.limits[0]!)}–${formatMicro(item.limits[1]!)}`;
  return step > 5
    ? `${item.sense === 'at most' ? '>' : '<'} ${formatMicro(item.limits[4]!)}`
    : `${item.sense === 'at most' ? '≤' : '≥'} ${formatMicro(item.limits[step - 1]!)}`;
};

/** `newest.class` of a section: the class of its worst item. */
export async function explainWaterClass(
  scene: ExplainContext,
  address: NumberAddress,
  station: RegistryStation,
): Promise<Explanation> {
  if (address.at !== undefined) throw notKept('a section is classed by its newest samples');
  const now = Math.floor(scene.now / 1000);
  const items = (await scene.ask.waterItems(station.id)).filter(({ sampled }) => sampled >= now - STANDS);
  if (items.length === 0) throw nothing(`section ${station.id} has no sample of the last 8 h`);
  const body = bodyOf(scene, station);
  const target = (station.targetClass || 3) as WaterClass;
  const samples = await Promise.all(items.map((item) => sampleOf(scene, station, item)));
  const values = new Map(
    items.flatMap(({ factor }, i) =>
      samples[i] === null || samples[i] === undefined ? [] : [[factor, samples[i]] as const],
    ),
  );
  const quality = sectionQuality(values, body, target);
  const shown = shownCell(scene, 'water', station.id, 'class');
  const graded = items.map((item) => ({
    ...item,
    grade: values.has(item.factor) ? itemClass(item.factor, values.get(item.factor)!, body) : null,
  }));
  const inClass = (factor: number): boolean =>
    WATER_ITEMS.some((entry) => entry.factor === factor && entry.inSectionClass);
  const times = items.map(({ sampled }) => sampled);
  return explanationOf(address, {
    subject: { kind: 'station', id: String(station.id), names: words(station.names.zh, station.names.en) },
    title: joined(station.names, words('水质类别', 'water class')),
    value: { number: quality.class, text: quality.class === null ? 'NA' : WATER_CLASS_NAMES[quality.class]!, unit: '' },
    grade: quality.class === null ? null : { scale: 'water', grade: quality.class, names: className(quality.class) },
    asOf: iso(Math.max(...times)),
    period: { from: iso(Math.min(...times)), until: iso(Math.max(...times)) },
    isProvisional: true,
    validity: {
      valid: quality.items,
      expected: graded.length,
      isSufficient: quality.class !== null,
      rule: words('8 小时内有有效采样的评价项目', 'evaluated items with a valid sample within 8 h'),
      clause: METHOD,
    },
    standards: [
      citeWater(
        CLASS_CLAUSE,
        words('单因子评价：取最差项目的类别', 'single-factor evaluation: the class of the worst item'),
      ),
      citeWater(TABLE_CLAUSE, words('各项目的类别限值', 'limits of the classes')),
      citeWater(METHOD, words('参评项目；总氮不参评', 'items that count; total nitrogen does not')),
    ],
    formula: {
      words: words('断面类别为各项目类别中最差者', 'the class of a section is the worst class of its items'),
      symbols: 'K = max(Ki)',
    },
    steps: [
      ...graded
        .filter(({ factor, grade }) => inClass(factor) && grade === quality.class)
        .map(({ factor, grade }) => ({
          what: joined(words('最差项目', 'worst item'), factorWords(factor)),
          text: `${microText(values.get(factor) ?? null)} (${limitText(factor, body, grade!)})`,
        })),
      ...quality.main.map(({ factor, tenths }) => ({
        what: joined(
          words(`超过目标${className(target).zh}`, `worse than target ${className(target).en}`),
          factorWords(factor),
        ),
        text: tenths === null ? '–' : (tenths / 10).toFixed(1),
      })),
    ],
    rounding: words(
      '原值与限值直接比较；倍数一位小数，五成双',
      'values are compared as they are; multiples to one decimal, half to even',
    ),
    check: checked(shown, quality.class),
    inputs: paged(
      words('参评项目', 'items'),
      graded.map(({ factor, sampled, grade }) =>
        input({
          label: factorWords(factor),
          time: iso(sampled),
          value: microText(values.get(factor) ?? null),
          unit: factorById(factor)?.unit ?? '',
          detail: grade === null ? null : `${WATER_CLASS_NAMES[grade]} (${limitText(factor, body, grade)})`,
          used: grade !== null && inClass(factor),
          reason:
            grade === null
              ? words('不是评价项目', 'not an evaluated item')
              : inClass(factor)
                ? null
                : words('总氮单独评价', 'total nitrogen is graded beside the class'),
          address: addressText('station', station.id, `newest.${factorById(factor)!.code}`),
        }),
      ),
      scene.page,
    ),
    notice: words('自动站数据未经审核，仅供参考', 'automatic data are unaudited and for reference only'),
  });
}

/** `newest.<code>` of a section: one item, its class, and its multiple over the target class. */
export async function explainWaterItem(
  scene: ExplainContext,
  address: NumberAddress,
  station: RegistryStation,
  factor: number,
): Promise<Explanation> {
  if (address.at !== undefined) throw notKept('a section is classed by its newest samples');
  const now = Math.floor(scene.now / 1000);
  const row = (await scene.ask.waterItems(station.id)).find(
    (item) => item.factor === factor && item.sampled >= now - STANDS,
  );
  if (!row) throw nothing(`section ${station.id} has no valid sample of it within 8 h`);
  const body = bodyOf(scene, station);
  const target = (station.targetClass || 3) as WaterClass;
  const parts = validParts(
    await scene.ask.readings(
      { station: station.id, factor, statistic: station.basis },
      Math.max(row.sampled - STANDS, now - STANDS),
      row.sampled + 1,
    ),
  );
  const sample = parts.find(({ time }) => time === row.sampled);
  const value = sample?.counts ? sample.valid.micro : null;
  const grade = value === null ? null : itemClass(factor, value, body);
  const tenths = value === null ? null : exceedanceTenths(factor, value, body, target);
  const inputs = paged(
    words('最近的采样', 'the latest samples'),
    partInputs(factor, parts).map((one) =>
      one.used && one.time !== iso(row.sampled) ? { ...one, used: false, reason: words('较早', 'earlier') } : one,
    ),
    scene.page,
  );
  const [name, decimals] = COLUMNS[factor] ?? [null, 3];
  const shown = name === null ? null : shownCell(scene, 'water', station.id, name);
  const item = WATER_ITEMS.find((entry) => entry.factor === factor && (entry.body === 'any' || entry.body === body));
  return explanationOf(address, {
    subject: { kind: 'station', id: String(station.id), names: words(station.names.zh, station.names.en) },
    title: joined(station.names, factorWords(factor)),
    value: shownMicro(row.micro, decimals, factorById(factor)?.unit ?? ''),
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
    standards: [citeWater(TABLE_CLAUSE, words('类别限值', 'limits of the classes'))],
    formula: {
      words: words(
        '与各类限值比较得类别；超过目标类别时计算超标倍数',
        'the class whose limit it meets; the multiple over the target class where it is worse',
      ),
      symbols: 'B = (C − Cs) / Cs',
    },
    steps: [
      {
        what: words('类别', 'class'),
        text:
          grade === null ? '–' : `${microText(value)}: ${WATER_CLASS_NAMES[grade]} (${limitText(factor, body, grade)})`,
      },
      {
        what: words(`目标${className(target).zh}`, `target ${className(target).en}`),
        text: limitText(factor, body, target),
      },
      ...(tenths !== null && item
        ? [
            {
              what: words('超标倍数', 'multiple'),
              text: `(${microText(value)} − ${formatMicro(item.limits[target - 1]!)}) ÷ ${formatMicro(item.limits[target - 1]!)} = ${(tenths / 10).toFixed(1)}`,
            },
          ]
        : []),
    ],
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
    frames: scene.isInternal ? await scene.frames.frames(ordinalsOf(inputs.rows)) : [],
    notice: words('自动站数据未经审核，仅供参考', 'automatic data are unaudited and for reference only'),
  });
}
