/** A span under an excluding mark 标记, seconds UTC; factor 0: all of the station. */
export interface MarkedSpan {
  readonly factor: number;
  readonly since: number;
  readonly until: number;
}
