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
export { CELL_SIZES } from '../hotspots/grid.ts';
export { momentOf, type Moment } from './tick-instant.ts';
export { fixedPoint } from '../standards/mod.ts';
export { askAnalysedGrid, askAnalysisOf, type AnalysedGrid } from '../hotspots/hotspot-answers.ts';
export { ANALYSED_SIZES, type AnalysedCell } from '../hotspots/hotspot-question.ts';
export { askHotspotStory, type Candidate, type HotspotStory } from '../hotspots/hotspot-evidence.ts';
export { daysBefore, EMERGING_KINDS } from '../hotspots/hot-slices.ts';
export { emergingKind, mannKendall } from '../hotspots/emerging-kind.ts';
export { CONFIDENCE_LEVELS, falseDiscovery, getisOrd, twoSided } from '../hotspots/getis-ord.ts';
export { DEFAULT_ZONE } from './slow-questions.ts';
