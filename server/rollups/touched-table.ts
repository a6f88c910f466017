/** Column `span` of table `touched`. `quality`: findings of quality control that rest on an hour. */
export const TOUCHED_SPAN = Object.freeze({ hour: 1, day: 2, quality: 3 });

export const TOUCHED_COLUMNS = Object.freeze(['span', 'start', 'station', 'factor', 'head', 'done', 'at'] as const);
/** Bytes of one row: 1 + 4 + 4 + 2 + 8 + 8 + 4. */
export const TOUCHED_WIDTH = 31;
