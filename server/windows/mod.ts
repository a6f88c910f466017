/** The windows: rolling means, AQI, hotspots, exceedances and rankings, each tick, in SQL. */
export { startWindows } from './start-windows.ts';
export type { TickResult } from './tick-result.ts';
export { askFolding } from './folding-answers.ts';
export { askExcluded } from './excluded-answers.ts';
export { askRegionRanking } from './region-ranking-answers.ts';
export type { RegionStanding } from './standing.ts';
export { askSections, gradesOf, type SectionItem } from './sections.ts';
export { tickInstantOf, type TickInstant } from './tick-instant.ts';
