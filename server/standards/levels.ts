import type { Names } from '../../streams/contracts/pack.ts';

/**
 * HJ 633-2026 Annex A: level, class, colour (fixed by the standard, never themed), and advice in our own words after
 * Table 1.
 */
export interface AirLevel {
  readonly level: 1 | 2 | 3 | 4 | 5 | 6;
  readonly upTo: number;
  readonly names: Names;
  readonly colour: string;
  readonly advice: Names;
}

const level = (
  n: AirLevel['level'],
  upTo: number,
  zh: string,
  en: string,
  colour: string,
  adviceZh: string,
  adviceEn: string,
): AirLevel =>
  Object.freeze({
    level: n,
    upTo,
    names: Object.freeze({ zh, en }),
    colour,
    advice: Object.freeze({ zh: adviceZh, en: adviceEn }),
  });

const SEVERE = level(
  6,
  500,
  '严重污染',
  'Severely polluted',
  '#7E0023',
  '老人、孩子和病人留在室内，避免体力消耗；其他人避免户外活动。',
  'Elderly, children and patients: stay indoors and rest; others: avoid going out.',
);

export const AIR_LEVELS: readonly AirLevel[] = Object.freeze([
  level(1, 50, '优', 'Good', '#00E400', '各类人群可正常活动。', 'Everybody can go about as usual.'),
  level(
    2,
    100,
    '良',
    'Fair',
    '#FFFF00',
    '极少数异常敏感的人减少户外活动。',
    'The very few who are unusually sensitive: spend less time outdoors.',
  ),
  level(
    3,
    150,
    '轻度污染',
    'Lightly polluted',
    '#FF7E00',
    '老人、孩子和有心肺疾病的人，少做长时间、剧烈的户外运动。',
    'Elderly, children, heart or lung patients: cut long, hard outdoor exercise.',
  ),
  level(
    4,
    200,
    '中度污染',
    'Moderately polluted',
    '#FF0000',
    '老人、孩子和有心肺疾病的人，避免长时间、剧烈的户外运动；其他人适量减少。',
    'Elderly, children, heart or lung patients: avoid long, hard outdoor exercise; others: do less.',
  ),
  level(
    5,
    300,
    '重度污染',
    'Heavily polluted',
    '#99004C',
    '老人、孩子和有心肺疾病的人留在室内，停止户外运动；其他人减少户外运动。',
    'Elderly, children, heart or lung patients: stay indoors; others: less outdoor exercise.',
  ),
  SEVERE,
]);

/** Level of an AQI of 1..500 (HJ 633-2026 Table 2); 0 and below count as level 1. */
export const airLevel = (aqi: number): AirLevel => AIR_LEVELS.find((entry) => aqi <= entry.upTo) ?? SEVERE;
