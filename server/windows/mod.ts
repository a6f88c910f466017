/** The windows' door: rolling means, AQI, hotspots, exceedances and rankings, each tick, in SQL. */
export { startWindows, type WindowsExtra } from './start-windows.ts';
export { TICK_TOPICS, type TickResult } from './tick.ts';
export type { Exceedance, Hotspot } from './questions.ts';
export {
  askFolding,
  askExceedances,
  askExcluded,
  askHotspots,
  askRegionRanking,
  type ExcludedSeries,
} from './answers.ts';
export type { RegionStanding } from './standing.ts';
export { askSections, gradesOf, type Section, type SectionItem } from './sections.ts';
export { momentOf, type Moment } from './tick-instant.ts';
