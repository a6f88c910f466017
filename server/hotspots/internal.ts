/** What only oracles, benches and tests of this room may reach for; nothing that is shipped imports it (kept by lint). */
export { airStations, cityRing } from './cell-tables.ts';
export { MOST_NEIGHBOURS, weightsOf, cellsOf, REACH_METRES, type GridStation, WEIGHT_ONE } from './grid.ts';
export { fillGridTables, LEAST_APART } from './grid-tables.ts';
export { analyse, ANALYSIS, analysisParameters, CELL_COLUMNS, type AnalysedCell } from './hotspot-question.ts';
