import { AQI_FACTORS, factorById } from '../../streams/contracts/factors.ts';
import type { Explanation } from '../../streams/contracts/explanation.ts';
import type { NumberAddress } from '../../streams/live/mod.ts';
import { formatMicro, type Micro } from '../../streams/contracts/reading.ts';
import { iaqi } from '../standards/mod.ts';
import { fixedPoint } from '../standards/mod.ts';
import { tickInstantOf } from '../windows/mod.ts';
import { citeIaqi } from './citations.ts';
import {
  addressText,
  airGrade,
  checked,
  explanationOf,
  input,
  iso,
  paged,
  shownDecimals,
  shownMicro,
  shownWhole,
} from './builder.ts';
import { iaqiSteps, IAQI_SYMBOLS } from './index-steps.ts';
import { notKept, nothing, shownCell, shownRolling, unknownQuantity, type ExplainContext } from './explain-context.ts';
import { rollingOf } from './station-now.ts';
import { factorWords, joined, words } from './words.ts';

/** sum / weight, half to even. */
function divided(sum: bigint, weight: bigint): bigint {
  const floor = sum / weight;
  const twice = 2n * (sum - floor * weight);
  return twice > weight || (twice === weight && floor % 2n === 1n) ? floor + 1n : floor;
}

/** `now.<code>`, `now.iaqi-<code>` of a grid cell: the stations within, else inverse distance squared of at least three near ones. */
export async function explainCell(
  scene: ExplainContext,
  address: NumberAddress,
  factor: number,
  isIndex: boolean,
): Promise<Explanation> {
  if (address.at !== undefined) throw notKept('the grid is of now');
  const match = /^L(500|1000|3000)_(\d{1,5})_(\d{1,5})$/.exec(address.id);
  if (!match || !AQI_FACTORS.some((id) => id === factor)) throw unknownQuantity(address);
  const size = Number(match[1]);
  const key = Number(match[2]) * 65_536 + Number(match[3]);
  const shares = await scene.ask.cell(size, key);
  const { seconds, rows } = await shownRolling(
    scene,
    'hotspots',
    shares.map(({ station }) => station),
    [factor],
  );
  const of = (station: number): Micro | null => rollingOf(rows, station, factor)?.mean ?? null;
  const valued = shares.filter(({ station }) => of(station) !== null);
  const inside = valued.filter(({ isInside }) => isInside);
  const used = inside.length > 0 ? inside : valued;
  if (used.length === 0 || (inside.length === 0 && used.length < 3))
    throw nothing(`cell ${address.id} has no station with a value in it and fewer than three near it`);
  const weight = (share: (typeof shares)[number]): bigint => (inside.length > 0 ? 1n : share.weight);
  const [sum, total] = [
    used.reduce((s, share) => s + BigInt(of(share.station)!) * weight(share), 0n),
    used.reduce((s, share) => s + weight(share), 0n),
  ];
  const mean = Number(divided(sum, total));
  const at = tickInstantOf(seconds * 1000).since * 1000;
  const index = iaqi(factor, 'hour', mean, at);
  const isShown = size === 1000 && factor === 1;
  const unit = factorById(factor)!.unit;
  const kind =
    inside.length > 0
      ? words('实测：取格内站点平均', 'measured: mean of the stations within')
      : words('仅插值：邻近站点按距离平方反比', 'interpolated only: near stations by the inverse square of distance');
  return explanationOf(address, {
    subject: { kind: 'cell', id: address.id, names: words(`网格 ${address.id}`, `cell ${address.id}`) },
    title: joined(
      words(`${size} 米网格`, `${size} m cell`),
      factorWords(factor),
      isIndex ? 'IAQI' : '',
      words('滚动小时', 'rolling hour'),
    ),
    value: isIndex ? shownWhole(index) : shownMicro(mean, shownDecimals(factor), unit),
    grade: airGrade(index),
    asOf: iso(seconds),
    isProvisional: true,
    validity: {
      valid: used.length,
      expected: shares.length,
      isSufficient: true,
      rule:
        inside.length > 0
          ? words('格内至少一站有值', 'at least one station within has a value')
          : words('邻近至少三站有值', 'at least three near stations have a value'),
      clause: '',
    },
    standards: isIndex ? [citeIaqi(factor, 'hour', at)] : [],
    formula: {
      words: kind,
      symbols: `${inside.length > 0 ? 'C = Σ Ci / n' : 'C = Σ wi·Ci / Σ wi, w = (1 km / d)²'}${isIndex ? `; ${IAQI_SYMBOLS}` : ''}`,
    },
    steps: [
      { what: words('加权平均', 'weighted mean'), text: `${formatMicro(mean)} ${unit}` },
      ...(isIndex ? iaqiSteps(factor, 'hour', mean, at).steps : []),
    ],
    rounding: words('整数权重，末位为小数第六位，五成双', 'whole-number weights; half to even at the sixth decimal'),
    check: isShown
      ? checked(
          shownCell(scene, 'hotspots', key, isIndex ? 'aqi' : 'value'),
          isIndex ? Math.max(1, index ?? 0) : fixedPoint(mean, 1),
        )
      : checked(null, isIndex ? index : formatMicro(mean)),
    inputs: paged(
      words('邻近站点，近者在前', 'near stations, nearest first'),
      shares.map((share) => {
        const value = of(share.station);
        const isUsed = used.includes(share);
        const names = scene.registry.station(share.station)?.names;
        return input({
          label: words(names?.zh ?? String(share.station), names?.en ?? String(share.station)),
          time: iso(seconds),
          value: value === null ? null : formatMicro(value),
          unit,
          detail: `w ${inside.length > 0 ? (isUsed ? '1' : '0') : (Number(share.weight) / 1e9).toFixed(4)}`,
          used: isUsed,
          reason: isUsed
            ? null
            : value === null
              ? words('滚动小时数据不足', 'too few samples in the rolling hour')
              : words('格内已有实测', 'a station within measures'),
          address: addressText('station', share.station, `now.${factorById(factor)!.code}`),
        });
      }),
      scene.page,
    ),
    notice: words(
      '网格用于排查，不代表任何一点的实测浓度；不用于考核',
      'the grid is for finding places; it is no measurement at a point and judges nobody',
    ),
  });
}
