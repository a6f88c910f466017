import type { ErrorCode } from '../../streams/contracts/errors.ts';
import type { Names } from '../../streams/contracts/pack.ts';

/** Health advice by level, HJ 633-2026 Table 1 in plain words. Index = level. */
export const ADVICE: readonly Names[] = [
  { zh: '', en: '' },
  { zh: '空气好，可以照常活动。', en: 'The air is good: all activities as usual.' },
  {
    zh: '可以照常活动；极少数特别敏感的人，少做户外活动。',
    en: 'Activities as usual; the few who are unusually sensitive should spend less time outdoors.',
  },
  {
    zh: '老人、孩子和有心肺疾病的人，少做长时间、剧烈的户外运动。',
    en: 'Elderly, children, heart or lung patients: cut long, hard exercise outdoors.',
  },
  {
    zh: '老人、孩子和有心肺疾病的人，不要做长时间、剧烈的户外运动；其他人适量减少。',
    en: 'Elderly, children, heart or lung patients: avoid it; others: cut down.',
  },
  {
    zh: '老人、孩子和有心肺疾病的人，留在室内、停止户外运动；其他人减少户外运动。',
    en: 'Elderly, children, heart or lung patients: stay indoors; others: less outdoors.',
  },
  {
    zh: '老人、孩子和病人，留在室内、避免体力消耗；其他人避免户外活动。',
    en: 'Elderly, children, patients: stay indoors and rest; others: avoid going out.',
  },
];

/** Who is sensitive to a pollutant whose IAQI is above 100, HJ 633-2026 Table 2 in plain words. Order of the six. */
const PARTICLES: Names = {
  zh: '心血管或呼吸系统疾病患者、青少年、老人、在户外活动的人',
  en: 'heart or lung patients, young, elderly, active outdoors',
};
export const SENSITIVE: readonly Names[] = [
  PARTICLES,
  PARTICLES,
  { zh: '呼吸系统疾病患者、青少年、老人、在户外活动的人', en: 'lung patients, young, elderly, active outdoors' },
  {
    zh: '哮喘等呼吸系统疾病患者、青少年、老人',
    en: 'people with asthma or other lung disease, the young, the elderly',
  },
  { zh: '哮喘患者、青少年和儿童、老人', en: 'people with asthma, children and the young, the elderly' },
  { zh: '心血管疾病患者', en: 'people with heart disease' },
];

/** What water of a class is fit for, GB 3838-2002 clause 3 in plain words. Index = class. */
export const WATER_USE: readonly Names[] = [
  { zh: '暂无数据', en: 'No data' },
  { zh: '源头水的水质', en: 'As at the source' },
  { zh: '可作饮用水源', en: 'Drinking-water source' },
  { zh: '处理后可饮用', en: 'Drinkable if treated' },
  { zh: '不宜直接接触', en: 'Avoid contact' },
  { zh: '宜灌溉与景观', en: 'Irrigation, scenery' },
  { zh: '差于 Ⅴ 类，不宜使用', en: 'Worse than class Ⅴ: not fit for use' },
];

const STANDS: Names = {
  zh: '数据计算暂停，画面是最后一次的结果，恢复后自动更新。',
  en: 'Figures are paused: this is the last result; it goes on by itself.',
};
const UNTAKEN: Names = {
  zh: '暂时不能接收新的监测数据，画面是已有的数据。',
  en: 'No new measurements are taken in at present; these are the ones we have.',
};
const CLOCK: Names = { zh: '系统正在校时，时间可能不准。', en: 'The system’s clock is being set: times may be off.' };

const GAPS: Names = {
  zh: '部分数据正在补齐，个别数值可能稍后更正。',
  en: 'Some data are being completed: single values may still be corrected.',
};

/**
 * What the public reads of a fault inside: what it means for what they see, not what it is called. A code that is not
 * here is not for them.
 */
export const TROUBLE: Readonly<Partial<Record<ErrorCode, Names>>> = Object.freeze({
  GL_STORE_UNAVAILABLE: STANDS,
  GL_WINDOWS_SILENT: STANDS,
  GL_DISK_FULL: UNTAKEN,
  GL_INGEST_STALLED: UNTAKEN,
  GL_CLOCK_MOVED: CLOCK,
  GL_CLOCK_WRONG: CLOCK,
  GL_POSITION_BEYOND_STREAM: GAPS,
  GL_STORE_PART_BROKEN: GAPS,
  GL_REGISTRY_DAMAGED: {
    zh: '部分站点的资料暂缺，画面可能不完整。',
    en: 'Details of some stations are missing: the picture may be incomplete.',
  },
});
