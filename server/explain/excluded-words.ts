import type { Words } from '../../streams/contracts/explanation.ts';
import { EXCLUDED_TEXTS } from '../../streams/contracts/excluded-texts.ts';
import { words } from './words.ts';

/** By reason of live topic `excluded`. */
export const EXCLUDED: readonly Words[] = Object.freeze(EXCLUDED_TEXTS.map(({ long: [zh, en] }) => words(zh, en)));
