/** A cell's value, millionths. */
export interface FieldCell {
  readonly cell: number;
  readonly mean: number;
}
