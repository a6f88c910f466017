import type { ExplainedInput, Explanation } from '../../streams/contracts/explanation.ts';
import { factorByCode } from '../../streams/contracts/factors.ts';
import { fromLiveTime, type NumberAddress, toLiveTime, TOPICS } from '../../streams/live/mod.ts';
import type { Registry, RegistryRegion } from '../registry/mod.ts';
import { addressText, checked, explanationOf, input, paged } from './builder.ts';
import { cityOf } from './city.ts';
import type { ExplainContext } from './explain-context.ts';
import { noValue } from './explain-errors.ts';
import { codeOf, unitOf } from './factor-text.ts';
import { columnOfTopic } from './shown.ts';
import { type FreshWeather, isFresh, type StationWeather, weatherRows } from './station-weather.ts';
import { regionSubject } from './subjects.ts';
import { weatherFormula, weatherValue } from './weather-value.ts';
import { factorWords, joined, words } from './words.ts';

/** Columns of topic `wind` by factor code. */
const WIND_COLUMNS: Readonly<Record<string, string>> = {
  a01007: 'speed',
  a01008: 'direction',
  a01001: 'temperature',
  a01002: 'humidity',
};

/**
 * `newest.<code>` of the city: its weather from the stations that are fresh; wind as the mean vector, the rest as
 * medians.
 */
export async function explainWeather(
  context: ExplainContext,
  address: NumberAddress,
  region: RegistryRegion,
  code: string,
): Promise<Explanation> {
  const present = context.shown.table('wind');
  const name = WIND_COLUMNS[code];
  const factor = factorByCode(code)?.id;
  const isCity = region.id === cityOf(context.registry)?.id;
  if (!present || name === undefined || factor === undefined || !isCity) throw noValue('no weather yet');
  const rows = weatherRows(present, name);
  const fresh = rows.filter(isFresh(toLiveTime(context.now)));
  const raw = weatherValue(name, fresh);
  if (raw === null) throw noValue('no fresh station measures it');
  const decimals = TOPICS.wind.columns[columnOfTopic('wind', name)]?.decimals ?? 0;
  const scale = 10 ** decimals;
  const text = (raw / scale).toFixed(decimals);
  return explanationOf(address, {
    subject: regionSubject(region),
    title: joined(region.names, factorWords(factor)),
    value: { number: raw / scale, text, unit: unitOf(factor) },
    asOf: new Date(fromLiveTime(Math.min(...fresh.map(({ time }) => time)))).toISOString(),
    isProvisional: true,
    validity: {
      valid: fresh.length,
      expected: rows.length,
      isSufficient: true,
      rule: words('30 分钟内有风速和风向的站', 'stations with wind within 30 minutes'),
      clause: '',
    },
    formula: weatherFormula(name),
    check: checked(null, text, words('由屏幕从各站计算', 'computed by the screen from the stations')),
    inputs: paged(
      words('站点', 'stations'),
      rows.map((row) => weatherInput(context.registry, factor, row, decimals, fresh.includes(row as FreshWeather))),
      context.page,
    ),
  });
}

function weatherInput(
  registry: Registry,
  factor: number,
  { station, time, direction, value }: StationWeather,
  decimals: number,
  used: boolean,
): ExplainedInput {
  const names = registry.station(station)?.names;
  return input({
    label: words(names?.zh ?? String(station), names?.en ?? String(station)),
    time: time === null ? null : new Date(fromLiveTime(time)).toISOString(),
    value: value === null ? null : (value / 10 ** decimals).toFixed(decimals),
    unit: unitOf(factor),
    used,
    reason: used
      ? null
      : direction === null
        ? words('没有风向', 'no direction')
        : words('超过 30 分钟', 'older than 30 minutes'),
    address: addressText('station', station, `newest.${codeOf(factor)}`),
  });
}
