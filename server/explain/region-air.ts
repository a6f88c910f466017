import { AQI_FACTORS, factorById } from '../../streams/contracts/factors.ts';
import type { ExplainedInput, Explanation, Words } from '../../streams/contracts/explanation.ts';
import { type ColumnName, type NumberAddress, toLiveTime } from '../../streams/live/mod.ts';
import { formatMicro, type Micro } from '../../streams/contracts/reading.ts';
import type { RegistryRegion, RegistryStation } from '../registry/mod.ts';
import { areaMean, dailyAqi, realTimeAqi } from '../standards/mod.ts';
import { fixedPoint } from '../standards/mod.ts';
import { tickInstantOf } from '../windows/mod.ts';
import { citeArea } from './citations.ts';
import {
  addressText,
  airGrade,
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
import { indexParts } from './index-parts.ts';
import {
  cityOf,
  dayOf,
  hourOf,
  notKept,
  nothing,
  shownCell,
  shownRolling,
  type ExplainContext,
} from './explain-context.ts';
import { dayValues, nextDay } from './station-day.ts';
import { factorWords, joined, SPANS, words } from './words.ts';

/** The stations a region's air stands on: city and county on their national ones, a township on its township ones. */
const stationsOfRegion = (scene: ExplainContext, region: RegistryRegion): RegistryStation[] =>
  [...scene.registry.stations().values()].filter(({ kind, county, township }) =>
    region.level === 'city'
      ? kind === 'national'
      : region.level === 'county'
        ? kind === 'national' && county === region.id
        : kind === 'township' && township === region.id,
  );

/** One span of a region: the stations' values, and how they are shown. */
interface Span {
  readonly kind: 'now' | 'hour' | 'day';
  /** `station.factor` -> value. */
  readonly values: ReadonlyMap<string, Micro>;
  /** Chooses the edition, ms UTC. */
  readonly at: number;
  readonly from: number;
  readonly until: number;
  /** Why a station is not in it. */
  readonly why: (station: RegistryStation, factor: number) => Words;
  /** Suffix `at` of the stations' own addresses. */
  readonly inputAt: string | undefined;
  /** What the screens show for a column, fixed point; null where they show none. */
  readonly shown: (item: 'aqi' | number, isIndex: boolean) => number | null;
}

/** A look of the windows at the days that changed, ms, and as long again for the look itself. */
const DAYS_EVERY = 120_000;
/** Columns of the concentrations and of their indices, in the order of `AQI_FACTORS`. */
const MEANS = ['pm25', 'pm10', 'o3', 'no2', 'so2', 'co'] as const;
const INDICES = ['iaqiPm25', 'iaqiPm10', 'iaqiO3', 'iaqiNo2', 'iaqiSo2', 'iaqiCo'] as const;
const columnIn = <N extends string>(names: readonly N[], item: 'aqi' | number): N | 'aqi' =>
  item === 'aqi' ? 'aqi' : (names[AQI_FACTORS.findIndex((factor) => factor === item)] ?? 'aqi');

async function spanNow(
  scene: ExplainContext,
  region: RegistryRegion,
  stations: readonly RegistryStation[],
): Promise<Span> {
  const { seconds, rows } = await shownRolling(
    scene,
    'regions',
    stations.map(({ id }) => id),
    [...AQI_FACTORS],
  );
  const plain = rows.filter(({ folded, mean }) => folded === 0 && mean !== null);
  const moment = tickInstantOf(seconds * 1000);
  return {
    kind: 'now',
    values: new Map(plain.map((row) => [`${row.station}.${row.factor}`, row.mean!])),
    at: moment.since * 1000,
    from: moment.since,
    until: plain.length === 0 ? moment.now : Math.max(...plain.map(({ end }) => end)),
    inputAt: undefined,
    why: (station, factor) =>
      rows.some((row) => row.station === station.id && row.factor === factor)
        ? words('滚动小时数据不足', 'too few samples in the rolling hour')
        : words('一小时内没有数据', 'nothing within the hour'),
    shown: (item, isIndex) =>
      item === 'aqi'
        ? shownCell(scene, 'regions', region.id, 'nowAqi')
        : item === 1 && !isIndex
          ? shownCell(scene, 'regions', region.id, 'nowPm25')
          : null,
  };
}

async function spanHour(
  scene: ExplainContext,
  address: NumberAddress,
  region: RegistryRegion,
  stations: readonly RegistryStation[],
): Promise<Span> {
  const shownEnd = shownCell(scene, 'regions', region.id, 'hour');
  const start =
    address.at === undefined && shownEnd !== null ? shownEnd + 1_577_836_800 - 3600 : hourOf(scene, address);
  const rows = await scene.ask.hours(
    stations.map(({ id }) => id),
    [...AQI_FACTORS],
    start,
    start + 3600,
  );
  const isNewest = shownEnd !== null && shownEnd === toLiveTime((start + 3600) * 1000);
  const isCity = region.id === cityOf(scene.registry)?.id;
  return {
    kind: 'hour',
    values: new Map(
      rows
        .filter(({ isValid, micro }) => isValid && micro !== null)
        .map((row) => [`${row.station}.${row.factor}`, row.micro!]),
    ),
    at: start * 1000,
    from: start,
    until: start + 3600,
    inputAt: iso(start),
    why: (station, factor) =>
      rows.some((row) => row.station === station.id && row.factor === factor)
        ? words('小时有效数据不足', 'the hour has too few valid data')
        : words('没有数据', 'no data'),
    shown: (item, isIndex) => {
      if (isNewest)
        return shownCell(scene, 'regions', region.id, columnIn<ColumnName<'regions'>>(isIndex ? INDICES : MEANS, item));
      return isCity && !isIndex
        ? shownCell(scene, 'cityHours', toLiveTime(start * 1000) / 3600, columnIn(MEANS, item))
        : null;
    },
  };
}

async function spanDay(
  scene: ExplainContext,
  address: NumberAddress,
  region: RegistryRegion,
  stations: readonly RegistryStation[],
): Promise<Span> {
  const day = dayOf(scene, address);
  const next = nextDay(day.civil);
  const [values, stored] = await Promise.all([
    dayValues(
      scene,
      stations.map(({ id }) => id),
      [...AQI_FACTORS],
      day,
      next,
    ),
    scene.ask.regionDays([region.id], day.civil, next),
  ]);
  const number = Math.round((Date.parse(`${day.civil}T00:00:00Z`) - Date.UTC(2020, 0, 1)) / 86_400_000);
  return {
    kind: 'day',
    values,
    at: day.from * 1000,
    from: day.from,
    until: day.until,
    inputAt: day.civil,
    why: () => words('日值无效或缺失', 'day missing or not valid'),
    shown: (item, isIndex) => {
      if (item === 'aqi')
        return region.id === cityOf(scene.registry)?.id ? shownCell(scene, 'cityDays', number, 'aqi') : null;
      const row = stored.find(({ factor }) => factor === item);
      return row && !isIndex ? fixedPoint(row.micro, shownDecimals(item)) : null;
    },
  };
}

/** `now.*`, `hour.*`, `day.*` of a city, county or township: concentrations first, then the index (HJ 633-2026 4.2.1). */
export async function explainRegionAir(
  scene: ExplainContext,
  address: NumberAddress,
  region: RegistryRegion,
  kind: Span['kind'],
  item: 'aqi' | number,
  isIndex: boolean,
): Promise<Explanation> {
  if (kind === 'now' && address.at !== undefined)
    throw notKept('rolling values are kept for the newest ticks only; ask for the closed hour');
  const stations = stationsOfRegion(scene, region);
  const span =
    kind === 'now'
      ? await spanNow(scene, region, stations)
      : kind === 'hour'
        ? await spanHour(scene, address, region, stations)
        : await spanDay(scene, address, region, stations);
  const of = (factor: number): Micro[] => stations.flatMap(({ id }) => span.values.get(`${id}.${factor}`) ?? []);
  const means = AQI_FACTORS.map((factor) => areaMean(of(factor)));
  if (means.every((mean) => mean === null)) throw nothing(`region ${region.id}: no station has a valid value`);
  const quality = kind === 'day' ? dailyAqi(means, span.at) : realTimeAqi(means, span.at);
  const place = AQI_FACTORS.findIndex((factor) => factor === item);
  const isWhole = item === 'aqi';
  const index = isWhole ? quality.aqi : (quality.iaqis[place] ?? null);
  const shown = span.shown(item, isIndex);
  const since = shown !== null && shown !== index && kind === 'day' ? await changedSince(scene, stations, span) : null;
  const concentration = isWhole ? null : (means[place] ?? null);
  const unit = isWhole ? '' : factorById(item)!.unit;
  const name = isWhole ? words('AQI', 'AQI') : isIndex ? joined(factorWords(item), 'IAQI') : factorWords(item);
  const isConcentration = !isWhole && !isIndex;
  const listed = isWhole
    ? (quality.primary[0] ??
      AQI_FACTORS[quality.iaqis.findIndex((i) => i === Math.max(...quality.iaqis.map((v) => v ?? -1)))]!)
    : item;
  const rows = inputsOf(span, stations, means, isWhole ? AQI_FACTORS : [item], listed, isWhole, quality.iaqis);
  const reporting = stations.filter(({ id }) =>
    AQI_FACTORS.some((factor) => span.values.has(`${id}.${factor}`)),
  ).length;
  const values = of(listed);
  const sum: Explanation['steps'] =
    values.length === 0
      ? []
      : [
          {
            what: joined(factorWords(listed), words('各站平均', 'mean of the stations')),
            text: `${formatMicro(values.reduce((a, b) => a + b, 0))} ÷ ${values.length} = ${microText(areaMean(values))} ${factorById(listed)!.unit}`,
          },
        ];
  const indexed = indexParts(
    isWhole ? AQI_FACTORS : [listed],
    means,
    span.at,
    quality,
    kind === 'day' ? 'day' : 'hour',
    isWhole,
  );
  return explanationOf(address, {
    subject: { kind: 'region', id: String(region.id), names: words(region.names.zh, region.names.en) },
    title: joined(region.names, SPANS[kind]!, name),
    value: isConcentration ? shownMicro(concentration, shownDecimals(item), unit) : shownWhole(index),
    grade: airGrade(isConcentration ? (quality.iaqis[place] ?? null) : index),
    asOf: iso(span.until),
    period: { from: iso(span.from), until: iso(span.until) },
    isProvisional: kind === 'now',
    validity: {
      valid: reporting,
      expected: stations.length,
      isSufficient: isConcentration ? concentration !== null : index !== null,
      rule: words('有有效数据的站点数', 'stations with valid data'),
      clause: citeArea(span.at).clause,
    },
    standards: isConcentration ? [citeArea(span.at)] : [...indexed.standards, citeArea(span.at)],
    formula: isConcentration
      ? { words: words('各站浓度的算术平均', "mean of the stations' concentrations"), symbols: 'C = Σ Ci / n' }
      : {
          words: words(
            `先平均各站浓度；${indexed.formula.words.zh}`,
            `the stations' concentrations are averaged first; ${indexed.formula.words.en}`,
          ),
          symbols: `C = Σ Ci / n; ${indexed.formula.symbols}`,
        },
    steps: [...sum, ...(isConcentration ? [] : indexed.steps)],
    rounding: isConcentration
      ? words('四舍六入五成双，末位为小数第六位', 'half to even at the sixth decimal')
      : indexed.rounding,
    check: isConcentration
      ? checked(
          shown,
          shown === null ? microText(concentration) : fixedPoint(concentration, shownDecimals(item)),
          shown === null ? null : words('按屏幕所示的小数位比较', 'compared at the decimals shown'),
        )
      : checked(shown, index, since),
    inputs: paged(
      isWhole ? words('六项浓度，其后是站点', 'the six concentrations, then the stations') : words('站点', 'stations'),
      rows,
      scene.page,
    ),
    notice:
      kind === 'now'
        ? words('滚动值为临时值，未经审核', 'rolling values are provisional and unaudited')
        : words('未经审核，仅供参考', 'unaudited, for reference only'),
  });
}

/** City days are put together once a minute: what came since the screens were told is said, so that nobody takes it for a fault. */
async function changedSince(
  scene: ExplainContext,
  stations: readonly RegistryStation[],
  { inputAt }: Span,
): Promise<Words | null> {
  const day = inputAt ?? '';
  const told = scene.shown.table('cityDays')?.time ?? 0;
  const newest = (
    await scene.ask.days(
      stations.map(({ id }) => id),
      [...AQI_FACTORS],
      day,
      nextDay(day),
    )
  ).reduce((latest, { computed }) => Math.max(latest, computed), 0);
  return newest > told - DAYS_EVERY
    ? words('该日又到数据，屏幕一分钟内更新', 'data of that day came since; screens follow within a minute')
    : null;
}

function inputsOf(
  span: Span,
  stations: readonly RegistryStation[],
  means: readonly (Micro | null)[],
  items: readonly number[],
  listed: number,
  isWhole: boolean,
  iaqis: readonly (number | null)[],
): ExplainedInput[] {
  const code = (factor: number): string => factorById(factor)!.code;
  const ofItems = isWhole
    ? items.map((factor, i) =>
        input({
          label: factorWords(factor),
          time: iso(span.from),
          value: microText(means[i] ?? null),
          unit: factorById(factor)!.unit,
          detail: `IAQI ${iaqis[i] ?? 'NA'}`,
          used: means[i] !== null,
          reason: means[i] === null ? words('没有站点有有效数据', 'no station has valid data') : null,
        }),
      )
    : [];
  const ofStations = stations.map((station) => {
    const value = span.values.get(`${station.id}.${listed}`) ?? null;
    return input({
      label: isWhole ? joined(station.names, factorWords(listed)) : words(station.names.zh, station.names.en),
      time: iso(span.from),
      value: microText(value),
      unit: factorById(listed)!.unit,
      used: value !== null,
      reason: value === null ? span.why(station, listed) : null,
      address: addressText('station', station.id, `${span.kind}.${code(listed)}`, span.inputAt),
    });
  });
  return [...ofItems, ...ofStations.sort((a, b) => Number(b.used) - Number(a.used))];
}
