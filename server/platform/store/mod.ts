/** The store's door: the interface, the client, migrations, and the embedded process. */
export type { Lane, Parameters, Store } from './store.ts';
export { openStore, type StoreOptions } from './open.ts';
export { brokenParts, unreadableTables, type BrokenPart } from './broken-parts.ts';
export { isMigrated, migrate } from './migrate.ts';
export { loadQuery } from './load-query.ts';
export { startStoreProcess, type StoreProcess } from './process.ts';
export { RowBinaryReader, RowBinary } from './row-binary.ts';
export { quoteName, quoteText } from './parameters.ts';
export { openPartitions, type TickPartitions } from './tick-partitions.ts';
export { dateTime64 } from './date-time.ts';
