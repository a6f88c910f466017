import type { ExplainedInput, Explanation } from '../../streams/contracts/explanation.ts';
import { cellColumn, cellRow } from '../../streams/contracts/projection.ts';
import type { NumberAddress } from '../../streams/live/mod.ts';
import type { RegistryStation } from '../registry/mod.ts';
import { hotspotRuleAt } from '../standards/mod.ts';
import { addressText, checked, explanationOf, input, iso, microText, paged, shownWhole } from './builder.ts';
import type { ExplainContext } from './explain-context.ts';
import { noValue } from './explain-errors.ts';
import { cellWords, citeRule, HOT_FACTOR, HOT_NOTICE, HOT_SIZE, HOT_UNIT } from './hot-words.ts';
import { rollingOf } from './rolling-row.ts';
import { shownRolling } from './shown-tick.ts';
import { shownCell } from './shown.ts';
import { words } from './words.ts';

/** As far as stations count for a cell, metres: half of the support score is how near the nearest is. */
const REACH = 12_000;

/** How many stations a cell rests on, and how near the nearest is. */
export async function explainCellSupport(
  context: ExplainContext,
  address: NumberAddress,
  cell: number,
): Promise<Explanation> {
  const { seconds, stations } = await stationsOfCell(context, cell);
  const rule = hotspotRuleAt(seconds * 1000);
  // A station in the cell may be none of the nearest twelve; those count for the rest of the score.
  const valued = stations.filter(({ mean }) => mean !== null);
  const isMeasured = valued.some(({ isInside }) => isInside);
  const near = valued.filter(({ metres }) => metres <= REACH);
  if (!isMeasured && near.length < 3)
    throw noValue(`cell ${address.id} has fewer than three stations with a value near it`);
  const nearest = Math.min(...near.map(({ metres }) => metres));
  const score = isMeasured
    ? 100
    : Math.floor((50 * Math.min(near.length, rule.fullSupport)) / rule.fullSupport) +
      Math.floor((50 * (REACH - Math.min(nearest, REACH))) / REACH);
  return explanationOf(address, {
    subject: { kind: 'cell', id: address.id, names: cellWords(cell) },
    title: words('网格支撑度', 'support of a cell'),
    value: shownWhole(score),
    asOf: iso(seconds),
    isProvisional: true,
    validity: {
      valid: near.length,
      expected: stations.length,
      isSufficient: score >= rule.weakSupport,
      rule: words(`低于 ${rule.weakSupport} 为弱支撑`, `below ${rule.weakSupport} support is weak`),
      clause: '',
    },
    standards: [citeRule(rule)],
    formula: {
      words: words(
        '格内有站点为 100；否则一半看有值的站点数，一半看最近者的距离，各自舍去小数',
        '100 where a station stands within; else one half by how many stations have a value, the other by how near ' +
          'the nearest is, each rounded down',
      ),
      symbols: isMeasured ? '100' : `50·min(n, ${rule.fullSupport})/${rule.fullSupport} + 50·(12 km − d)/12 km`,
    },
    steps: isMeasured
      ? []
      : [
          {
            what: words('代入', 'with numbers'),
            text:
              `⌊50 × ${Math.min(near.length, rule.fullSupport)} ÷ ${rule.fullSupport}⌋ + ` +
              `⌊50 × (12000 − ${nearest}) ÷ 12000⌋ = ${score}`,
          },
        ],
    check: checked(shownCell(context, 'hotCells', cell, 'score'), score),
    inputs: paged(
      words('邻近站点，近者在前', 'near stations, nearest first'),
      stations.map((one) => stationInput(one, seconds)),
      context.page,
    ),
    notice: HOT_NOTICE,
  });
}

/** A station near a cell. */
interface StationOfCell {
  readonly station: RegistryStation;
  readonly isInside: boolean;
  readonly metres: number;
  /** Rolling hour, millionths. */
  readonly mean: number | null;
}

/** Stations near a cell, nearest first, with the tick of their values in seconds UTC. */
async function stationsOfCell(
  context: ExplainContext,
  cell: number,
): Promise<{ readonly seconds: number; readonly stations: readonly StationOfCell[] }> {
  const shares = await context.ask.cell(HOT_SIZE, cell);
  const ids = shares.map(({ station }) => station);
  const { seconds, rows } = await shownRolling(context, 'hotCells', ids, [HOT_FACTOR]);
  const [x, y] = [(cellColumn(cell) + 0.5) * HOT_SIZE, (cellRow(cell) + 0.5) * HOT_SIZE];
  const stations = shares.flatMap(({ station: id, isInside }): StationOfCell[] => {
    const station = context.registry.station(id);
    if (station === undefined) return [];
    const metres = Math.round(Math.hypot(station.x - x, station.y - y));
    return [{ station, isInside, metres, mean: rollingOf(rows, id, HOT_FACTOR)?.mean ?? null }];
  });
  return { seconds, stations: stations.sort((a, b) => a.metres - b.metres || a.station.id - b.station.id) };
}

const stationInput = ({ station, isInside, metres, mean }: StationOfCell, seconds: number): ExplainedInput =>
  input({
    label: words(station.names.zh, station.names.en),
    time: iso(seconds),
    value: microText(mean),
    unit: HOT_UNIT,
    detail: `${metres} m${isInside ? ' · 格内 within' : ''}`,
    used: mean !== null,
    reason: mean === null ? words('滚动小时数据不足', 'too few samples in the rolling hour') : null,
    address: addressText('station', station.id, 'now.a34004'),
  });
