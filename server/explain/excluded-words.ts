import type { Words } from '../../streams/contracts/explanation.ts';
import { words } from './words.ts';

/** Reasons of live topic `excluded`. */
export const EXCLUDED: readonly Words[] = Object.freeze([
  words('已判定', 'judged'),
  words('数据带标记', 'flagged'),
  words('有效数据不足', 'too few valid samples'),
  words('湿度高于 95 %，光学粉尘仪不判', 'humidity above 95 % at an optical dust monitor'),
  words('校准或维护', 'calibration or maintenance'),
  words('两个周期未收到', 'nothing heard for two periods'),
  words('量级不可信', 'implausible'),
  words('劣于目标类别但没有倍数', 'worse than its class but without a multiple'),
  words('含氧量过高，不能折算', 'oxygen too high to fold by'),
  words('半径内没有对照站', 'no reference station within the radius'),
  words('区域沙尘', 'regional dust'),
  words('缺含氧量', 'oxygen unknown'),
  words('时段跨昼夜', 'the window crosses day and night'),
  words('当日允许次数之内', "within the day's allowance"),
  words('标记时段，不作判定', 'under a mark'),
  words('质控剔除', 'taken out by quality control'),
]);
export const excludedWords = (reason: number): Words => EXCLUDED[reason] ?? words(String(reason), String(reason));
