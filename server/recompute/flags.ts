import { FLAG } from '../../streams/contracts/codes.ts';
import type { Observation } from './observation.ts';

/** Whether the flag lets a value take part in means 参与平均: N, and T as a lower bound (HJ 212-2017 Table 8). */
export const countsByFlag = ({ flag }: Pick<Observation, 'flag'>): boolean =>
  flag === FLAG.normal || flag === FLAG.overRange;

/** Over range: the value takes part as a lower bound. */
export const isOverRange = ({ flag }: Pick<Observation, 'flag'>): boolean => flag === FLAG.overRange;
