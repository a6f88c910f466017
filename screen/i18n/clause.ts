import type { Language } from '../model/ages.ts';

/** What a clause is cited with, in the other language. The number and the year of a standard are its name in both. */
const ENGLISH: readonly (readonly [RegExp, string])[] = [
  [/表\s*(\d+)/g, 'Table $1'],
  [/过渡(阶段)?/g, 'transition'],
  [/年 year/g, 'year'],
  [/二级/g, 'class II'],
];

/** A clause as a screen of a language cites it: `GB 3095-2026 表1 过渡` is `GB 3095-2026 Table 1 transition`. */
export const clauseText = (language: Language, clause: string): string =>
  language === 'zh'
    ? clause.replace('年 year', '年')
    : ENGLISH.reduce((text, [pattern, word]) => text.replace(pattern, word), clause);
