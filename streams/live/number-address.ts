import { factorById, seriesFactor, seriesStation } from '../contracts/factors.ts';
import { STATION_KINDS } from '../contracts/pack.ts';
import { cellColumn, cellRow } from '../contracts/projection.ts';
import { fromLiveTime, TOPICS, type TopicName } from './topics.ts';

/**
 * The address of a shown number: `subject=station:17&quantity=now.a34004`, with `&at=` for a closed hour or day of the past.
 * Screens build it from topic, row and column; `GET /api/explain` takes it. Addresses are stable: never rename, only append.
 *
 * | subject | id | quantities |
 * |---|---|---|
 * | `station` | station id | `now.aqi`, `now.<code>`, `now.iaqi-<code>` rolling hour; `hour.*` closed hour; `8h.<code>`, `24h.<code>` running; `day.aqi`, `day.<code>` (O3: MDA8); `newest.<code>` newest sample; `newest.state`; a water section's `newest.class` |
 * | `region` | region id | `now.*`, `hour.*`, `day.*` as above; `month.index`, `month.rank`; `year.good-days`; `newest.<code>` the city's weather |
 * | `series` | station`.`code | `exceedance.` `multiple`, `value`, `limit`, `since`, `count`, `trend`, `rank`; `5m.valid`, `1h.valid` of the last day |
 * | `cell` | `L<metres>_<ix>_<iy>` | `now.<code>`, `now.iaqi-<code>`; of 1 km `hot.` `score`, `class`, `z`, `excess`, `emerging` |
 * | `excluded` | reason number, or `all` | `now.count` |
 * | `kind` | station kind, or `all` | `now.online`, `now.total`, `now.due` |
 * | `alarm` | number | `alarm.` `multiple`, `value`, `limit`, `due`, `raised`, `priority` |
 * | `ledger` | `today`, `open` | `today.1` .. `today.4` the funnel; `open.all`, `open.raised`, `open.working`, `open.late`, `open.newest` raised in the present ten minutes |
 * | `intake` | `frames` | `now.rate` |
 * | `intake` | `unregistered`, `rejects` | `now.count` |
 * | `audit` | `city` | `now.checked`, `now.standing`, `now.suspects`, `now.behind`, `now.postponed` |
 * | `exceedances` | `all`, `unraised` | `now.count` |
 * | `industry` | smallest station id of it, or `other` | `now.exceeding`, `now.total` |
 * | `meters` | `production`, `treatment`, `both`, `alone` | `now.heard`, `now.total` |
 * | `sections` | `all` | `now.good`, `now.total` |
 * | `townships` | `all` | `now.silent`, `hour.valid` |
 * | `findings` | `own` | `4h.count` of the last four hours |
 */
const SUBJECTS = [
  'station',
  'region',
  'series',
  'cell',
  'excluded',
  'kind',
  'alarm',
  'ledger',
  'intake',
  'audit',
  'exceedances',
  'industry',
  'meters',
  'sections',
  'townships',
  'findings',
] as const;
type SubjectKind = (typeof SUBJECTS)[number];

export interface NumberAddress {
  readonly subject: SubjectKind;
  readonly id: string;
  readonly quantity: string;
  /** An instant within the hour meant (its start is best), or the civil date of the day, `2026-11-21`. */
  readonly at?: string | undefined;
}

const SUBJECT = new RegExp(`^(${SUBJECTS.join('|')}):([0-9A-Za-z_.-]{1,40})$`);

/** @returns null where the text names no subject */
export function parseSubject(text: string): Pick<NumberAddress, 'subject' | 'id'> | null {
  const match = SUBJECT.exec(text);
  return match ? { subject: match[1] as SubjectKind, id: match[2] as string } : null;
}

export const formatAddress = ({ subject, id, quantity, at }: NumberAddress): string =>
  `subject=${subject}:${id}&quantity=${quantity}${at === undefined ? '' : `&at=${encodeURIComponent(at)}`}`;

/** A row of a topic by its column names: fixed point undone, times in ms UTC. */
export type AddressedRow = { readonly key: number } & Readonly<Record<string, number | null>>;

const HOUR_MS = 3_600_000;
const SIX: Readonly<Record<string, string>> = {
  pm25: 'a34004',
  pm10: 'a34002',
  o3: 'a05024',
  no2: 'a21004',
  so2: 'a21026',
  co: 'a21005',
};
const IAQI: Readonly<Record<string, string>> = {
  iaqiPm25: 'a34004',
  iaqiPm10: 'a34002',
  iaqiO3: 'a05024',
  iaqiNo2: 'a21004',
  iaqiSo2: 'a21026',
  iaqiCo: 'a21005',
};
const WATER: Readonly<Record<string, string>> = {
  ph: 'w01001',
  do: 'w01009',
  codmn: 'w01019',
  nh3n: 'w21003',
  tp: 'w21011',
};
const WIND: Readonly<Record<string, string>> = {
  speed: 'a01007',
  direction: 'a01008',
  temperature: 'a01001',
  humidity: 'a01002',
  time: 'a01007',
};
const EXCEEDANCE: Readonly<Record<string, string>> = {
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
};
const HOT: Readonly<Record<string, string>> = {
  score: 'score',
  class: 'class',
  z: 'z',
  excess: 'excess',
  village: 'class',
  township: 'class',
  emerging: 'emerging',
};
const ALARM: Readonly<Record<string, string>> = {
  station: 'value',
  factor: 'value',
  priority: 'priority',
  state: 'due',
  raised: 'raised',
  due: 'due',
  multiple: 'multiple',
  value: 'value',
  limit: 'limit',
};

const air = (span: string, column: string): string =>
  SIX[column] ? `${span}.${SIX[column]}` : IAQI[column] ? `${span}.iaqi-${IAQI[column]}` : `${span}.aqi`;

function regionQuantity(column: string): string {
  if (column.startsWith('now')) return column === 'nowPm25' ? 'now.a34004' : 'now.aqi';
  if (column === 'time') return 'now.aqi';
  if (column === 'rank' || column === 'move') return 'month.rank';
  if (column === 'index') return 'month.index';
  if (column === 'goodDays' || column === 'days') return 'year.good-days';
  return air('hour', column);
}

/**
 * The address of a cell of a live topic.
 * @param city region id of the city, whose hours and days two topics carry
 * @returns null for a column that the topic does not have
 */
export function numberAddress(topic: TopicName, row: AddressedRow, column: string, city: number): NumberAddress | null {
  if (!TOPICS[topic].columns.some(({ name }) => name === column)) return null;
  const { key } = row;
  const station = (quantity: string): NumberAddress => ({ subject: 'station', id: String(key), quantity });
  const code = (factor: number | null | undefined): string => factorById(factor ?? 0)?.code ?? 'a34004';
  switch (topic) {
    case 'latest':
      return { subject: 'station', id: String(seriesStation(key)), quantity: `newest.${code(seriesFactor(key))}` };
    case 'pulse':
      return { subject: 'intake', id: 'frames', quantity: 'now.rate' };
    case 'stations': {
      if (column === 'state' || column === 'time') return station('newest.state');
      if (column === 'aqi' || column === 'level' || column === 'primary') return station('now.aqi');
      if (row['multiple'] != null)
        return {
          subject: 'series',
          id: `${key}.${code(row['factor'])}`,
          quantity: column === 'multiple' ? 'exceedance.multiple' : 'exceedance.value',
        };
      return station(`now.${code(row['factor'])}`);
    }
    case 'air':
      return station(column === 'state' || column === 'time' ? 'newest.state' : air('now', column));
    case 'regions': {
      const quantity = regionQuantity(column);
      const end = row['hour'];
      return {
        subject: 'region',
        id: String(key),
        quantity,
        ...(quantity.startsWith('hour.') && end != null ? { at: new Date(end - HOUR_MS).toISOString() } : {}),
      };
    }
    case 'hotspots':
      return {
        subject: 'cell',
        id: `L1000_${cellColumn(key)}_${cellRow(key)}`,
        quantity: column === 'aqi' ? 'now.iaqi-a34004' : 'now.a34004',
      };
    case 'exceedances':
      return {
        subject: 'series',
        id: `${seriesStation(key)}.${code(seriesFactor(key))}`,
        quantity: `exceedance.${EXCEEDANCE[column] ?? 'multiple'}`,
      };
    case 'hotCells':
      return {
        subject: 'cell',
        id: `L1000_${cellColumn(key)}_${cellRow(key)}`,
        quantity: `hot.${HOT[column] ?? 'score'}`,
      };
    case 'excluded':
      return { subject: 'excluded', id: String(key), quantity: 'now.count' };
    case 'cityHours':
      return {
        subject: 'region',
        id: String(city),
        quantity: air('hour', column),
        at: new Date(fromLiveTime(key * 3600)).toISOString(),
      };
    case 'cityDays':
      return {
        subject: 'region',
        id: String(city),
        quantity: 'day.aqi',
        at: new Date(Date.UTC(2020, 0, 1) + key * 86_400_000).toISOString().slice(0, 10),
      };
    case 'water':
      return station(column === 'state' ? 'newest.state' : WATER[column] ? `newest.${WATER[column]}` : 'newest.class');
    case 'devices':
      return {
        subject: 'kind',
        id: Object.entries(STATION_KINDS).find(([, id]) => id === key)?.[0] ?? 'all',
        quantity: `now.${column}`,
      };
    case 'wind':
      return station(`newest.${WIND[column] ?? 'a01007'}`);
    case 'alarms':
      return { subject: 'alarm', id: String(key), quantity: `alarm.${ALARM[column] ?? 'value'}` };
    case 'funnel':
      return { subject: 'ledger', id: 'today', quantity: `today.${key}` };
    case 'audit':
      return { subject: 'audit', id: 'city', quantity: `now.${column === 'at' ? 'checked' : column}` };
    // A topic without a line here fails test/explain.test.ts, which walks every column.
    default:
      return null;
  }
}
