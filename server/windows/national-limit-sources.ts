import { LOCAL_RULES, OUTLET_STANDARDS, standardRows } from '../standards/mod.ts';
import type { Store } from '../platform/store/mod.ts';
import { airLimitSource, localRuleSource, waterLimitSource } from './limit-source-ids.ts';

const AVERAGING_NAMES: Readonly<Record<number, string>> = Object.freeze({
  1: '1 h',
  8: '8 h',
  24: '24 h',
  8760: '年 year',
});
const WATER_CLASSES = ['Ⅰ', 'Ⅱ', 'Ⅲ', 'Ⅳ', 'Ⅴ'];
const KNOWN = 'SELECT source, concat(name_zh, clause) AS text FROM limit_sources FINAL WHERE source < 1000';

const LOCAL_NAMES = {
  noise: ['建筑施工噪声', 'Construction noise'],
  dust: ['扬尘地方规则', 'Local dust rule'],
} as const;

type SourceNames = readonly [zh: string, en: string, clause: string];

function nationalSources(): ReadonlyMap<number, SourceNames> {
  const sources = new Map<number, SourceNames>();
  for (const { edition, averagingHours, clause } of standardRows().limits) {
    // Short enough for a row on a screen; the edition stands in the clause.
    sources.set(airLimitSource(edition, averagingHours), [
      'GB 3095 二级',
      'GB 3095 class II',
      `${clause} ${AVERAGING_NAMES[averagingHours] ?? `${averagingHours} h`}`,
    ]);
  }
  WATER_CLASSES.forEach((roman, i) =>
    sources.set(waterLimitSource(i + 1), [`地表水${roman}类`, `Surface water class ${roman}`, 'GB 3838-2002 表1']),
  );
  for (const { source, name, clause } of OUTLET_STANDARDS)
    sources.set(source, ['排放标准', name.startsWith('GB') ? 'Discharge standard' : name, clause]);
  for (const { id, source, form } of LOCAL_RULES)
    sources.set(localRuleSource(id), [...LOCAL_NAMES[form === 'noise' ? 'noise' : 'dust'], source]);
  return sources;
}

/**
 * Writes the national limits' sources that `limit_sources` lacks; nothing where it has all, so that a start does not
 * make every registry read itself again. @returns whether anything was written
 */
export async function fillNationalSources(store: Store, version: number): Promise<boolean> {
  const known = await store.rows<{ source: number; text: string }>('window', KNOWN);
  const present = new Map(known.map(({ source, text }) => [source, text]));
  const missing = [...nationalSources()].filter(([source, [zh, , clause]]) => present.get(source) !== zh + clause);
  await store.insert(
    'limit_sources',
    ['source', 'name_zh', 'name_en', 'clause', 'version'],
    missing.map(([source, names]) => [source, ...names, version]),
  );
  return missing.length > 0;
}
