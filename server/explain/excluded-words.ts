import type { Words } from '../../streams/contracts/explanation.ts';
import { EXCLUDED_TEXTS } from '../../streams/contracts/excluded-texts.ts';
import { words } from './words.ts';

/** By reason of live topic `excluded`. */
export const EXCLUDED: readonly Words[] = Object.freeze(EXCLUDED_TEXTS.map(({ long: [zh, en] }) => words(zh, en)));

/** What is said of a reason; a number that nobody knows stands for itself. */
export const excludedWords = (reason: number): Words => EXCLUDED[reason] ?? words(String(reason), String(reason));
