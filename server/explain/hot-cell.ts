import type { Citation, Explanation, Words } from '../../streams/contracts/explanation.ts';
import type { NumberAddress } from '../../streams/live/mod.ts';
import { cellColumn, cellName, cellOfName, cellRow } from '../../streams/contracts/projection.ts';
import { formatMicro } from '../../streams/contracts/reading.ts';
import { hotspotRuleAt, type HotspotRule } from '../standards/mod.ts';
import { daysBefore, EMERGING_KINDS, emergingKind, mannKendall } from '../hotspots/mod.ts';
import { fixedPoint } from '../standards/mod.ts';
import {
  addressText,
  checked,
  explanationOf,
  input,
  iso,
  microText,
  paged,
  shownMicro,
  shownWhole,
} from './builder.ts';
import { hotCellOf, type HotCell } from './hot-field.ts';
import {
  notKept,
  nothing,
  shownCell,
  shownRolling,
  shownTick,
  unknownQuantity,
  zoneOf,
  type ExplainContext,
} from './explain-context.ts';
import { rollingOf } from './station-now.ts';
import { words } from './words.ts';

/** The analysis that screens show: PM2.5 on the grid of 1 km. */
const SIZE = 1000,
  PM25 = 1,
  UNIT = 'µg/m³';
/** As far as stations speak for a cell, metres: half of the support score is how near the nearest is. */
const REACH = 12_000;

const RULE_OF = words(
  '热点判定规则：本项目建议值，没有标准规定',
  "the rule for hotspots: this project's proposal, which no standard says",
);
const citeRule = (rule: HotspotRule): Citation => ({
  role: RULE_OF,
  edition: rule.name,
  clause: '观澜 docs/notes/040',
  effectiveFrom: new Date(rule.effectiveFrom).toISOString(),
  effectiveUntil: null,
  note: null,
});
const NOTICE = words('网格用于排查，不用于考核', 'the grid is for finding places; it judges nobody');
const nameOf = (cell: number): Words => words(`网格 ${cellName(cell, SIZE)}`, `cell ${cellName(cell, SIZE)}`);
const KINDS: readonly Words[] = [
  words('不成类', 'none'),
  words('新增', 'new'),
  words('连续', 'consecutive'),
  words('加强', 'intensifying'),
  words('持续', 'persistent'),
  words('减弱', 'diminishing'),
  words('偶发', 'sporadic'),
];

/** `cell:L1000_..` `hot.score|class|z|excess|emerging`: what the analysis of the grids says of a cell, worked out again from the cells' values. */
export async function explainHotCell(scene: ExplainContext, address: NumberAddress): Promise<Explanation> {
  if (address.at !== undefined) throw notKept('hotspots are of now');
  const cell = cellOfName(address.id, [SIZE])?.key;
  const name = address.quantity.slice('hot.'.length);
  if (cell === undefined) throw unknownQuantity(address);
  if (name === 'score') return explainSupport(scene, address, cell);
  if (name === 'emerging') return explainEmerging(scene, address, cell);
  if (name === 'class' || name === 'z' || name === 'excess') return explainHot(scene, address, cell, name);
  throw unknownQuantity(address);
}

/** Gi*, its class by false discovery and floor, and the excess over the ring. */
async function explainHot(
  scene: ExplainContext,
  address: NumberAddress,
  cell: number,
  name: 'class' | 'z' | 'excess',
): Promise<Explanation> {
  const { tick, seconds } = await shownTick(scene, 'hotspot_cells', 'hotCells');
  const rule = hotspotRuleAt(seconds * 1000);
  const hot = hotCellOf(await scene.ask.field(tick, SIZE), cell, SIZE, PM25, rule);
  if (!hot) throw nothing(`cell ${address.id} has no value now`);
  const over = hot.ring === null ? null : hot.mean - hot.ring;
  const isHot = hot.class > 0;
  const shown = shownCell(scene, 'hotCells', cell, name);
  // Of cells that are not hot the screens hold the class and nothing else.
  const of: Readonly<Record<typeof name, { title: Words; value: Explanation['value']; check: Explanation['check'] }>> =
    {
      class: {
        title: words('热点显著性', 'significance of a hotspot'),
        value: shownWhole(hot.class, '%'),
        check: checked(shown, hot.class),
      },
      z: {
        title: words('局部聚集统计量', 'statistic of local clustering'),
        value: {
          number: hot.z === null ? null : Math.round(hot.z * 10) / 10,
          text: hot.z === null ? 'NA' : hot.z.toFixed(2),
          unit: '',
        },
        check: checked(shown, isHot && hot.z !== null ? Math.round(hot.z * 10) : null),
      },
      excess: {
        title: words('高出周围', 'excess over the ring'),
        value: shownMicro(over, 1, UNIT),
        check: checked(shown, isHot ? fixedPoint(over, 0) : null),
      },
    };
  const cellInput = (one: { readonly cell: number; readonly mean: number }, detail: string | null) =>
    input({
      label: nameOf(one.cell),
      time: iso(seconds),
      value: formatMicro(one.mean),
      unit: UNIT,
      detail,
      address: addressText('cell', cellName(one.cell, SIZE), 'now.a34004'),
    });
  return explanationOf(address, {
    subject: { kind: 'cell', id: address.id, names: nameOf(cell) },
    ...of[name],
    asOf: iso(seconds),
    isProvisional: true,
    validity: {
      valid: hot.cells,
      expected: hot.cells,
      isSufficient: hot.z !== null,
      rule: words('全市有支撑的网格一起比较', 'all supported cells of the city are compared'),
      clause: '',
    },
    standards: [citeRule(rule)],
    formula:
      name === 'excess'
        ? {
            words: words(
              `网格值减去周围 8 个 ${rule.ringMetres / 1000} km 方格内网格的平均`,
              `the cell's value minus the mean of the cells in the eight squares of ${rule.ringMetres / 1000} km around its own`,
            ),
            symbols: 'C − Cring',
          }
        : {
            words: words(
              'Getis-Ord Gi*：网格与八邻域减去区域背景之后的和，与全市期望之差除以标准差；按 Benjamini-Hochberg 控制误报，并要求高出周围',
              'Getis-Ord Gi*: the sum of the cell and its eight neighbours after the regional background, against what the city lets expect, in standard deviations; false discovery controlled after Benjamini and Hochberg, and above its ring',
            ),
            symbols: 'z = (n·S9 − k·S) / √((n·Q − S²)·k·(n − k) / (n − 1))',
          },
    steps: stepsOf(hot, rule, over),
    rounding: words(
      '和与均值为整数运算，五成双；只有一次除法与一次开方',
      'sums and means in whole numbers, half to even; one division and one root',
    ),
    inputs:
      name === 'excess'
        ? paged(
            words('周围的网格，高者在前', 'the ring, the highest first'),
            [...hot.ringCells].sort((a, b) => b.mean - a.mean || a.cell - b.cell).map((one) => cellInput(one, null)),
            scene.page,
          )
        : paged(
            words('网格与八邻域', 'the cell and its neighbours'),
            [...hot.near]
              .sort((a, b) => Number(b.cell === cell) - Number(a.cell === cell) || b.mean - a.mean)
              .map((one) => cellInput(one, `${one.excess < 0 ? '−' : '+'} ${Math.abs(one.excess / 1e6).toFixed(2)}`)),
            scene.page,
          ),
    notice: NOTICE,
  });
}

function stepsOf(hot: HotCell, rule: HotspotRule, over: number | null): Explanation['steps'] {
  const least = rule.leastExcess[PM25]!;
  return [
    {
      what: words(
        `区域背景：东西南北各 ${rule.backgroundMetres / 1000} km`,
        `regional background: ${rule.backgroundMetres / 1000} km each way`,
      ),
      text: `${formatMicro(hot.background)} (${hot.backgroundCells})`,
    },
    {
      what: words('网格减背景', 'the cell less its background'),
      text: `${formatMicro(hot.mean)} − ${formatMicro(hot.background)} = ${formatMicro(hot.excess)}`,
    },
    {
      what: words('邻域之和 S9', 'sum of the neighbourhood S9'),
      text: `${formatMicro(hot.nearSum)}, k = ${hot.near.length}`,
    },
    { what: words('全市', 'the city'), text: `n = ${hot.cells}, S = ${formatMicro(hot.excessSum)}` },
    {
      what: words('统计量', 'statistic'),
      text: hot.z === null ? 'NA' : `z = ${hot.z.toFixed(4)}, p = ${hot.p!.toExponential(2)}`,
    },
    ...hot.found.map(([confidence, most]) => ({
      what: words(`误报率 ${100 - confidence} % 的界`, `bound at ${100 - confidence} % false discovery`),
      text: most < 0 ? '–' : `p ≤ ${most.toExponential(2)}`,
    })),
    {
      what: words('周围', 'the ring'),
      text: hot.ring === null ? 'NA' : `${formatMicro(hot.ring)} (${hot.ringCells.length})`,
    },
    {
      what: words(
        `高出周围，至少 ${formatMicro(least)} ${UNIT} 且 ${rule.leastPercent} %`,
        `above the ring, at least ${formatMicro(least)} ${UNIT} and ${rule.leastPercent} %`,
      ),
      text:
        over === null || hot.ring === null ? 'NA' : `${formatMicro(over)}, ${((over / hot.ring) * 100).toFixed(1)} %`,
    },
  ];
}

/** How many stations speak for a cell, and how near the nearest is. */
async function explainSupport(scene: ExplainContext, address: NumberAddress, cell: number): Promise<Explanation> {
  const shares = await scene.ask.cell(SIZE, cell);
  const { seconds, rows } = await shownRolling(
    scene,
    'hotCells',
    shares.map(({ station }) => station),
    [PM25],
  );
  const rule = hotspotRuleAt(seconds * 1000);
  const [x, y] = [(cellColumn(cell) + 0.5) * SIZE, (cellRow(cell) + 0.5) * SIZE];
  const stations = shares.flatMap(({ station: id, isInside }) => {
    const station = scene.registry.station(id);
    return station
      ? [
          {
            station,
            isInside,
            metres: Math.round(Math.hypot(station.x - x, station.y - y)),
            mean: rollingOf(rows, id, PM25)?.mean ?? null,
          },
        ]
      : [];
  });
  // A station in the cell may be none of the nearest twelve; those count for the rest of the score.
  const valued = stations.filter(({ mean }) => mean !== null);
  const isMeasured = valued.some(({ isInside }) => isInside);
  const near = valued.filter(({ metres }) => metres <= REACH);
  if (!isMeasured && near.length < 3)
    throw nothing(`cell ${address.id} has fewer than three stations with a value near it`);
  const nearest = Math.min(...near.map(({ metres }) => metres));
  const score = isMeasured
    ? 100
    : Math.floor((50 * Math.min(near.length, rule.fullSupport)) / rule.fullSupport) +
      Math.floor((50 * (REACH - Math.min(nearest, REACH))) / REACH);
  return explanationOf(address, {
    subject: { kind: 'cell', id: address.id, names: nameOf(cell) },
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
        '100 where a station stands within; else one half by how many stations have a value, the other by how near the nearest is, each rounded down',
      ),
      symbols: isMeasured ? '100' : `50·min(n, ${rule.fullSupport})/${rule.fullSupport} + 50·(12 km − d)/12 km`,
    },
    steps: isMeasured
      ? []
      : [
          {
            what: words('代入', 'with numbers'),
            text: `⌊50 × ${Math.min(near.length, rule.fullSupport)} ÷ ${rule.fullSupport}⌋ + ⌊50 × (12000 − ${nearest}) ÷ 12000⌋ = ${score}`,
          },
        ],
    check: checked(shownCell(scene, 'hotCells', cell, 'score'), score),
    inputs: paged(
      words('邻近站点，近者在前', 'near stations, nearest first'),
      [...stations]
        .sort((a, b) => a.metres - b.metres || a.station.id - b.station.id)
        .map(({ station, isInside, metres, mean }) =>
          input({
            label: words(station.names.zh, station.names.en),
            time: iso(seconds),
            value: microText(mean),
            unit: UNIT,
            detail: `${metres} m${isInside ? ' · 格内 within' : ''}`,
            used: mean !== null,
            reason: mean === null ? words('滚动小时数据不足', 'too few samples in the rolling hour') : null,
            address: addressText('station', station.id, 'now.a34004'),
          }),
        ),
      scene.page,
    ),
    notice: NOTICE,
  });
}

/** How a hot cell came about, over the daily slices. */
async function explainEmerging(scene: ExplainContext, address: NumberAddress, cell: number): Promise<Explanation> {
  const zone = zoneOf(scene.registry);
  const range = daysBefore(scene.now, zone);
  const { days, latest } = await scene.ask.slices(SIZE, cell, range.from, range.until);
  const rule = hotspotRuleAt(scene.now);
  const series = days.map(({ z, class: of }) => ({ z, hot: of >= 95 }));
  const kind = emergingKind(series, days.at(-1)?.day === latest, range);
  const { s, variance, trend } = mannKendall(series.map(({ z }) => z));
  const number = EMERGING_KINDS.indexOf(kind);
  return explanationOf(address, {
    subject: { kind: 'cell', id: address.id, names: nameOf(cell) },
    title: words('演变类型', 'kind of emergence'),
    value: { number, text: KINDS[number]!.zh, unit: '' },
    asOf: iso(range.until),
    period: { from: iso(range.from), until: iso(range.until) },
    isProvisional: true,
    validity: {
      valid: days.length,
      expected: rule.days,
      isSufficient: days.length >= range.least,
      rule: words(
        `近 ${rule.days} 个民用日至少 ${range.least} 日有统计量`,
        `at least ${range.least} of the last ${rule.days} civil days with a statistic`,
      ),
      clause: '',
    },
    standards: [citeRule(rule)],
    formula: {
      words: words(
        `新增：首次；连续：一段不断；热日占 ${rule.persistentPercent} % 以上时按 Mann-Kendall 趋势分加强、持续、减弱；其余偶发`,
        `new: for the first time; consecutive: one run; hot on ${rule.persistentPercent} % of the days: intensifying, persistent or diminishing by the trend of Mann and Kendall; else sporadic`,
      ),
      symbols: 'Z = (S ∓ 1) / √Var(S)',
    },
    steps: [
      { what: words('热日', 'hot days'), text: `${series.filter(({ hot }) => hot).length} / ${series.length}` },
      { what: words('趋势', 'trend'), text: `S = ${s}, Var = ${variance.toFixed(2)}, Z = ${trend.toFixed(2)}` },
    ],
    check: checked(shownCell(scene, 'hotCells', cell, 'emerging'), number),
    inputs: paged(
      words('每日切片，新的在前', 'the daily slices, the newest first'),
      [...days]
        .reverse()
        .map(({ day, z, class: of }) =>
          input({
            label: words(iso(day).slice(0, 10), iso(day).slice(0, 10)),
            time: null,
            value: z.toFixed(2),
            unit: 'z',
            detail: of > 0 ? `${of} %` : null,
            used: true,
            reason: null,
          }),
        ),
      scene.page,
    ),
    notice: NOTICE,
  });
}
