/** The hotspots' door: grids, their analysis after each tick (Gi*), hot hours and the evidence of a hot cell. */
export { HotspotAnalysis } from './hotspot-analysis.ts';
export { CELL_SIZES, SHOWN_SIZE } from './grid.ts';
export { askAnalysedGrid, askAnalysisOf, type AnalysedGrid } from './hotspot-answers.ts';
export { ANALYSED_SIZES, type AnalysedCell } from './hotspot-question.ts';
export { askHotspotEvidence, type Candidate } from './hotspot-evidence.ts';
export { daysBefore, EMERGING_KINDS } from './hot-slices.ts';
export { emergingKind, mannKendall } from './emerging-kind.ts';
export { CONFIDENCE_LEVELS, falseDiscovery, getisOrd, twoSided } from './getis-ord.ts';
export { fillCellWeights } from './cell-tables.ts';
