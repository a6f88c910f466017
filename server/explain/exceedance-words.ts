import type { Explanation, Words } from '../../streams/contracts/explanation.ts';
import { words } from './words.ts';

/** `exceedance.*`. */
export const EXCEEDANCE_QUANTITIES = ['multiple', 'value', 'limit', 'since', 'count', 'trend', 'rank'] as const;
export type ExceedanceQuantity = (typeof EXCEEDANCE_QUANTITIES)[number];

/** What each quantity of an exceedance is called. */
export const EXCEEDANCE_TITLES: Readonly<Record<ExceedanceQuantity, Words>> = {
  multiple: words('超标倍数', 'exceedance multiple'),
  value: words('被判定的值', 'value judged'),
  limit: words('限值', 'limit'),
  since: words('超标起始', 'exceeding since'),
  count: words('今日超标次数', 'exceedances today'),
  trend: words('趋势', 'trend'),
  rank: words('超标排名', 'rank by multiple'),
};

/** How each quantity of an exceedance is made. */
export const EXCEEDANCE_FORMULAS: Readonly<Record<ExceedanceQuantity, Explanation['formula']>> = {
  multiple: { words: words('（值 − 限值）÷ 限值', '(value − limit) / limit'), symbols: 'B = (C − L) / L' },
  rank: {
    words: words(
      '按显示的倍数由大到小，相同倍数同名次（1、1、3）',
      'by the multiple as shown, largest first; equal ones share a rank (1, 1, 3)',
    ),
    symbols: 'r = 1 + #{B > Bi}',
  },
  value: {
    words: words(
      '小时限值用滚动小时（不足时用已结算小时），日限值用滚动 24 小时，实时限值用最新一条',
      'the rolling hour (else the closed hour) for hourly limits, running 24 h for daily ones, ' +
        'the newest sample for instant ones',
    ),
    symbols: 'C',
  },
  limit: {
    words: words('先许可，再地方规则与国家标准', 'permit first, then local rules and national standards'),
    symbols: 'L',
  },
  since: {
    words: words(
      '连续超标的第一拍；间断超过 15 分钟重新计',
      'first tick of the uninterrupted exceedance; a gap of over 15 minutes begins anew',
    ),
    symbols: 't0',
  },
  count: { words: words('当日开始或延续的超标段数', 'exceedances that began or went on today'), symbols: 'n' },
  trend: {
    words: words(
      '与至少 5 分钟前的同类值比较，差值在限值 2 % 以内为持平',
      'against the like value at least 5 minutes ago; within 2 % of the limit it is steady',
    ),
    symbols: '|C − C0| ≤ 0.02 · L',
  },
};
