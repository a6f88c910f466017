/** One ingest takes all partitions; the tables keep a row per set of them. */
export const ALL_PARTITIONS = '*';
