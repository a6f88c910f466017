import { factorById } from '../../streams/contracts/factors.ts';
import type { Explanation } from '../../streams/contracts/explanation.ts';
import {
  columnOf,
  fromLiveTime,
  toLiveTime,
  TOPICS,
  type ColumnName,
  type NumberAddress,
} from '../../streams/live/mod.ts';
import { formatMicro } from '../../streams/contracts/reading.ts';
import type { RegistryRegion, RegistryStation } from '../registry/mod.ts';
import {
  addressText,
  checked,
  explanationOf,
  input,
  iso,
  microText,
  paged,
  shownDecimals,
  shownMicro,
  shownWhole,
} from './builder.ts';
import { validParts } from './mean.ts';
import { ordinalsOf, partInputs } from './parts.ts';
import { cityOf, notKept, nothing, shownTick, type ExplainContext } from './explain-context.ts';
import { factorWords, joined, STATES, words } from './words.ts';

const LOOK_BACK = 3600;

/** `newest.<code>` of a station: the newest sample within the hour, whatever its flag. */
export async function explainNewest(
  scene: ExplainContext,
  address: NumberAddress,
  station: RegistryStation,
  factor: number,
): Promise<Explanation> {
  if (address.at !== undefined) throw notKept('the newest sample is of now; ask for an hour of the past');
  const now = Math.floor(scene.now / 1000);
  const reach = Math.max(LOOK_BACK, 2 * station.period);
  const parts = validParts(
    await scene.ask.readings({ station: station.id, factor, statistic: station.basis }, now - reach, now + 300),
  );
  const newest = parts.at(-1);
  if (!newest)
    throw nothing(`station ${station.id} has not been heard of this factor within ${Math.round(reach / 60)} min`);
  const unit = factorById(factor)?.unit ?? '';
  const inputs = paged(
    words('最近的读数', 'the latest readings'),
    partInputs(factor, parts).map((row, i) => ({
      ...row,
      used: i === 0,
      reason: i === 0 ? null : words('较早', 'earlier'),
    })),
    scene.page,
  );
  const { tick } = await shownTick(scene, 'rolling', 'stations').catch(() => ({ tick: 0 }));
  const [stored] =
    tick === 0 ? [] : (await scene.ask.rolling(tick, [station.id], [factor])).filter(({ folded }) => folded === 0);
  const at = stored ? parts.find(({ time }) => time === stored.lastAt) : undefined;
  return explanationOf(address, {
    subject: { kind: 'station', id: String(station.id), names: words(station.names.zh, station.names.en) },
    title: joined(station.names, factorWords(factor), words('最新一条', 'newest sample')),
    value: shownMicro(newest.valid.micro, shownDecimals(factor), unit),
    asOf: iso(newest.time),
    isProvisional: true,
    validity: {
      valid: newest.counts ? 1 : 0,
      expected: 1,
      isSufficient: newest.counts,
      rule: words('标记为 N 或 T', 'flag N or T'),
      clause: 'HJ 212-2017 表8',
    },
    formula: {
      words: words('站点最新一条读数的有效版本', "valid version of the station's newest reading"),
      symbols: 'C = C(tmax)',
    },
    check: checked(
      stored ? microText(stored.last) : null,
      at ? formatMicro(at.valid.micro) : null,
      stored && stored.lastAt !== newest.time ? words('此后又有新读数', 'a newer reading came since') : null,
    ),
    inputs: { ...inputs, left: [] },
    frames: scene.isInternal ? await scene.frames.frames(ordinalsOf(inputs.rows)) : [],
    notice: words('实时数据未经审核', 'real-time data are unaudited'),
  });
}

/** A station's state by its silence, topic `stations`: 1 fresh to 4 offline. */
export function stateOf(
  { period, basis }: RegistryStation,
  heard: { readonly spokeOf: number; readonly heard: number } | undefined,
  now: number,
): { readonly state: number; readonly at: number; readonly age: number } {
  if (!heard || heard.spokeOf === 0) return { state: 0, at: 0, age: 0 };
  const arrived = Math.floor(heard.heard / 1000);
  const at = basis === 1 ? Math.min(heard.spokeOf, arrived) : arrived;
  const age = Math.max(0, now - at - 10);
  return { state: age <= period ? 1 : age <= 2 * period ? 2 : age <= 10 * period ? 3 : 4, at, age };
}

/** `newest.state` of a station: how long it has been silent, in its own periods. */
export async function explainState(
  scene: ExplainContext,
  address: NumberAddress,
  station: RegistryStation,
): Promise<Explanation> {
  const now = Math.floor(scene.now / 1000);
  const heard = (await scene.ask.heard([station.id])).get(station.id);
  const { state, at, age } = stateOf(station, heard, now);
  return explanationOf(address, {
    subject: { kind: 'station', id: String(station.id), names: words(station.names.zh, station.names.en) },
    title: joined(station.names, words('在线状态', 'state')),
    value: shownWhole(state),
    asOf: at === 0 ? null : iso(at),
    formula: {
      words: words(
        '静默时间与上报周期之比，另给 10 秒在途',
        'silence in periods of the station, with 10 s of grace for the way',
      ),
      symbols: 's = (now − heard − 10 s) / period',
    },
    steps: [
      {
        what: words('静默', 'silence'),
        text: state === 0 ? '–' : `${age} s ÷ ${station.period} s = ${(age / station.period).toFixed(2)}`,
      },
      { what: joined(words('状态', 'state'), STATES[state]!), text: String(state) },
    ],
    check: checked(null, state),
    inputs: paged(
      words('最近收到', 'last heard'),
      heard
        ? [
            input({
              label: words('数据时间', 'time it spoke of'),
              time: iso(heard.spokeOf),
              value: iso(heard.spokeOf),
            }),
            input({
              label: words('到达时间', 'arrival'),
              time: new Date(heard.heard).toISOString(),
              value: new Date(heard.heard).toISOString(),
            }),
          ]
        : [],
      scene.page,
    ),
  });
}

/** Weather older than this is not shown as now, seconds: as the screens hold it. */
const WEATHER_STANDS = 1800;
const WIND_COLUMNS: Readonly<Record<string, ColumnName<'wind'>>> = {
  a01007: 'speed',
  a01008: 'direction',
  a01001: 'temperature',
  a01002: 'humidity',
};

/** `newest.<code>` of the city: its weather from the stations that are fresh; wind as the mean vector, the rest as medians. */
export async function explainWeather(
  scene: ExplainContext,
  address: NumberAddress,
  region: RegistryRegion,
  code: string,
): Promise<Explanation> {
  const held = scene.shown.table('wind');
  const name = WIND_COLUMNS[code];
  if (!held || name === undefined || region.id !== cityOf(scene.registry)?.id) throw nothing('no weather yet');
  const index = (column: ColumnName<'wind'>): number => columnOf('wind', column);
  const now = toLiveTime(scene.now);
  const rows = Array.from({ length: held.table.size }, (_, row) => ({
    station: held.table.keys[row]!,
    time: held.table.at(row, index('time')),
    speed: held.table.at(row, index('speed')),
    direction: held.table.at(row, index('direction')),
    value: held.table.at(row, index(name)),
  }));
  const fresh = rows.filter(
    ({ time, speed, direction }) =>
      time !== null && now - time <= WEATHER_STANDS && speed !== null && direction !== null,
  );
  const decimals = TOPICS.wind.columns[index(name)]!.decimals;
  const factor = [...[20, 21, 23, 24]].find((id) => factorById(id)?.code === code)!;
  const values = fresh.flatMap(({ value }) => (value === null ? [] : [value])).sort((a, b) => a - b);
  if (values.length === 0) throw nothing('no fresh station measures it');
  const middle = values.length >> 1;
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const vector = (f: (radians: number) => number): number =>
    fresh.reduce((sum, { speed, direction }) => sum + f(((direction ?? 0) * Math.PI) / 180) * (speed ?? 0), 0);
  const raw =
    name === 'speed'
      ? mean
      : name === 'direction'
        ? ((Math.atan2(vector(Math.sin), vector(Math.cos)) * 180) / Math.PI + 360) % 360
        : values.length % 2
          ? values[middle]!
          : (values[middle - 1]! + values[middle]!) / 2;
  const scale = 10 ** decimals;
  const times = fresh.map(({ time }) => time!);
  return explanationOf(address, {
    subject: { kind: 'region', id: String(region.id), names: words(region.names.zh, region.names.en) },
    title: joined(region.names, factorWords(factor)),
    value: { number: raw / scale, text: (raw / scale).toFixed(decimals), unit: factorById(factor)!.unit },
    asOf: new Date(fromLiveTime(Math.min(...times))).toISOString(),
    isProvisional: true,
    validity: {
      valid: fresh.length,
      expected: rows.length,
      isSufficient: true,
      rule: words('30 分钟内有风速和风向的站', 'stations with wind within 30 minutes'),
      clause: '',
    },
    formula:
      name === 'direction'
        ? {
            words: words('以风速加权的矢量平均', 'mean vector, weighted by speed'),
            symbols: 'θ = atan2(Σ v sin θ, Σ v cos θ)',
          }
        : name === 'speed'
          ? { words: words('各站风速平均', 'mean of the speeds'), symbols: 'v = Σ vi / n' }
          : { words: words('各站中位数', 'median of the stations'), symbols: 'x = median(xi)' },
    check: checked(
      null,
      (raw / scale).toFixed(decimals),
      words('由屏幕从各站计算', 'computed by the screen from the stations'),
    ),
    inputs: paged(
      words('站点', 'stations'),
      rows.map(({ station, time, value, ...row }) => {
        const used = fresh.some((one) => one.station === station);
        const names = scene.registry.station(station)?.names;
        return input({
          label: words(names?.zh ?? String(station), names?.en ?? String(station)),
          time: time === null ? null : new Date(fromLiveTime(time)).toISOString(),
          value: value === null ? null : (value / scale).toFixed(decimals),
          unit: factorById(factor)!.unit,
          used,
          reason: used
            ? null
            : row.direction === null
              ? words('没有风向', 'no direction')
              : words('超过 30 分钟', 'older than 30 minutes'),
          address: addressText('station', station, `newest.${code}`),
        });
      }),
      scene.page,
    ),
  });
}
