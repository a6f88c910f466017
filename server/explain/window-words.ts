import { AVERAGING } from '../../streams/contracts/codes.ts';
import type { Words } from '../../streams/contracts/explanation.ts';
import { words } from './words.ts';

/** Windows a limit is evaluated on, as `Exceedance.window` numbers them. */
const WINDOWS: ReadonlyMap<number, Words> = new Map([
  [AVERAGING.rollingHour, words('滚动小时', 'rolling hour')],
  [AVERAGING.instant, words('实时值', 'instant value')],
  [AVERAGING.closedHour, words('已结算小时', 'closed hour')],
  [AVERAGING.runningDay, words('滚动 24 小时', 'running 24 h')],
  [AVERAGING.fiveMinutes, words('5 分钟', '5 min')],
  [AVERAGING.fifteenMinutes, words('15 分钟', '15 min')],
  [AVERAGING.twentyMinutes, words('20 分钟', '20 min')],
]);
export const windowWords = (window: number): Words => WINDOWS.get(window) ?? words('', '');
