/**
 * The live topics: keyed tables of integers. A producer publishes rows, the hub keeps them, a screen
 * holds the same columns. Text (names, clauses) never travels here; screens take it once over HTTP.
 *
 * A column is Int32 fixed point: shown value = stored / 10^decimals. `t` columns are `LiveTime`.
 * Keys are Uint32. Missing cells are a bitmap, never a sentinel.
 */

import { code, mask, number, time, topic, type TopicDefinition } from './topic-definition.ts';

/** Six concentrations in AQI_FACTORS order. */
const SIX = [
  number('pm25', 1),
  number('pm10', 1),
  number('o3', 1),
  number('no2', 1),
  number('so2', 1),
  number('co', 2),
] as const;
const SIX_IAQI = [
  number('iaqiPm25'),
  number('iaqiPm10'),
  number('iaqiO3'),
  number('iaqiNo2'),
  number('iaqiSo2'),
  number('iaqiCo'),
] as const;

export const TICK = 5000;

export const TOPICS = Object.freeze({
  /** Newest real-time value per series, straight from ingest, no database in between. */
  latest: topic(1, 'latest', 'series = station * 4096 + factor', false, 1000, [
    number('value', 3),
    time('time'),
    code('flag'),
  ]),
  /**
   * Frames of each second: key = second of the minute 0..59. `at` in LiveTime, `lastFrame` ms since the start of `at`'s
   * second.
   */
  pulse: topic(2, 'pulse', 'second of the minute', true, 1000, [
    time('at'),
    number('frames'),
    number('readings'),
    number('lastFrame'),
  ]),
  /**
   * State of every station. state: 0 never heard, 1 fresh, 2 ageing (> 1 period), 3 stale (> 2 periods), 4 offline.
   * multiple: largest present exceedance.
   */
  stations: topic(3, 'stations', 'station', false, TICK, [
    code('state'),
    time('time'),
    number('aqi'),
    code('level'),
    mask('primary'),
    number('multiple', 2),
    code('factor'),
    number('value', 3),
  ]),
  /** National stations for the public: rolling 1 h, provisional. */
  air: topic(4, 'air', 'station', true, TICK, [
    code('state'),
    time('time'),
    number('aqi'),
    code('level'),
    mask('primary'),
    ...SIX,
  ]),
  /**
   * City, counties, townships. The last closed hour by the standard (`hour` = its END, as labels do), with
   * validity `valid` of `total` stations; `now*` is the provisional rolling hour; index = composite index of the month.
   */
  regions: topic(5, 'regions', 'region', true, TICK, [
    time('hour'),
    number('aqi'),
    code('level'),
    mask('primary'),
    ...SIX,
    ...SIX_IAQI,
    number('valid'),
    number('total'),
    number('nowAqi'),
    code('nowLevel'),
    mask('nowPrimary'),
    number('nowPm25', 1),
    time('time'),
    number('rank'),
    number('move'),
    number('index', 3),
    number('goodDays'),
    number('days'),
  ]),
  /**
   * 1 km cells: key = ix * 65536 + iy. support: 0 measured, 1 interpolated. value = rolling 1 h PM2.5. Cells without
   * support are not in it.
   */
  hotspots: topic(6, 'hotspots', 'cell = ix * 65536 + iy', false, TICK, [
    number('aqi'),
    number('value', 1),
    code('support'),
  ]),
  /**
   * Exceedance ranking. limitSource: index into `/api/city` limits. window: `AVERAGING` of contracts/codes.ts. first:
   * first exceedance of the civil day.
   */
  exceedances: topic(7, 'exceedances', 'series', false, TICK, [
    number('rank'),
    number('multiple', 2),
    number('value', 3),
    number('limit', 3),
    code('limitSource'),
    code('window'),
    time('since'),
    time('time'),
    number('count'),
    code('trend'),
    time('first'),
  ]),
  /** What the ranking left out: keys are the numbers of `EXCLUDED_REASON` (contracts/codes.ts), 1 to 15. */
  excluded: topic(8, 'excluded', 'reason', false, TICK, [number('count')]),
  /** City hours of the last 72 h; key = floor(hourStart / 3600 s) in LiveTime hours. */
  cityHours: topic(9, 'cityHours', 'LiveTime hour', true, TICK, [
    number('aqi'),
    code('level'),
    mask('primary'),
    ...SIX,
    number('valid'),
  ]),
  /** City days of this year; key = LiveTime day in the city's civil time. */
  cityDays: topic(10, 'cityDays', 'LiveTime day', true, TICK, [number('aqi'), code('level'), mask('primary')]),
  /** Water sections. class 1..6 (6 = worse than V); main: factor id of the main pollutant. */
  water: topic(11, 'water', 'station', true, TICK, [
    code('state'),
    time('time'),
    code('class'),
    number('items'),
    code('main'),
    number('ph', 2),
    number('do', 2),
    number('codmn', 2),
    number('nh3n', 3),
    number('tp', 3),
  ]),
  /** Devices by kind: key = STATION_KINDS number. */
  devices: topic(12, 'devices', 'station kind', false, TICK, [number('online'), number('total'), number('due')]),
  /** Wind at stations that measure it: speed m/s, direction degrees it comes FROM. */
  wind: topic(13, 'wind', 'station', true, TICK, [
    number('speed', 1),
    number('direction'),
    number('temperature', 1),
    number('humidity'),
    time('time'),
  ]),
  /** Open alarms of the ledger. state: 1 raised, 2 confirmed, 3 rejected, 4 closed. priority 1..3. */
  alarms: topic(14, 'alarms', 'alarm number', false, TICK, [
    number('station'),
    code('factor'),
    code('priority'),
    code('state'),
    time('raised'),
    time('due'),
    number('multiple', 2),
    number('value', 3),
    number('limit', 3),
  ]),
  /** Alarm counts of the civil day: key 1 exceedances seen, 2 alarms raised, 3 confirmed, 4 closed after that. */
  funnel: topic(15, 'funnel', 'step', false, TICK, [number('count')]),
  /**
   * The continuous audit: key 1. checked: values recomputed from raw readings in the last hour; standing: shown rows
   * that differ from them; behind: periods waiting.
   */
  audit: topic(18, 'audit', '1', false, TICK, [
    time('at'),
    number('checked'),
    number('standing'),
    number('suspects'),
    number('behind'),
  ]),
  /**
   * The 1 km cells as the analysis after the tick grades them. score: support 0..100. class: 99, 95, 90 where
   * significantly
   * above the surroundings, else 0; only then z (Gi*), excess over the ring of neighbours (PM2.5), village grid and its
   * township are given. emerging: 0 none, 1 new, 2 consecutive, 3 intensifying, 4 persistent, 5 diminishing, 6
   * sporadic.
   */
  hotCells: topic(21, 'hotCells', 'cell = ix * 65536 + iy', false, TICK, [
    number('score'),
    code('class'),
    number('z', 1),
    number('excess'),
    code('village'),
    code('township'),
    code('emerging'),
  ]),
} as const satisfies Record<string, TopicDefinition>);

export type TopicName = keyof typeof TOPICS;
export const isTopicName = (text: string): text is TopicName => Object.hasOwn(TOPICS, text);
export const TOPIC_NAMES = Object.freeze(Object.keys(TOPICS) as TopicName[]);
export const topicById = new Map<number, TopicDefinition>(Object.values(TOPICS).map((t) => [t.id, t]));
