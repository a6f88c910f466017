import { factorById, seriesFactor, seriesStation } from '../contracts/factors.ts';
import { STATION_KINDS } from '../contracts/pack.ts';
import { cellColumn, cellRow } from '../contracts/projection.ts';
import { fromLiveTime } from './live-time.ts';
import type { NumberAddress } from './number-address.ts';
import { ALARM, EXCEEDANCE, HOT, IAQI, SIX, WATER, WIND } from './quantities.ts';
import type { ColumnName, RowOf } from './rows.ts';
import type { TopicName } from './topics.ts';

/** What is known of the row whose number is asked for: at least its key. */
export type AddressedRow<T extends TopicName> = Pick<RowOf<T>, 'key'> & Partial<RowOf<T>>;

const HOUR_MS = 3_600_000;

const quantityOf = (known: Readonly<Record<string, string>>, column: string): string | undefined => known[column];
const codeOf = (factor: number | null | undefined): string => factorById(factor ?? 0)?.code ?? SIX.pm25;
const station = (key: number, quantity: string): NumberAddress => ({ subject: 'station', id: String(key), quantity });
const series = (key: number, quantity: string): NumberAddress => ({
  subject: 'series',
  id: `${seriesStation(key)}.${codeOf(seriesFactor(key))}`,
  quantity,
});
const cell = (key: number, quantity: string): NumberAddress => ({
  subject: 'cell',
  id: `L1000_${cellColumn(key)}_${cellRow(key)}`,
  quantity,
});
const region = (id: number, quantity: string, at?: string): NumberAddress => ({
  subject: 'region',
  id: String(id),
  quantity,
  ...(at === undefined ? {} : { at }),
});

function airQuantity(span: string, column: string): string {
  const [concentration, index] = [quantityOf(SIX, column), quantityOf(IAQI, column)];
  if (concentration !== undefined) return `${span}.${concentration}`;
  return index === undefined ? `${span}.aqi` : `${span}.iaqi-${index}`;
}

function regionQuantity(column: ColumnName<'regions'>): string {
  if (column.startsWith('now')) return column === 'nowPm25' ? `now.${SIX.pm25}` : 'now.aqi';
  if (column === 'time') return 'now.aqi';
  if (column === 'rank' || column === 'move') return 'month.rank';
  if (column === 'index') return 'month.index';
  if (column === 'goodDays' || column === 'days') return 'year.good-days';
  return airQuantity('hour', column);
}

function ofStation({ key, multiple, factor }: AddressedRow<'stations'>, column: ColumnName<'stations'>): NumberAddress {
  if (column === 'state' || column === 'time') return station(key, 'newest.state');
  if (column === 'aqi' || column === 'level' || column === 'primary') return station(key, 'now.aqi');
  if (multiple == null) return station(key, `now.${codeOf(factor)}`);
  return {
    subject: 'series',
    id: `${key}.${codeOf(factor)}`,
    quantity: column === 'multiple' ? 'exceedance.multiple' : 'exceedance.value',
  };
}

function ofRegion({ key, hour }: AddressedRow<'regions'>, column: ColumnName<'regions'>): NumberAddress {
  const quantity = regionQuantity(column);
  const isHour = quantity.startsWith('hour.') && hour != null;
  return region(key, quantity, isHour ? new Date(hour - HOUR_MS).toISOString() : undefined);
}

function ofWater(key: number, column: ColumnName<'water'>): NumberAddress {
  if (column === 'state') return station(key, 'newest.state');
  return station(key, `newest.${quantityOf(WATER, column) ?? 'class'}`);
}

const kindOf = (key: number): string => Object.entries(STATION_KINDS).find(([, id]) => id === key)?.[0] ?? 'all';

type Addresses = {
  readonly [T in TopicName]: (row: AddressedRow<T>, column: ColumnName<T>, city: number) => NumberAddress;
};
/** One line for each topic: a new topic does not compile without its own. */
const ADDRESSES: Addresses = {
  latest: ({ key }) => station(seriesStation(key), `newest.${codeOf(seriesFactor(key))}`),
  pulse: () => ({ subject: 'intake', id: 'frames', quantity: 'now.rate' }),
  stations: ofStation,
  air: ({ key }, column) =>
    station(key, column === 'state' || column === 'time' ? 'newest.state' : airQuantity('now', column)),
  regions: ofRegion,
  hotspots: ({ key }, column) => cell(key, column === 'aqi' ? `now.iaqi-${SIX.pm25}` : `now.${SIX.pm25}`),
  exceedances: ({ key }, column) => series(key, `exceedance.${EXCEEDANCE[column]}`),
  hotCells: ({ key }, column) => cell(key, `hot.${HOT[column]}`),
  excluded: ({ key }) => ({ subject: 'excluded', id: String(key), quantity: 'now.count' }),
  cityHours: ({ key }, column, city) =>
    region(city, airQuantity('hour', column), new Date(fromLiveTime(key * 3600)).toISOString()),
  cityDays: ({ key }, _column, city) =>
    region(city, 'day.aqi', new Date(fromLiveTime(key * 86_400)).toISOString().slice(0, 10)),
  water: ({ key }, column) => ofWater(key, column),
  devices: ({ key }, column) => ({ subject: 'kind', id: kindOf(key), quantity: `now.${column}` }),
  wind: ({ key }, column) => station(key, `newest.${WIND[column]}`),
  alarms: ({ key }, column) => ({ subject: 'alarm', id: String(key), quantity: `alarm.${ALARM[column]}` }),
  funnel: ({ key }) => ({ subject: 'ledger', id: 'today', quantity: `today.${key}` }),
  audit: (_row, column) => ({ subject: 'audit', id: 'city', quantity: `now.${column === 'at' ? 'checked' : column}` }),
};

/**
 * The address of a cell of a live topic.
 * @param city region id of the city, whose hours and days two topics carry
 */
export const numberAddress = <T extends TopicName>(
  topic: T,
  row: AddressedRow<T>,
  column: ColumnName<T>,
  city: number,
): NumberAddress => ADDRESSES[topic](row, column, city);
