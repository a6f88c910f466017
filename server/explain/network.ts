import { AQI_FACTORS, factorByCode, factorById } from '../../streams/factors.ts';
import type { Explanation, Words } from '../../streams/explanation.ts';
import { fromLiveTime, TOPICS } from '../../streams/live/topics.ts';
import type { NumberAddress } from '../../streams/live/number-address.ts';
import { STATION_KINDS, type StationKind } from '../../streams/pack.ts';
import { formatMicro, type Micro } from '../../streams/reading.ts';
import { iaqi } from '../standards/mod.ts';
import { fixedPoint, momentOf } from '../windows/mod.ts';
import { citeIaqi } from './citations.ts';
import { addressText, airGrade, checked, explanationOf, input, iso, paged, shownDecimals, shownMicro, shownWhole } from './draft.ts';
import { iaqiSteps, IAQI_SYMBOLS } from './index-steps.ts';
import { stateOf } from './newest.ts';
import { notKept, nothing, shownCell, shownRolling, shownTick, unknownQuantity, type Scene } from './scene.ts';
import { rollingOf } from './station-now.ts';
import { EXCLUDED, factorWords, joined, STATES, WINDOWS, words } from './words.ts';

/** sum / weight, half to even. */
function divided(sum: bigint, weight: bigint): bigint {
  const floor = sum / weight;
  const twice = 2n * (sum - floor * weight);
  return twice > weight || (twice === weight && floor % 2n === 1n) ? floor + 1n : floor;
}

/** `now.<code>`, `now.iaqi-<code>` of a grid cell: the stations within, else inverse distance squared of at least three near ones. */
export async function explainCell(scene: Scene, address: NumberAddress, factor: number, isIndex: boolean): Promise<Explanation> {
  if (address.at !== undefined) throw notKept('the grid is of now');
  const match = /^L(500|1000|3000)_(\d{1,5})_(\d{1,5})$/.exec(address.id);
  if (!match || !AQI_FACTORS.some((id) => id === factor)) throw unknownQuantity(address);
  const size = Number(match[1]);
  const key = Number(match[2]) * 65_536 + Number(match[3]);
  const shares = await scene.ask.cell(size, key);
  const { seconds, rows } = await shownRolling(scene, 'hotspots', shares.map(({ station }) => station), [factor]);
  const of = (station: number): Micro | null => rollingOf(rows, station, factor)?.mean ?? null;
  const valued = shares.filter(({ station }) => of(station) !== null);
  const inside = valued.filter(({ isInside }) => isInside);
  const used = inside.length > 0 ? inside : valued;
  if (used.length === 0 || (inside.length === 0 && used.length < 3)) throw nothing(`cell ${address.id} has no station with a value in it and fewer than three near it`);
  const weight = (share: (typeof shares)[number]): bigint => (inside.length > 0 ? 1n : share.weight);
  const [sum, total] = [used.reduce((s, share) => s + BigInt(of(share.station)!) * weight(share), 0n), used.reduce((s, share) => s + weight(share), 0n)];
  const mean = Number(divided(sum, total));
  const at = momentOf(seconds * 1000).since * 1000;
  const index = iaqi(factor, 'hour', mean, at);
  const isShown = size === 1000 && factor === 1;
  const unit = factorById(factor)!.unit;
  const kind = inside.length > 0 ? words('实测：取格内站点平均', 'measured: mean of the stations within') : words('仅插值：邻近站点按距离平方反比', 'interpolated only: near stations by the inverse square of distance');
  return explanationOf(address, {
    subject: { kind: 'cell', id: address.id, names: words(`网格 ${address.id}`, `cell ${address.id}`) }, title: joined(words(`${size} 米网格`, `${size} m cell`), factorWords(factor), isIndex ? 'IAQI' : '', words('滚动小时', 'rolling hour')),
    value: isIndex ? shownWhole(index) : shownMicro(mean, shownDecimals(factor), unit), grade: airGrade(index), asOf: iso(seconds), isProvisional: true,
    validity: { valid: used.length, expected: shares.length, isSufficient: true, rule: inside.length > 0 ? words('格内至少一站有值', 'at least one station within has a value') : words('邻近至少三站有值', 'at least three near stations have a value'), clause: '' },
    standards: isIndex ? [citeIaqi(factor, 'hour', at)] : [],
    formula: { words: kind, symbols: `${inside.length > 0 ? 'C = Σ Ci / n' : 'C = Σ wi·Ci / Σ wi, w = (1 km / d)²'}${isIndex ? `; ${IAQI_SYMBOLS}` : ''}` },
    steps: [{ what: words('加权平均', 'weighted mean'), text: `${formatMicro(mean)} ${unit}` }, ...(isIndex ? iaqiSteps(factor, 'hour', mean, at).steps : [])],
    rounding: words('整数权重，末位为小数第六位，五成双', 'whole-number weights; half to even at the sixth decimal'),
    check: isShown ? checked(shownCell(scene, 'hotspots', key, isIndex ? 'aqi' : 'value'), isIndex ? Math.max(1, index ?? 0) : fixedPoint(mean, 1)) : checked(null, isIndex ? index : formatMicro(mean)),
    inputs: paged(words('邻近站点，近者在前', 'near stations, nearest first'), shares.map((share) => {
      const value = of(share.station);
      const isUsed = used.includes(share);
      const names = scene.registry.station(share.station)?.names;
      return input({
        label: words(names?.zh ?? String(share.station), names?.en ?? String(share.station)), time: iso(seconds), value: value === null ? null : formatMicro(value), unit, detail: `w ${inside.length > 0 ? (isUsed ? '1' : '0') : (Number(share.weight) / 1e9).toFixed(4)}`, used: isUsed,
        reason: isUsed ? null : value === null ? words('滚动小时数据不足', 'too few samples in the rolling hour') : words('格内已有实测', 'a station within measures'), address: addressText('station', share.station, `now.${factorById(factor)!.code}`),
      });
    }), scene.page),
    notice: words('网格用于排查，不代表任何一点的实测浓度；不用于考核', 'the grid is for finding places; it is no measurement at a point and judges nobody'),
  });
}

/** `excluded:<reason>`: which series a limit binds but were not judged, for one reason. */
export async function explainExcluded(scene: Scene, address: NumberAddress): Promise<Explanation> {
  const reason = Number(address.id);
  const why = /^\d{1,2}$/.test(address.id) ? EXCLUDED[reason] : undefined;
  if (!why || reason === 0 || address.quantity !== 'now.count') throw unknownQuantity(address);
  const { tick, seconds } = await shownTick(scene, 'judgements', 'excluded');
  const { total, rows } = await scene.ask.excluded(tick, reason, scene.page.offset, scene.page.limit);
  return explanationOf(address, {
    subject: { kind: 'excluded', id: address.id, names: why }, title: joined(words('未列入排行：', 'left out of the ranking:'), why), value: shownWhole(total), asOf: iso(seconds), isProvisional: true,
    standards: [{ role: words('只用有效数据判定', 'judged on valid values only'), edition: 'GB 3095-2026', clause: 'GB 3095-2026 6.3', effectiveFrom: null, effectiveUntil: null, note: null }],
    formula: { words: words('有限值约束、但本拍因该原因未判定的序列数', 'series bound by a limit that this tick did not judge for this reason'), symbols: 'n = #{reason}' },
    check: checked(shownCell(scene, 'excluded', reason, 'count') ?? (total === 0 ? 0 : null), total),
    inputs: {
      what: words('未列入的序列', 'series left out'), total, offset: scene.page.offset, left: [{ reason: why, count: total }],
      rows: rows.map((row) => {
        const station = scene.registry.station(row.station);
        return input({
          label: joined(station?.names ?? String(row.station), factorWords(row.factor)), time: row.at === 0 ? null : iso(row.at), used: false, reason: why, unit: factorById(row.factor)?.unit ?? '', detail: WINDOWS[row.averaging]?.en ? scene.registry.limitSources().get(row.limitSource)?.clause ?? null : null,
          value: null, address: addressText('station', row.station, `newest.${factorById(row.factor)?.code ?? row.factor}`),
        });
      }),
    },
  });
}

/** `kind:<kind>` `now.online`, `now.total`, `now.due`: stations heard within two periods, of all, and those ever heard. */
export async function explainDevices(scene: Scene, address: NumberAddress): Promise<Explanation> {
  const quantity = address.quantity.slice('now.'.length) as 'online' | 'total' | 'due';
  if ((address.id !== 'all' && !(address.id in STATION_KINDS)) || !['online', 'total', 'due'].includes(quantity)) throw unknownQuantity(address);
  const stations = [...scene.registry.stations().values()].filter(({ kind }) => address.id === 'all' || kind === address.id);
  const heard = await scene.ask.heard(stations.map(({ id }) => id));
  const time = scene.shown.table('devices')?.time ?? scene.now;
  const seconds = Math.floor(time / 1000);
  const states = stations.map((station) => ({ station, ...stateOf(station, heard.get(station.id), seconds) }));
  const counted = { online: states.filter(({ state }) => state === 1 || state === 2).length, total: states.length, due: states.filter(({ state }) => state > 0).length };
  const kinds = address.id === 'all' ? Object.values(STATION_KINDS) : [STATION_KINDS[address.id as StationKind]];
  const cells = kinds.map((kind) => shownCell(scene, 'devices', kind, quantity));
  const shown = cells.every((cell) => cell === null) ? null : cells.reduce<number>((sum, cell) => sum + (cell ?? 0), 0);
  const byState = [0, 1, 2, 3, 4].map((state) => ({ reason: STATES[state]!, count: states.filter((one) => one.state === state).length })).filter(({ count }) => count > 0);
  return explanationOf(address, {
    subject: { kind: 'kind', id: address.id, names: words(address.id, address.id) }, title: TITLES[quantity], value: shownWhole(counted[quantity]), asOf: iso(seconds), isProvisional: true,
    validity: { valid: counted.online, expected: counted.due, isSufficient: true, rule: words('两个上报周期内收到为在线', 'heard within two of its periods is on line'), clause: '' },
    formula: { words: quantity === 'online' ? words('静默不超过两个周期（另给 10 秒在途）的站点数', 'stations silent for at most two periods, with 10 s of grace') : quantity === 'due' ? words('曾经收到过数据、因此应到的站点数', 'stations ever heard, and so expected') : words('登记在册的站点数', 'stations registered'), symbols: 'n = #{state}' },
    steps: byState.map(({ reason, count }) => ({ what: reason, text: String(count) })),
    check: checked(shown, counted[quantity], shown !== null && shown !== counted[quantity] ? words('此后有站点恢复或静默', 'stations came back or fell silent since') : null),
    inputs: paged(words('静默最久的在前', 'longest silent first'), [...states].sort((a, b) => b.age / b.station.period - a.age / a.station.period || a.station.id - b.station.id).map(({ station, state, at, age }) => input({
      label: words(station.names.zh, station.names.en), time: at === 0 ? null : iso(at), value: state === 0 ? null : String(age), unit: 's', detail: null, used: quantity === 'total' || (quantity === 'due' ? state > 0 : state === 1 || state === 2),
      reason: state === 1 ? null : STATES[state]!, address: addressText('station', station.id, 'newest.state'),
    })), scene.page),
  });
}
const TITLES: Readonly<Record<'online' | 'total' | 'due', Words>> = { online: words('设备在线', 'devices on line'), total: words('设备总数', 'devices registered'), due: words('应到设备', 'devices due') };

/** `intake:frames`: frames a second over the last ten whole seconds that reported, as the pulse shows it. */
export function explainIntake(scene: Scene, address: NumberAddress): Explanation {
  if (address.id !== 'frames' || address.quantity !== 'now.rate') throw unknownQuantity(address);
  const held = scene.shown.table('pulse');
  if (!held) throw nothing('no frame yet');
  const [at, frames, readings] = ['at', 'frames', 'readings'].map((name) => TOPICS.pulse.columns.findIndex((column) => column.name === name)) as [number, number, number];
  const second = Math.floor(scene.now / 1000) * 1000;
  const bars = Array.from({ length: held.table.size }, (_, row) => ({ start: fromLiveTime(held.table.at(row, at) ?? 0), frames: held.table.at(row, frames), readings: held.table.at(row, readings) }))
    .filter(({ start, frames: count }) => count !== null && second - start > 0 && second - start <= 10_000).sort((a, b) => b.start - a.start);
  if (bars.length === 0) throw nothing('no frame within ten seconds');
  const sum = bars.reduce((total, bar) => total + (bar.frames ?? 0), 0);
  return explanationOf(address, {
    subject: { kind: 'intake', id: 'frames', names: words('接入', 'intake') }, title: words('每秒帧数', 'frames a second'), value: { number: sum / bars.length, text: (sum / bars.length).toFixed(0), unit: '/s' }, asOf: new Date(bars[0]!.start).toISOString(), isProvisional: true,
    formula: { words: words('最近十个整秒内入库帧数的平均', 'mean of the frames taken in over the last ten whole seconds'), symbols: 'r = Σ ni / k' }, steps: [{ what: words('平均', 'mean'), text: `${sum} ÷ ${bars.length}` }],
    check: checked(null, (sum / bars.length).toFixed(2), words('计数只在内存，屏幕自行平均', 'counts live in memory; screens average them themselves')),
    inputs: paged(words('每秒', 'each second'), bars.map(({ start, frames: count, readings: read }) => input({ label: words('秒', 'second'), time: new Date(start).toISOString(), value: String(count), unit: '', detail: read === null ? null : `${read} readings` })), scene.page),
  });
}

export const factorOfCode = (code: string): number | undefined => factorByCode(code)?.id;
