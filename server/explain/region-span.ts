import type { Words } from '../../streams/contracts/explanation.ts';
import { AQI_FACTORS } from '../../streams/contracts/factors.ts';
import type { Micro } from '../../streams/contracts/reading.ts';
import { fromLiveTime, type NumberAddress, toLiveTime } from '../../streams/live/mod.ts';
import { rollingHourOf } from '../recompute/mod.ts';
import type { RegistryRegion, RegistryStation } from '../registry/mod.ts';
import { fixedPoint } from '../standards/mod.ts';
import { dayOf, hourOf, nextDay } from './addressed-period.ts';
import { iso, shownDecimals } from './builder.ts';
import { cityOf } from './city.ts';
import { dayValues, stationFactor } from './day-values.ts';
import type { ExplainContext } from './explain-context.ts';
import { shownRolling } from './shown-tick.ts';
import { shownCell } from './shown.ts';
import { words } from './words.ts';

const HOUR = 3600;

/** One span of a region: its stations' values, and how they are shown. */
export interface RegionSpan {
  readonly kind: 'now' | 'hour' | 'day';
  /** By `stationFactor`, millionths. */
  readonly values: ReadonlyMap<string, Micro>;
  /** Chooses the edition, ms UTC. */
  readonly at: number;
  /** Seconds UTC. */
  readonly from: number;
  readonly until: number;
  /** Why a station is not in it. */
  readonly why: (station: RegistryStation, factor: number) => Words;
  /** Suffix `at` of the stations' own addresses. */
  readonly inputAt: string | undefined;
  /** What the screens show for a column, fixed point; `null` where they show none. */
  readonly shown: (item: 'aqi' | number, isIndex: boolean) => number | null;
}

/** What a span is read for. */
interface SpanOf {
  readonly context: ExplainContext;
  readonly address: NumberAddress;
  readonly region: RegistryRegion;
  readonly stations: readonly RegistryStation[];
}

/** Names of the six in live columns, in AQI_FACTORS order. */
const SHOWN_FACTORS = ['Pm25', 'Pm10', 'O3', 'No2', 'So2', 'Co'];
const column = (item: 'aqi' | number, isIndex: boolean): string => {
  if (item === 'aqi') return 'aqi';
  const name = SHOWN_FACTORS[AQI_FACTORS.findIndex((factor) => factor === item)] ?? '';
  return isIndex ? `iaqi${name}` : name.toLowerCase();
};
const idsOf = (stations: readonly RegistryStation[]): number[] => stations.map(({ id }) => id);

/** Why a station gives no value: it reported too little, or nothing. */
const lacking =
  (rows: readonly { readonly station: number; readonly factor: number }[], tooFew: Words, none: Words) =>
  (station: RegistryStation, factor: number): Words =>
    rows.some((row) => row.station === station.id && row.factor === factor) ? tooFew : none;

async function spanNow({ context, region, stations }: SpanOf): Promise<RegionSpan> {
  const { seconds, rows } = await shownRolling(context, 'regions', idsOf(stations), [...AQI_FACTORS]);
  const plain = rows.flatMap(({ station, factor, folded, mean, end }) =>
    folded === 0 && mean !== null ? [{ key: stationFactor(station, factor), mean, end }] : [],
  );
  const hour = rollingHourOf(seconds);
  return {
    kind: 'now',
    values: new Map(plain.map(({ key, mean }) => [key, mean])),
    at: hour.since * 1000,
    from: hour.since,
    until: plain.length === 0 ? hour.now : Math.max(...plain.map(({ end }) => end)),
    inputAt: undefined,
    why: lacking(
      rows,
      words('滚动小时数据不足', 'too few samples in the rolling hour'),
      words('一小时内没有数据', 'nothing within the hour'),
    ),
    shown: (item, isIndex) =>
      item === 'aqi'
        ? shownCell(context, 'regions', region.id, 'nowAqi')
        : item === 1 && !isIndex
          ? shownCell(context, 'regions', region.id, 'nowPm25')
          : null,
  };
}

async function spanHour({ context, address, region, stations }: SpanOf): Promise<RegionSpan> {
  const shownEnd = shownCell(context, 'regions', region.id, 'hour');
  const start =
    address.at === undefined && shownEnd !== null ? fromLiveTime(shownEnd) / 1000 - HOUR : hourOf(context, address);
  const rows = await context.ask.hours(idsOf(stations), [...AQI_FACTORS], start, start + HOUR);
  const isNewest = shownEnd !== null && shownEnd === toLiveTime((start + HOUR) * 1000);
  const isCity = region.id === cityOf(context.registry)?.id;
  return {
    kind: 'hour',
    values: new Map(
      rows.flatMap(({ station, factor, isValid, micro }) =>
        isValid && micro !== null ? [[stationFactor(station, factor), micro] as const] : [],
      ),
    ),
    at: start * 1000,
    from: start,
    until: start + HOUR,
    inputAt: iso(start),
    why: lacking(rows, words('小时有效数据不足', 'the hour has too few valid data'), words('没有数据', 'no data')),
    shown: (item, isIndex) => {
      if (isNewest) return shownCell(context, 'regions', region.id, column(item, isIndex));
      return isCity && !isIndex
        ? shownCell(context, 'cityHours', toLiveTime(start * 1000) / HOUR, column(item, false))
        : null;
    },
  };
}

async function spanDay({ context, address, region, stations }: SpanOf): Promise<RegionSpan> {
  const day = dayOf(context, address);
  const [values, stored] = await Promise.all([
    dayValues(context, idsOf(stations), [...AQI_FACTORS], day),
    context.ask.regionDays([region.id], day.civil, nextDay(day.civil)),
  ]);
  // Key of live topic `cityDays`: days since 2020.
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
        return region.id === cityOf(context.registry)?.id ? shownCell(context, 'cityDays', number, 'aqi') : null;
      const row = stored.find(({ factor }) => factor === item);
      return row && !isIndex ? fixedPoint(row.micro, shownDecimals(item)) : null;
    },
  };
}

const SPANS_OF = { now: spanNow, hour: spanHour, day: spanDay };

/** The values of a region's stations in a span. */
export const regionSpan = (kind: RegionSpan['kind'], of: SpanOf): Promise<RegionSpan> => SPANS_OF[kind](of);
