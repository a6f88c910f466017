import type { ExplainedInput, Explanation } from '../../streams/contracts/explanation.ts';
import { formatMicro } from '../../streams/contracts/reading.ts';
import type { CellValue, StationShare } from '../recompute/mod.ts';
import { addressText, input, iso } from './builder.ts';
import type { ExplainContext } from './explain-context.ts';
import { codeOf, unitOf } from './factor-text.ts';
import { IAQI_SYMBOLS } from './index-steps.ts';
import { words } from './words.ts';

/** How a cell's value is made. */
export const cellFormula = (isMeasured: boolean, isIndex: boolean): Explanation['formula'] => ({
  words: isMeasured
    ? words('实测：取格内站点平均', 'measured: mean of the stations within')
    : words('仅插值：邻近站点按距离平方反比', 'interpolated only: near stations by the inverse square of distance'),
  symbols: [
    isMeasured ? 'C = Σ Ci / n' : 'C = Σ wi·Ci / Σ wi, w = (1 km / d)²',
    ...(isIndex ? [IAQI_SYMBOLS] : []),
  ].join('; '),
});

/** A station near a cell: its value and its weight. @param mean millionths */
export function shareInput(
  { registry }: ExplainContext,
  factor: number,
  seconds: number,
  share: StationShare,
  mean: bigint | null,
  { isMeasured, used }: CellValue,
): ExplainedInput {
  const isUsed = used.includes(share);
  const names = registry.station(share.station)?.names;
  return input({
    label: words(names?.zh ?? String(share.station), names?.en ?? String(share.station)),
    time: iso(seconds),
    value: mean === null ? null : formatMicro(Number(mean)),
    unit: unitOf(factor),
    detail: `w ${isMeasured ? (isUsed ? '1' : '0') : (Number(share.weight) / 1e9).toFixed(4)}`,
    used: isUsed,
    reason: isUsed
      ? null
      : mean === null
        ? words('滚动小时数据不足', 'too few samples in the rolling hour')
        : words('格内已有实测', 'a station within measures'),
    address: addressText('station', share.station, `now.${codeOf(factor)}`),
  });
}
