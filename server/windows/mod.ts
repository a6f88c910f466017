/** The windows' door: rolling means, AQI, hotspots, exceedances and rankings, each tick, in SQL. */
export { startWindows } from './start-windows.ts';
export { type TickResult } from './tick.ts';
export type { Exceedance } from './questions.ts';
export { askFolding, askExcluded, askRegionRanking } from './answers.ts';
export type { RegionStanding } from './standing.ts';
export { askSections, gradesOf, type SectionItem } from './sections.ts';
export { tickInstantOf, type TickInstant } from './tick-instant.ts';
