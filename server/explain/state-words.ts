import type { Words } from '../../streams/contracts/explanation.ts';
import { words } from './words.ts';

/** States of a station by its silence, as topic `stations` numbers them. */
const STATES: readonly Words[] = Object.freeze([
  words('从未收到', 'never heard'),
  words('正常', 'fresh'),
  words('超过一个周期', 'over one period'),
  words('超过两个周期', 'over two periods'),
  words('离线', 'offline'),
]);
export const stateWords = (state: number): Words => STATES[state] ?? words(String(state), String(state));
