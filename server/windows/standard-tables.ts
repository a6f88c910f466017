import {
  AVERAGING_HOURS,
  COMPOSITE_VARIANTS,
  EDITIONS,
  LOCAL_RULES,
  OUTLET_STANDARDS,
  standardRows,
} from '../standards/mod.ts';
import { AQI_FACTORS } from '../../streams/contracts/factors.ts';
import { MICRO } from '../../streams/contracts/reading.ts';
import type { Store } from '../platform/store/mod.ts';

/** Sources of national limits in `limit_sources`: below 1000, so that they never meet a pack's. */
const NATIONAL_AIR = 10;
const NATIONAL_WATER = 100;
const AVERAGING_NAMES: Readonly<Record<number, string>> = Object.freeze({
  1: '1 h',
  8: '8 h',
  24: '24 h',
  8760: '年 year',
});
const WATER_CLASSES = ['Ⅰ', 'Ⅱ', 'Ⅲ', 'Ⅳ', 'Ⅴ'];

/** The last second a DateTime holds: an edition without a successor. */
const FOR_EVER = 4_294_967_295;
const seconds = (ms: number): number => Math.floor(ms / 1000);

/** `[from, until)` in seconds of an edition within its series; the first one also holds for what came before it. */
function inForce(edition: string): [from: number, until: number] {
  for (const series of Object.values(EDITIONS)) {
    const index = series.findIndex((entry) => entry.name === edition);
    if (index < 0) continue;
    const next = series[index + 1];
    return [index === 0 ? 0 : seconds(series[index]!.effectiveFrom), next ? seconds(next.effectiveFrom) : FOR_EVER];
  }
  throw new RangeError(`no edition ${edition}`);
}

const AVERAGINGS = Object.values(AVERAGING_HOURS);
const editionIndex = (name: string): number => EDITIONS.gb3095.findIndex((edition) => edition.name === name);
/** Id in `limit_sources` of a GB 3095 limit. */
export const airLimitSource = (edition: string, averagingHours: number): number =>
  NATIONAL_AIR + editionIndex(edition) * 10 + AVERAGINGS.findIndex((hours) => hours === averagingHours);
/** Id in `limit_sources` of a local rule. */
export const localRuleSource = (rule: number): number => 300 + rule;
/** Id in `limit_sources` of a class of GB 3838. */
export const waterLimitSource = (waterClass: number): number => NATIONAL_WATER + waterClass;

/**
 * Writes the standards into the tables that the windows join, and the national limits into `limit_sources`.
 * The same editions again change nothing. @param version grows with the release; the largest wins
 * @returns whether `limit_sources` changed, which every registry holds
 */
export async function fillStandardTables(store: Store, version: number): Promise<boolean> {
  const { iaqi, limits, water } = standardRows();
  await store.insert(
    'standard_iaqi',
    [
      'edition',
      'effective_from',
      'effective_until',
      'factor',
      'averaging_hours',
      'decimals',
      'low',
      'high',
      'il',
      'ih',
      'version',
    ],
    iaqi.map((row) => [
      row.edition,
      ...inForce(row.edition),
      row.factor,
      row.averagingHours,
      row.decimals,
      row.low,
      row.high,
      row.il,
      row.ih,
      version,
    ]),
  );
  await store.insert(
    'standard_limits',
    [
      'edition',
      'effective_from',
      'effective_until',
      'factor',
      'averaging_hours',
      'value',
      'clause',
      'source',
      'version',
    ],
    limits.map((row) => [
      row.edition,
      ...inForce(row.edition),
      row.factor,
      row.averagingHours,
      row.value,
      row.clause,
      airLimitSource(row.edition, row.averagingHours),
      version,
    ]),
  );
  const bodies = [
    [0, 'river'],
    [1, 'lake'],
  ] as const;
  await store.insert(
    'standard_water',
    ['factor', 'lake', 'class', 'sense', 'has_multiple', 'value', 'upper', 'source', 'version'],
    water.flatMap((item) =>
      bodies
        .filter(([, body]) => item.body === 'any' || item.body === body)
        .flatMap(([lake]) =>
          [1, 2, 3, 4, 5].map((step) =>
            item.sense === 'between'
              ? [item.factor, lake, step, 3, 0, item.limits[0]!, item.limits[1]!, waterLimitSource(step), version]
              : [
                  item.factor,
                  lake,
                  step,
                  item.sense === 'at most' ? 1 : 2,
                  item.hasMultiple ? 1 : 0,
                  item.limits[step - 1]!,
                  0,
                  waterLimitSource(step),
                  version,
                ],
          ),
        ),
    ),
  );
  await store.insert(
    'composite_limits',
    [
      'variant',
      'effective_from',
      'effective_until',
      'default_from',
      'default_until',
      'factor',
      'limit_value',
      'weight',
      'version',
    ],
    compositeRows(version),
  );
  return fillSources(store, version);
}

const SINCE_EVER = '1970-01-01';
/** Later than any period; a Date holds 2149-06-06. */
const NEVER = '2149-01-01';

/** Rows of `composite_limits`: the first edition of a name also serves what came before it; the default line runs through the names. */
function compositeRows(version: number): unknown[][] {
  const line = COMPOSITE_VARIANTS.filter(({ isDefault }) => isDefault);
  return COMPOSITE_VARIANTS.flatMap((variant) => {
    const own = COMPOSITE_VARIANTS.filter(({ name }) => name === variant.name);
    const index = own.indexOf(variant);
    const place = line.indexOf(variant);
    const [from, until] = [index === 0 ? SINCE_EVER : variant.effectiveFrom, own[index + 1]?.effectiveFrom ?? NEVER];
    const [defaultFrom, defaultUntil] =
      place < 0
        ? [NEVER, NEVER]
        : [place === 0 ? SINCE_EVER : variant.effectiveFrom, line[place + 1]?.effectiveFrom ?? NEVER];
    return AQI_FACTORS.map((factor, i) => [
      variant.name,
      from,
      until,
      defaultFrom,
      defaultUntil,
      factor,
      variant.limits[i]! * MICRO,
      variant.weights[i]!,
      version,
    ]);
  });
}

/** Sources that are not there yet, so that a start does not make every registry read itself again. */
async function fillSources(store: Store, version: number): Promise<boolean> {
  const { limits } = standardRows();
  const wanted = new Map<number, [zh: string, en: string, clause: string]>();
  for (const limit of limits) {
    // Short enough for a row; the edition stands in the clause.
    wanted.set(airLimitSource(limit.edition, limit.averagingHours), [
      'GB 3095 二级',
      'GB 3095 class II',
      `${limit.clause} ${AVERAGING_NAMES[limit.averagingHours]!}`,
    ]);
  }
  WATER_CLASSES.forEach((roman, i) =>
    wanted.set(waterLimitSource(i + 1), [`地表水${roman}类`, `Surface water class ${roman}`, 'GB 3838-2002 表1']),
  );
  for (const { source, name, clause } of OUTLET_STANDARDS)
    wanted.set(source, ['排放标准', name.startsWith('GB') ? 'Discharge standard' : name, clause]);
  for (const { id, source, form } of LOCAL_RULES)
    wanted.set(
      localRuleSource(id),
      form === 'noise' ? ['建筑施工噪声', 'Construction noise', source] : ['扬尘地方规则', 'Local dust rule', source],
    );
  const known = await store.rows<{ source: number; zh: string }>(
    'window',
    'SELECT source, concat(name_zh, clause) AS zh FROM limit_sources FINAL WHERE source < 1000',
  );
  const present = new Map(known.map((row) => [row.source, row.zh]));
  const missing = [...wanted].filter(([source, [zh, , clause]]) => present.get(source) !== zh + clause);
  await store.insert(
    'limit_sources',
    ['source', 'name_zh', 'name_en', 'clause', 'version'],
    missing.map(([source, names]) => [source, ...names, version]),
  );
  return missing.length > 0;
}
