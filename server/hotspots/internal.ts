/**
 * What only oracles, benches and tests of other rooms may import; nothing that is shipped does (kept by
 * dependency-cruiser).
 */
export { airStations, cityRing } from './cell-tables.ts';
export { MOST_NEIGHBOURS, weightsOf, cellsOf, REACH_METRES, type GridStation, WEIGHT_ONE } from './grid.ts';
export { fillGridTables } from './grid-tables.ts';
export { LEAST_APART } from './station-neighbours.ts';
export { CELL_COLUMNS, type AnalysedCell } from './analysed-cell.ts';
export { analyse, ANALYSIS, analysisParameters } from './analysis-question.ts';
