import type { Names } from '../../../streams/contracts/pack.ts';

const group = (zh: string, en: string): Names => Object.freeze({ zh, en });
const YOUTH = group('儿童青少年', 'children and youth');
const ELDERLY = group('老年人', 'elderly people');
const RESPIRATORY = group('呼吸系统疾病患者', 'people with respiratory disease');
const ASTHMA = group('哮喘患者', 'people with asthma');
const HEART = group('心血管疾病患者', 'people with cardiovascular disease');
const OUTDOORS = group('户外活动者', 'people active outdoors');

const particles = Object.freeze([HEART, RESPIRATORY, YOUTH, OUTDOORS, ELDERLY]);
const BY_FACTOR: ReadonlyMap<number, readonly Names[]> = new Map([
  [1, particles],
  [2, particles],
  [3, Object.freeze([RESPIRATORY, YOUTH, OUTDOORS, ELDERLY])],
  [4, Object.freeze([RESPIRATORY, YOUTH, ELDERLY])],
  [5, Object.freeze([ASTHMA, YOUTH, ELDERLY])],
  [6, Object.freeze([HEART])],
]);

/** Groups named for a factor where its IAQI is above 100 (HJ 633-2026 Table 2), none otherwise. */
export const sensitiveGroups = (factor: number, iaqi: number): readonly Names[] =>
  iaqi > 100 ? (BY_FACTOR.get(factor) ?? []) : [];
