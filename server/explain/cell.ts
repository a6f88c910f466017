import type { Explanation } from '../../streams/contracts/explanation.ts';
import { AQI_FACTORS } from '../../streams/contracts/factors.ts';
import { formatMicro } from '../../streams/contracts/reading.ts';
import type { NumberAddress } from '../../streams/live/mod.ts';
import { cellValue, rollingHourOf, shownCellIndex } from '../recompute/mod.ts';
import { fixedPoint } from '../standards/mod.ts';
import { airGrade, checked, explanationOf, iso, paged, shownDecimals, shownMicro, shownWhole } from './builder.ts';
import { cellFormula, shareInput } from './cell-parts.ts';
import { citeIaqi } from './citations.ts';
import type { ExplainContext } from './explain-context.ts';
import { notKept, noValue, unknownQuantity } from './explain-errors.ts';
import { unitOf } from './factor-text.ts';
import { iaqiSteps } from './index-steps.ts';
import { rollingOf } from './rolling-row.ts';
import { shownRolling } from './shown-tick.ts';
import { shownCell } from './shown.ts';
import { factorWords, joined, words } from './words.ts';

const CELL = /^L(500|1000|3000)_(\d{1,5})_(\d{1,5})$/;
/** The grid that screens show: PM2.5 on cells of 1 km. */
const SHOWN_SIZE = 1000,
  PM25 = 1;

/**
 * `now.<code>`, `now.iaqi-<code>` of a grid cell: the stations within, else inverse distance squared of at least three
 * near ones.
 */
export async function explainCell(
  context: ExplainContext,
  address: NumberAddress,
  factor: number,
  isIndex: boolean,
): Promise<Explanation> {
  if (address.at !== undefined) throw notKept('the grid is of now');
  const match = CELL.exec(address.id);
  if (!match || !AQI_FACTORS.some((id) => id === factor)) throw unknownQuantity(address);
  const [size, key] = [Number(match[1]), Number(match[2]) * 65_536 + Number(match[3])];
  const shares = await context.ask.cell(size, key);
  const stations = shares.map(({ station }) => station);
  const { seconds, rows } = await shownRolling(context, 'hotspots', stations, [factor]);
  const means = new Map(
    stations.flatMap((station) => {
      const mean = rollingOf(rows, station, factor)?.mean ?? null;
      return mean === null ? [] : [[station, BigInt(mean)] as const];
    }),
  );
  const at = rollingHourOf(seconds).since * 1000;
  const cell = cellValue(shares, means, factor, at);
  if (cell === null) throw noValue(`cell ${address.id} has no station with a value in it and fewer than three near it`);
  const { iaqi, isMeasured, used } = cell;
  const mean = Number(cell.mean);
  return explanationOf(address, {
    subject: { kind: 'cell', id: address.id, names: words(`网格 ${address.id}`, `cell ${address.id}`) },
    title: joined(
      words(`${size} 米网格`, `${size} m cell`),
      factorWords(factor),
      isIndex ? 'IAQI' : '',
      words('滚动小时', 'rolling hour'),
    ),
    value: isIndex ? shownWhole(iaqi) : shownMicro(mean, shownDecimals(factor), unitOf(factor)),
    grade: airGrade(iaqi),
    asOf: iso(seconds),
    isProvisional: true,
    validity: {
      valid: used.length,
      expected: shares.length,
      isSufficient: true,
      rule: isMeasured
        ? words('格内至少一站有值', 'at least one station within has a value')
        : words('邻近至少三站有值', 'at least three near stations have a value'),
      clause: '',
    },
    standards: isIndex ? [citeIaqi(factor, 'hour', at)] : [],
    formula: cellFormula(isMeasured, isIndex),
    steps: [
      { what: words('加权平均', 'weighted mean'), text: `${formatMicro(mean)} ${unitOf(factor)}` },
      ...(isIndex ? iaqiSteps(factor, 'hour', mean, at).steps : []),
    ],
    rounding: words('整数权重，末位为小数第六位，五成双', 'whole-number weights; half to even at the sixth decimal'),
    check:
      size === SHOWN_SIZE && factor === PM25
        ? checked(
            shownCell(context, 'hotspots', key, isIndex ? 'aqi' : 'value'),
            isIndex ? shownCellIndex(iaqi ?? 0) : fixedPoint(mean, 1),
          )
        : checked(null, isIndex ? iaqi : formatMicro(mean)),
    inputs: paged(
      words('邻近站点，近者在前', 'near stations, nearest first'),
      shares.map((share) => shareInput(context, factor, seconds, share, means.get(share.station) ?? null, cell)),
      context.page,
    ),
    notice: words(
      '网格用于排查，不代表任何一点的实测浓度；不用于考核',
      'the grid is for finding places; it is no measurement at a point and judges nobody',
    ),
  });
}
