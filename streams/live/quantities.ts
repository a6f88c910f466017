/** Which quantity the columns of a topic stand for, by column name. */
import type { ColumnName } from './rows.ts';

export const SIX = {
  pm25: 'a34004',
  pm10: 'a34002',
  o3: 'a05024',
  no2: 'a21004',
  so2: 'a21026',
  co: 'a21005',
} as const satisfies Partial<Record<ColumnName<'air'>, string>>;
export const IAQI = {
  iaqiPm25: 'a34004',
  iaqiPm10: 'a34002',
  iaqiO3: 'a05024',
  iaqiNo2: 'a21004',
  iaqiSo2: 'a21026',
  iaqiCo: 'a21005',
} as const satisfies Partial<Record<ColumnName<'regions'>, string>>;
export const WATER = {
  ph: 'w01001',
  do: 'w01009',
  codmn: 'w01019',
  nh3n: 'w21003',
  tp: 'w21011',
} as const satisfies Partial<Record<ColumnName<'water'>, string>>;
export const WIND = {
  speed: 'a01007',
  direction: 'a01008',
  temperature: 'a01001',
  humidity: 'a01002',
  time: 'a01007',
} as const satisfies Record<ColumnName<'wind'>, string>;
export const EXCEEDANCE = {
  rank: 'rank',
  multiple: 'multiple',
  value: 'value',
  limit: 'limit',
  limitSource: 'limit',
  window: 'value',
  since: 'since',
  time: 'value',
  count: 'count',
  trend: 'trend',
  first: 'multiple',
} as const satisfies Record<ColumnName<'exceedances'>, string>;
export const HOT = {
  score: 'score',
  class: 'class',
  z: 'z',
  excess: 'excess',
  village: 'class',
  township: 'class',
  emerging: 'emerging',
} as const satisfies Record<ColumnName<'hotCells'>, string>;
export const ALARM = {
  station: 'value',
  factor: 'value',
  priority: 'priority',
  state: 'due',
  raised: 'raised',
  due: 'due',
  multiple: 'multiple',
  value: 'value',
  limit: 'limit',
} as const satisfies Record<ColumnName<'alarms'>, string>;
