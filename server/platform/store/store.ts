/**
 * The store as the other rooms see it: ClickHouse over its HTTP interface, embedded or a server.
 * Lanes are separate sessions in the embedded engine, so that a heavy question never makes a write wait: `write` for
 * ingest, `window` and `evaluate` for the two halves of a tick, `grid` for the analysis of the hotspot grids that
 * follows it, `history` for what people and slow jobs ask.
 */
export type Lane = 'write' | 'window' | 'evaluate' | 'grid' | 'history';

export type Parameters = Readonly<Record<string, unknown>>;

export interface Store {
  /**
   * Rows as objects (FORMAT JSONEachRow); 64-bit integers and decimals come as the engine writes them in JSON
   * (strings).
   */
  rows<T>(lane: Lane, sql: string, parameters?: Parameters): Promise<T[]>;
  /** Result in columns (FORMAT JSONCompactColumns): for anything above a thousand rows. */
  columns(lane: Lane, sql: string, parameters?: Parameters): Promise<unknown[][]>;
  /** Raw bytes of a result in the format named, for the hottest paths (`RowBinary`). */
  bytes(lane: Lane, sql: string, format: string, parameters?: Parameters): Promise<Uint8Array>;
  /** DDL, or INSERT ... SELECT. */
  command(lane: Lane, sql: string, parameters?: Parameters): Promise<void>;
  /** Arrays in column order (FORMAT JSONCompactEachRow), one statement, all or nothing. */
  insert(table: string, columns: readonly string[], rows: readonly (readonly unknown[])[]): Promise<void>;
  /** RowBinary rows, one statement, all or nothing: the ingest's way. */
  insertBinary(table: string, columns: readonly string[], rows: Uint8Array): Promise<void>;
  ping(): Promise<boolean>;
  close(): Promise<void>;
}
