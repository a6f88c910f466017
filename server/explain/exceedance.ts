import { factorByCode, factorById, seriesKey } from '../../streams/contracts/factors.ts';
import type { Explanation, Words } from '../../streams/contracts/explanation.ts';
import { columnOf, fromLiveTime, type ColumnName, type NumberAddress } from '../../streams/live/mod.ts';
import { formatMicro } from '../../streams/contracts/reading.ts';
import { exceedanceHundredths } from '../standards/mod.ts';
import { citeLimit, citeValidity } from './citations.ts';
import { checked, explanationOf, iso, shownDecimals, shownMicro, shownWhole } from './builder.ts';
import { limitOf } from './evaluated-limit.ts';
import { judgedValue } from './evaluated-value.ts';
import { notKept, nothing, shownCell, stationOf, unknownQuantity, type ExplainContext } from './explain-context.ts';
import { factorWords, joined, WINDOWS, words } from './words.ts';

const TRENDS = [words('持平', 'steady'), words('上升', 'rising'), words('回落', 'falling')];

/** `exceedance.*` of a series: its value against the limit, since when, how often, whether it rises. */
export async function explainExceedance(scene: ExplainContext, address: NumberAddress): Promise<Explanation> {
  if (address.at !== undefined) throw notKept('exceedances are of now; the ledger keeps those that became alarms');
  const [id = '', code = ''] = address.id.split(/\.(.*)/s);
  const station = stationOf(scene, id);
  const factor = factorByCode(code)?.id;
  if (factor === undefined) throw unknownQuantity(address);
  const quantity = address.quantity.slice('exceedance.'.length);
  const state = await scene.ask.exceedance(station.id, factor);
  if (!state || state.active !== 1) throw nothing(`${code} of station ${station.id} does not exceed a limit now`);
  const limit = await limitOf(scene, station, factor, state);
  const judged = await judgedValue(scene, station, factor, state, limit);
  const unit = factorById(factor)?.unit ?? '';
  const key = seriesKey(station.id, factor);
  const shownMultiple = shownCell(scene, 'exceedances', key, 'multiple');
  const again = judged.value !== null && limit.value !== null ? exceedanceHundredths(judged.value, limit.value) : null;
  const stored = exceedanceHundredths(state.micro, state.limit);
  const trend =
    (state.micro - state.reference) * 50 > state.limit ? 1 : (state.reference - state.micro) * 50 > state.limit ? 2 : 0;
  const shown = (column: ColumnName<'exceedances'>): number | null => shownCell(scene, 'exceedances', key, column);
  const answers: Readonly<Record<string, { value: Explanation['value']; check: Explanation['check'] }>> = {
    multiple: {
      value: { number: stored / 100, text: (stored / 100).toFixed(2), unit: '×' },
      check: checked(
        stored,
        again,
        again !== null && again !== stored
          ? words('取值时刻之后又到数据', 'data arrived since it was judged')
          : judged.note,
      ),
    },
    value: {
      value: shownMicro(state.micro, Math.min(3, shownDecimals(factor)), unit),
      check: checked(formatMicro(state.micro), judged.value === null ? null : formatMicro(judged.value), judged.note),
    },
    limit: {
      value: { number: state.limit / 1e6, text: formatMicro(state.limit), unit },
      check: checked(formatMicro(state.limit), limit.value === null ? null : formatMicro(limit.value), limit.note),
    },
    since: {
      value: { number: null, text: iso(state.since), unit: '' },
      check: checked(shown('since') === null ? null : iso(fromLiveTime(shown('since')!) / 1000), iso(state.since)),
    },
    count: { value: shownWhole(state.episodes), check: checked(shown('count'), state.episodes) },
    trend: {
      value: { number: state.trend, text: TRENDS[state.trend]!.zh, unit: '' },
      check: checked(shown('trend'), state.trend),
    },
    rank: {
      value: shownWhole(shown('rank')),
      check: checked(
        shown('rank'),
        rankAgain(scene, stored),
        words('按屏幕上的倍数复算名次', 'ranked again by the multiples on the screens'),
      ),
    },
  };
  const answer = answers[quantity];
  if (!answer) throw unknownQuantity(address);
  return explanationOf(address, {
    subject: { kind: 'series', id: address.id, names: words(station.names.zh, station.names.en) },
    title: joined(station.names, factorWords(factor), TITLES[quantity]!),
    ...answer,
    asOf: iso(state.at),
    isProvisional: state.averaging !== 3,
    validity: {
      valid: 1,
      expected: 1,
      isSufficient: true,
      rule: words('只用有效数据判定超标', 'exceedance is judged on valid values only'),
      clause: 'GB 3095-2026 6.3',
    },
    standards: [
      citeLimit(scene.registry, state.limitSource, limit.from),
      ...(state.averaging === 2
        ? []
        : [citeValidity('hourShare', words('小时值的最少有效数据', 'minimum valid data of an hour'))]),
    ],
    formula: FORMULAS[quantity]!,
    steps: [
      { what: joined(words('判定依据', 'judged on'), WINDOWS[state.averaging] ?? ''), text: iso(state.at) },
      ...judged.steps,
      {
        what: words('超标倍数', 'multiple'),
        text: `(${formatMicro(state.micro)} − ${formatMicro(state.limit)}) ÷ ${formatMicro(state.limit)} = ${(stored / 100).toFixed(2)}`,
      },
      { what: words('起始', 'since'), text: `${iso(state.since)} → ${iso(state.seen)}` },
      { what: words('今日次数', 'episodes today'), text: `${state.episodes} (${iso(state.first)} …)` },
      {
        what: joined(words('趋势', 'trend'), TRENDS[trend]!),
        text: `${formatMicro(state.reference)} (${iso(state.referenceAt)}) → ${formatMicro(state.micro)}`,
      },
      ...(shownMultiple === null
        ? []
        : [{ what: words('屏幕所示', 'on the screens'), text: (shownMultiple / 100).toFixed(2) }]),
    ],
    rounding: words('倍数两位小数，五成双', 'multiples to two decimals, half to even'),
    inputs: judged.inputs,
    frames: scene.isInternal ? await scene.frames.frames(judged.ordinals) : [],
    notice:
      state.over === 1
        ? words('含超量程读数：值为下限', 'a reading was over range: the value is a lower bound')
        : words('未经审核；告警以台账为准', 'unaudited; the ledger is what counts for alarms'),
  });
}

const MULTIPLE = columnOf('exceedances', 'multiple');

function rankAgain({ shown }: ExplainContext, own: number): number | null {
  const held = shown.table('exceedances');
  if (!held) return null;
  let before = 0;
  for (let row = 0; row < held.table.size; row += 1) if ((held.table.at(row, MULTIPLE) ?? 0) > own) before += 1;
  return before + 1;
}

const TITLES: Readonly<Record<string, Words>> = {
  multiple: words('超标倍数', 'exceedance multiple'),
  value: words('被判定的值', 'value judged'),
  limit: words('限值', 'limit'),
  since: words('超标起始', 'exceeding since'),
  count: words('今日超标次数', 'exceedances today'),
  trend: words('趋势', 'trend'),
  rank: words('超标排名', 'rank by multiple'),
};
const multiple = { words: words('（值 − 限值）÷ 限值', '(value − limit) / limit'), symbols: 'B = (C − L) / L' };
const FORMULAS: Readonly<Record<string, Explanation['formula']>> = {
  multiple,
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
      'the rolling hour (else the closed hour) for hourly limits, running 24 h for daily ones, the newest sample for instant ones',
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
