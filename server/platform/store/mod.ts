/** The store's door: the interface, the client, migrations, and the embedded process. */
export type { Lane, Parameters, Store } from './store.ts';
export { openStore, type StoreOptions } from './open.ts';
export { isMigrated, loadQuery, migrate, type MigrateOptions } from './migrate.ts';
export { renderDdl, type Shape } from './shape.ts';
export { splitStatements } from './statement.ts';
export { startStoreProcess, readToken, type StoreProcess, type StoreProcessOptions } from './process.ts';
export { LANES } from './lane.ts';
export { RowBinaryReader, RowBinary } from './row-binary.ts';
export { quoteName, quoteText } from './parameters.ts';
export { openPartitions, type TickPartitions } from './tick-partitions.ts';
export { dateTime64 } from './date-time.ts';
