/** What a check says of one row of the ranking: it agrees, cannot be told now, or differs in a field. */
export type Verdict = 'agrees' | 'postponed' | { readonly field: string; readonly recomputed: string };
