import type { ExplainedInput, Explanation, Words } from '../../streams/contracts/explanation.ts';
import { factorById } from '../../streams/contracts/factors.ts';
import { formatMicro, type Micro } from '../../streams/contracts/reading.ts';
import { formatAddress, type NumberAddress } from '../../streams/live/mod.ts';
import { airLevel, divideHalfEven } from '../standards/mod.ts';
import { words } from './words.ts';

export const iso = (seconds: number): string => new Date(seconds * 1000).toISOString();
export const microText = (value: Micro | null | undefined): string | null =>
  value === null || value === undefined ? null : formatMicro(value);

/** A millionths value as a screen shows it: half to even at so many decimals. */
export function shownMicro(value: Micro | null, decimals: number, unit: string): Explanation['value'] {
  if (value === null) return { number: null, text: 'NA', unit };
  const scaled = divideHalfEven(value, 10 ** (6 - decimals)) / 10 ** decimals;
  return { number: scaled, text: scaled.toFixed(decimals), unit };
}
/** Decimals a screen may show of a factor: one more than the catalogue's, at most three. */
export const shownDecimals = (factor: number): number =>
  factor === 6 ? 2 : factor <= 5 ? 1 : Math.min(3, (factorById(factor)?.decimals ?? 1) + 1);
export const shownWhole = (value: number | null, unit = ''): Explanation['value'] => ({
  number: value,
  text: value === null ? 'NA' : String(value),
  unit,
});

export const airGrade = (aqi: number | null): Explanation['grade'] => {
  if (aqi === null) return null;
  const { level, names } = airLevel(aqi);
  return { scale: 'air', grade: level, names: words(names.zh, names.en) };
};

/** Shown against recomputed. Both as text, so that no digit is lost. */
export function checked(
  shown: string | number | null,
  recomputed: string | number | null,
  note: Words | null = null,
): Explanation['check'] {
  const text = (value: string | number | null): string | null => (value === null ? null : String(value));
  return {
    shown: text(shown),
    recomputed: text(recomputed),
    agrees: shown === null || recomputed === null ? null : String(shown) === String(recomputed),
    note,
  };
}

export const input = (over: Partial<ExplainedInput> & Pick<ExplainedInput, 'label'>): ExplainedInput => ({
  time: null,
  value: null,
  unit: '',
  detail: null,
  used: true,
  reason: null,
  flag: null,
  frame: null,
  earlier: [],
  address: null,
  ...over,
});

export const addressText = (
  subject: NumberAddress['subject'],
  id: string | number,
  quantity: string,
  at?: string,
): string => formatAddress({ subject, id: String(id), quantity, at });

/** What is left out, counted by its reason. */
function leftBy(rows: readonly ExplainedInput[]): { reason: Words; count: number }[] {
  const counts = new Map<string, { reason: Words; count: number }>();
  for (const { used, reason } of rows) {
    if (used || reason === null) continue;
    const known = counts.get(reason.en) ?? { reason, count: 0 };
    known.count += 1;
    counts.set(reason.en, known);
  }
  return [...counts.values()].sort((a, b) => b.count - a.count);
}

export interface Page {
  readonly offset: number;
  readonly limit: number;
}

/** One page of inputs, with what was left out of all of them. */
export const paged = (
  what: Words,
  rows: readonly ExplainedInput[],
  { offset, limit }: Page,
): Explanation['inputs'] => ({
  what,
  total: rows.length,
  offset,
  rows: rows.slice(offset, offset + limit),
  left: leftBy(rows),
});

type Needed = Pick<Explanation, 'title' | 'subject' | 'value' | 'formula' | 'check'>;
/** An explanation: what is not said is empty, never absent. */
export const explanationOf = (address: NumberAddress, given: Needed & Partial<Explanation>): Explanation => ({
  grade: null,
  asOf: null,
  period: null,
  isProvisional: false,
  validity: null,
  standards: [],
  steps: [],
  rounding: null,
  inputs: { what: words('输入', 'inputs'), total: 0, offset: 0, rows: [], left: [] },
  versions: [],
  frames: [],
  notice: null,
  ...given,
  address: formatAddress(address),
});
