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
export { CELL_SIZES } from './grid.ts';
export { momentOf, type Moment } from './moment.ts';
export { fixedPoint } from './fixed-point.ts';
export { askAnalysedGrid, askAnalysisOf, type AnalysedGrid } from './hotspot-answers.ts';
export { ANALYSED_SIZES, type AnalysedCell } from './hotspot-question.ts';
export { askHotspotStory, type Candidate, type HotspotStory } from './hotspot-story.ts';
export { daysBefore, EMERGING_KINDS } from './hot-slices.ts';
export { emergingKind, mannKendall } from './emerging-kind.ts';
export { CONFIDENCE_LEVELS, falseDiscovery, getisOrd, twoSided } from './getis-ord.ts';
