/** The end of a mark that holds until further notice, seconds UTC. */
export const OPEN_END = 4_294_967_295;

/** What a mark says. Times are seconds UTC, `[begin, end)`. */
export interface MarkStatement {
  readonly station: number;
  /** Factor id; 0 = all of the station. */
  readonly factor: number;
  /** MARK_CODES id. */
  readonly code: number;
  readonly begin: number;
  readonly end: number;
  readonly reason: string;
}

export interface MarkAuthor {
  readonly who: string;
  readonly role: string;
  /** ms UTC. */
  readonly at: number;
}

/** One version of a mark, as it stands in table `marks`. */
export interface MarkVersion extends MarkStatement, MarkAuthor {
  readonly mark: string;
  readonly version: number;
  readonly inForce: boolean;
}

export interface MarkQuestion {
  readonly station?: number | undefined;
  readonly mark?: string | undefined;
  /** Only marks that overlap `[from, to)`, seconds UTC. */
  readonly from: number;
  readonly to: number;
  readonly withdrawn: boolean;
  readonly limit: number;
  readonly offset: number;
}
