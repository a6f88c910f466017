const THIN = '\u2009';

/** A figure with thin-space thousands and fixed decimals; missing is `NA`, never 0 and never empty. */
export function figure(value: number | null, decimals = 0): string {
  if (value === null || !Number.isFinite(value)) return 'NA';
  const [whole = '', fraction] = Math.abs(value).toFixed(decimals).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, THIN);
  const sign = value < 0 && Number(value.toFixed(decimals)) !== 0 ? '−' : '';
  return `${sign}${grouped}${fraction ? `.${fraction}` : ''}`;
}

/** As `figure`, without trailing zeros: for limits, which are written as the rule writes them. */
export function limitFigure(value: number | null): string {
  if (value === null) return 'NA';
  return figure(value, 3)
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/\.$/, '');
}

/** A share as percent with one decimal; `NA` where there is nothing to divide by. */
export const percent = (part: number | null, whole: number | null, decimals = 1): string =>
  part === null || whole === null || whole <= 0 ? 'NA' : `${figure((part / whole) * 100, decimals)} %`;
