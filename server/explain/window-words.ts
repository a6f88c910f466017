import type { Words } from '../../streams/contracts/explanation.ts';
import { words } from './words.ts';

/** Windows a limit is evaluated on, as `Exceedance.window` numbers them. */
const WINDOWS: readonly Words[] = Object.freeze([
  words('', ''),
  words('滚动小时', 'rolling hour'),
  words('实时值', 'instant value'),
  words('已结算小时', 'closed hour'),
  words('滚动 24 小时', 'running 24 h'),
  words('5 分钟', '5 min'),
  words('15 分钟', '15 min'),
  words('20 分钟', '20 min'),
]);
export const windowWords = (window: number): Words => WINDOWS[window] ?? words('', '');
