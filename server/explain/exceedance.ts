import { factorByCode, factorById, seriesKey } from '../../streams/factors.ts';
import type { Explanation, Words } from '../../streams/explanation.ts';
import { fromLiveTime } from '../../streams/live/topics.ts';
import type { NumberAddress } from '../../streams/live/number-address.ts';
import { formatMicro, type Micro } from '../../streams/reading.ts';
import type { RegistryStation } from '../registry/mod.ts';
import { airLimit, divideHalfEven, WATER_ITEMS } from '../standards/mod.ts';
import type { ExceedanceState } from './ask.ts';
import { citeLimit, citeValidity } from './citations.ts';
import { addressText, checked, explanationOf, input, iso, paged, shownMicro, shownWhole } from './draft.ts';
import { validParts } from './mean.ts';
import { ordinalsOf, partInputs, usedMicros } from './parts.ts';
import { notKept, nothing, shownCell, shownTick, stationOf, unknownQuantity, type Scene } from './scene.ts';
import { hourParts } from './station-hour.ts';
import { momentOf } from '../windows/mod.ts';
import { nowMean, shownDecimals } from './station-now.ts';
import { runningMean } from './station-spans.ts';
import { factorWords, joined, WINDOWS, words } from './words.ts';

const TRENDS = [words('持平', 'steady'), words('上升', 'rising'), words('回落', 'falling')];
const STATISTIC_OF_WINDOW: Readonly<Record<number, number>> = { 1: 20, 2: 1, 3: 20, 4: 30 };
const hundredths = (value: Micro, limit: Micro): number => divideHalfEven((value - limit) * 100, limit);

/** The limit that judges, found again: the newest permit or local rule of the station, else the national one. */
function limitOf(scene: Scene, station: RegistryStation, factor: number, state: ExceedanceState): { readonly value: Micro | null; readonly from: number | null } {
  // By what was in force when the period judged began.
  const { since, hour } = momentOf(state.seen * 1000);
  const at = (state.averaging === 4 ? hour - 23 * 3600 : state.averaging === 3 ? state.at - 3600 : state.averaging === 1 ? since : state.seen) * 1000;
  const own = scene.registry.limits(station.id).filter((l) => l.factor === factor && l.statistic === STATISTIC_OF_WINDOW[state.averaging] && l.effectiveFrom <= at).sort((a, b) => b.effectiveFrom - a.effectiveFrom)[0];
  if (own && own.source === state.limitSource) return { value: own.value, from: own.effectiveFrom };
  if (station.kind === 'water') {
    const isLake = scene.registry.waters.some(({ id, kind }) => id === station.river?.id && kind === 'lake');
    const item = WATER_ITEMS.find((entry) => entry.factor === factor && (entry.body === 'any' || entry.body === (isLake ? 'lake' : 'river')));
    return { value: item?.limits[(station.targetClass || 3) - 1] ?? null, from: null };
  }
  const national = airLimit(factor, state.averaging === 4 ? 'day' : 'hour', at);
  return { value: national ? Math.round(Number(national.classTwo) * 1e6) : null, from: national?.edition.effectiveFrom ?? null };
}

/** The value that was judged, computed again from readings, with the inputs it rests on. */
async function judgedValue(scene: Scene, station: RegistryStation, factor: number, state: ExceedanceState): Promise<{ readonly value: Micro | null; readonly inputs: Explanation['inputs']; readonly ordinals: readonly number[]; readonly note: Words | null }> {
  const unit = factorById(factor)?.unit ?? '';
  const code = factorById(factor)!.code;
  if (state.averaging === 2) {
    const parts = validParts(await scene.ask.readings({ station: station.id, factor, statistic: station.basis }, state.at, state.at + 1));
    const inputs = paged(words('被判定的读数', 'the reading that was judged'), partInputs(factor, parts), scene.page);
    return { value: usedMicros(parts)[0] ?? null, inputs, ordinals: ordinalsOf(inputs.rows), note: null };
  }
  if (state.averaging === 3) {
    const { parts, recomputed } = await hourParts(scene, station, factor, state.at - 3600);
    const inputs = paged(words('小时内每一条读数', 'every reading of the hour'), partInputs(factor, parts), scene.page);
    return { value: recomputed, inputs, ordinals: ordinalsOf(inputs.rows), note: null };
  }
  const { tick, seconds } = await shownTick(scene, 'rolling', 'exceedances');
  const rows = [...await scene.ask.rolling(tick, [station.id], [factor])].sort((a, b) => b.folded - a.folded);
  const row = rows.find(({ folded, mean }) => folded === 0 || mean !== null);
  if (!row) return { value: null, inputs: paged(words('读数', 'readings'), [], scene.page), ordinals: [], note: words('滚动值已不在最近几拍内', 'the rolling value is no longer among the newest ticks') };
  if (state.averaging === 4) {
    return {
      value: row.folded ? row.mean24 : (await runningMean(scene, station, factor, 24, seconds)).recomputed, ordinals: [], note: null,
      inputs: paged(words('滚动 24 小时', 'running 24 h'), [input({ label: words('滚动 24 小时均值', 'running 24-h mean'), time: iso(state.at), value: row.mean24 === null ? null : formatMicro(row.mean24), unit, address: addressText('station', station.id, `24h.${code}`) })], scene.page),
    };
  }
  const mean = await nowMean(scene, station, factor, seconds, row);
  const inputs = paged(row.folded ? words('时段内每一条折算值', 'every folded value of the window') : words('时段内每一条读数', 'every reading of the window'), partInputs(factor, mean.parts), scene.page);
  return { value: mean.recomputed, inputs, ordinals: ordinalsOf(inputs.rows), note: null };
}

/** `exceedance.*` of a series: its value against the limit, since when, how often, whether it rises. */
export async function explainExceedance(scene: Scene, address: NumberAddress): Promise<Explanation> {
  if (address.at !== undefined) throw notKept('exceedances are of now; the ledger keeps those that became alarms');
  const [id = '', code = ''] = address.id.split(/\.(.*)/s);
  const station = stationOf(scene, id);
  const factor = factorByCode(code)?.id;
  if (factor === undefined) throw unknownQuantity(address);
  const quantity = address.quantity.slice('exceedance.'.length);
  const state = await scene.ask.exceedance(station.id, factor);
  if (!state || state.active !== 1) throw nothing(`${code} of station ${station.id} does not exceed a limit now`);
  const limit = limitOf(scene, station, factor, state);
  const judged = await judgedValue(scene, station, factor, state);
  const unit = factorById(factor)?.unit ?? '';
  const key = seriesKey(station.id, factor);
  const shownMultiple = shownCell(scene, 'exceedances', key, 'multiple');
  const again = judged.value !== null && limit.value !== null ? hundredths(judged.value, limit.value) : null;
  const stored = hundredths(state.micro, state.limit);
  const trend = (state.micro - state.reference) * 50 > state.limit ? 1 : (state.reference - state.micro) * 50 > state.limit ? 2 : 0;
  const shown = (column: string): number | null => shownCell(scene, 'exceedances', key, column);
  const answers: Readonly<Record<string, { value: Explanation['value']; check: Explanation['check'] }>> = {
    multiple: { value: { number: stored / 100, text: (stored / 100).toFixed(2), unit: '×' }, check: checked(stored, again, again !== null && again !== stored ? words('取值时刻之后又到数据', 'data arrived since it was judged') : judged.note) },
    value: { value: shownMicro(state.micro, Math.min(3, shownDecimals(factor)), unit), check: checked(formatMicro(state.micro), judged.value === null ? null : formatMicro(judged.value), judged.note) },
    limit: { value: { number: state.limit / 1e6, text: formatMicro(state.limit), unit }, check: checked(formatMicro(state.limit), limit.value === null ? null : formatMicro(limit.value)) },
    since: { value: { number: null, text: iso(state.since), unit: '' }, check: checked(shown('since') === null ? null : iso(fromLiveTime(shown('since')!) / 1000), iso(state.since)) },
    count: { value: shownWhole(state.episodes), check: checked(shown('count'), state.episodes) },
    trend: { value: { number: state.trend, text: TRENDS[state.trend]!.zh, unit: '' }, check: checked(shown('trend'), state.trend) },
    rank: { value: shownWhole(shown('rank')), check: checked(shown('rank'), rankAgain(scene, stored), words('按屏幕上的倍数复算名次', 'ranked again by the multiples on the screens')) },
  };
  const answer = answers[quantity];
  if (!answer) throw unknownQuantity(address);
  return explanationOf(address, {
    subject: { kind: 'series', id: address.id, names: words(station.names.zh, station.names.en) },
    title: joined(station.names, factorWords(factor), TITLES[quantity]!), ...answer, asOf: iso(state.at), isProvisional: state.averaging !== 3,
    validity: { valid: 1, expected: 1, isSufficient: true, rule: words('只用有效数据判定超标', 'exceedance is judged on valid values only'), clause: 'GB 3095-2026 6.3' },
    standards: [citeLimit(scene.registry, state.limitSource, limit.from), ...(state.averaging === 2 ? [] : [citeValidity('hourShare', words('小时值的最少有效数据', 'minimum valid data of an hour'))])],
    formula: FORMULAS[quantity]!,
    steps: [
      { what: words('判定依据', 'judged on'), text: `${WINDOWS[state.averaging]!.zh} ${WINDOWS[state.averaging]!.en}, ${iso(state.at)}` },
      { what: words('超标倍数', 'multiple'), text: `(${formatMicro(state.micro)} − ${formatMicro(state.limit)}) ÷ ${formatMicro(state.limit)} = ${(stored / 100).toFixed(2)}` },
      { what: words('起始', 'since'), text: `${iso(state.since)} → ${iso(state.seen)}` },
      { what: words('今日次数', 'episodes today'), text: `${state.episodes} (${iso(state.first)} …)` },
      { what: words('趋势', 'trend'), text: `${formatMicro(state.reference)} (${iso(state.referenceAt)}) → ${formatMicro(state.micro)}: ${TRENDS[trend]!.zh} ${TRENDS[trend]!.en}` },
      ...(shownMultiple === null ? [] : [{ what: words('屏幕所示', 'on the screens'), text: (shownMultiple / 100).toFixed(2) }]),
    ],
    rounding: words('倍数两位小数，五成双', 'multiples to two decimals, half to even'),
    inputs: judged.inputs, frames: scene.isInternal ? await scene.frames.frames(judged.ordinals) : [],
    notice: state.over === 1 ? words('含超量程读数：值为下限', 'a reading was over range: the value is a lower bound') : words('未经审核；告警以台账为准', 'unaudited; the ledger is what counts for alarms'),
  });
}

function rankAgain({ shown }: Scene, own: number): number | null {
  const held = shown.table('exceedances');
  if (!held) return null;
  let before = 0;
  for (let row = 0; row < held.table.size; row += 1) if ((held.table.at(row, 1) ?? 0) > own) before += 1;
  return before + 1;
}

const TITLES: Readonly<Record<string, Words>> = {
  multiple: words('超标倍数', 'exceedance multiple'), value: words('被判定的值', 'value judged'), limit: words('限值', 'limit'), since: words('超标起始', 'exceeding since'),
  count: words('今日超标次数', 'exceedances today'), trend: words('趋势', 'trend'), rank: words('超标排名', 'rank by multiple'),
};
const multiple = { words: words('（值 − 限值）÷ 限值', '(value − limit) / limit'), symbols: 'B = (C − L) / L' };
const FORMULAS: Readonly<Record<string, Explanation['formula']>> = {
  multiple, rank: { words: words('按显示的倍数由大到小，相同倍数同名次（1、1、3）', 'by the multiple as shown, largest first; equal ones share a rank (1, 1, 3)'), symbols: 'r = 1 + #{B > Bi}' },
  value: { words: words('小时限值用滚动小时（不足时用已结算小时），日限值用滚动 24 小时，实时限值用最新一条', 'the rolling hour (else the closed hour) for hourly limits, running 24 h for daily ones, the newest sample for instant ones'), symbols: 'C' },
  limit: { words: words('先许可，再地方规则与国家标准', 'permit first, then local rules and national standards'), symbols: 'L' },
  since: { words: words('连续超标的第一拍；间断超过 15 分钟重新计', 'first tick of the uninterrupted exceedance; a gap of over 15 minutes begins anew'), symbols: 't0' },
  count: { words: words('当日开始或延续的超标段数', 'exceedances that began or went on today'), symbols: 'n' },
  trend: { words: words('与至少 5 分钟前的同类值比较，差值在限值 2 % 以内为持平', 'against the like value at least 5 minutes ago; within 2 % of the limit it is steady'), symbols: '|C − C0| ≤ 0.02 · L' },
};
