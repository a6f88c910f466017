import type { TopicName } from '../../streams/live/mod.ts';

/** Topics that a tick writes whole. */
export const TICK_TOPICS = Object.freeze([
  'stations',
  'air',
  'regions',
  'hotspots',
  'exceedances',
  'excluded',
  'cityHours',
  'cityDays',
  'water',
  'devices',
  'wind',
] as const satisfies readonly TopicName[]);
