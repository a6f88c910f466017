/** Rows of one of the small tables. */
export class TableRows {
  readonly table: string;
  readonly columns: readonly string[];
  readonly values: unknown[][] = [];

  constructor(table: string, columns: readonly string[]) {
    this.table = table;
    this.columns = columns;
  }
}
