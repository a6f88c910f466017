/** The hotspots: grids, their analysis after each tick (Gi*), hot hours and the evidence of a hot cell. */
export { HotspotAnalysis } from './hotspot-analysis.ts';
export { CELL_SIZES, SHOWN_SIZE } from './grid.ts';
export { askAnalysedGrid, askAnalysisOf, type AnalysedGrid } from './hotspot-answers.ts';
export { ANALYSED_SIZES } from './analysis-question.ts';
export type { AnalysedCell } from './analysed-cell.ts';
export { askHotspotEvidence } from './hotspot-evidence.ts';
export type { Candidate } from './candidates.ts';
export { daysBefore } from './slice-days.ts';
export { EMERGING_KINDS } from './emerging.ts';
export { emergingKind, mannKendall } from './emerging-kind.ts';
export { CONFIDENCE_LEVELS, falseDiscovery, getisOrd, twoSided } from './getis-ord.ts';
export { fillCellWeights } from './cell-tables.ts';
