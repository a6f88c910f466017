import type { MessageKey } from '../i18n/messages.ts';
import type { Fill } from '../i18n/text.ts';
import type { DeskRow } from '../model/desk-row.ts';
import { figure } from '../model/figures.ts';

/** Codes whose evidence is a number of parts. */
const PARTS = new Set(['QC_RANGE', 'QC_NEG', 'QC_MISS']);

/** What a finding rests on, in one line: the value, what it was held against, the parts concerned, the hours found. */
export function evidenceOf({ finding, factor }: DeskRow, t: (key: MessageKey, fill?: Fill) => string): string {
  if (!finding) return '';
  const { code, value, reference, count, hours } = finding;
  const told = (n: number): string => {
    if (code === 'QC_CLOCK') return `${figure(n / 60, 0)} min`;
    return code === 'QC_RH' ? `${figure(n, 0)} %` : `${figure(n, factor?.decimals ?? 1)} ${factor?.unit ?? ''}`.trim();
  };
  return [
    value === null ? '' : told(value),
    reference === null ? '' : t(`quality.against.${code}` as MessageKey, { reference: told(reference) }),
    PARTS.has(code) ? t('quality.parts', { n: count }) : '',
    t('quality.hours', { n: hours }),
  ]
    .filter(Boolean)
    .join(' · ');
}
