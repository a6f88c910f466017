import { EXCLUDED_REASONS, type ExcludedReason } from './codes.ts';

/**
 * What is said of a reason for which a series was not judged: `api` in JSON, `short` in a line of a screen, `long` in
 * the drawer.
 */
export interface ExcludedText {
  readonly api: string;
  readonly short: readonly [zh: string, en: string];
  readonly long: readonly [zh: string, en: string];
}

const text = (api: string, short: ExcludedText['short'], long: ExcludedText['long']): ExcludedText =>
  Object.freeze({ api, short, long });

const EXCLUDED_TEXT: Readonly<Record<ExcludedReason, ExcludedText>> = Object.freeze({
  judged: text('none', ['已判定', 'judged'], ['已判定', 'judged']),
  flagged: text('flagged', ['标记', 'flagged'], ['数据带标记', 'flagged']),
  insufficient: text('hour insufficient', ['时均不足', 'hour insufficient'], ['有效数据不足', 'too few valid samples']),
  humidity: text(
    'humidity above 95 %',
    ['湿度>95%', 'humidity > 95 %'],
    ['湿度高于 95 %，光学粉尘仪不判', 'humidity above 95 % at an optical dust monitor'],
  ),
  calibration: text('calibration', ['校准', 'calibration'], ['校准或维护', 'calibration or maintenance']),
  stale: text('stale', ['过期', 'stale'], ['两个周期未收到', 'nothing heard for two periods']),
  implausible: text('implausible', ['超量程', 'implausible'], ['量级不可信', 'implausible']),
  noMultiple: text(
    'no multiple',
    ['无倍数', 'no multiple'],
    ['劣于目标类别但没有倍数', 'worse than its class but without a multiple'],
  ),
  oxygenHigh: text(
    'oxygen too high',
    ['含氧过高', 'O₂ too high'],
    ['含氧量过高，不能折算', 'oxygen too high to fold by'],
  ),
  noReference: text(
    'no reference',
    ['无对照站', 'no reference'],
    ['半径内没有对照站', 'no reference station within the radius'],
  ),
  regionalDust: text('regional dust', ['区域沙尘', 'regional dust'], ['区域沙尘', 'regional dust']),
  oxygenUnknown: text('oxygen unknown', ['缺含氧量', 'O₂ unknown'], ['缺含氧量', 'oxygen unknown']),
  dayAndNight: text(
    'day and night',
    ['昼夜交替', 'day/night turn'],
    ['时段跨昼夜', 'the window crosses day and night'],
  ),
  allowance: text(
    'within allowance',
    ['当日限次内', 'within allowance'],
    ['当日允许次数之内', "within the day's allowance"],
  ),
  marked: text('under a mark', ['工况或异常标记', 'marked'], ['标记时段，不作判定', 'under a mark']),
  qualityControl: text(
    'taken out by quality control',
    ['质控剔除', 'quality control'],
    ['质控剔除', 'taken out by quality control'],
  ),
});

/** By number. */
export const EXCLUDED_TEXTS: readonly ExcludedText[] = Object.freeze(
  EXCLUDED_REASONS.map((name) => EXCLUDED_TEXT[name]),
);
