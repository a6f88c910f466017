type ColumnKind = 'number' | 'time' | 'code' | 'mask';

export interface LiveColumn<N extends string = string, K extends ColumnKind = ColumnKind> {
  readonly name: N;
  /** Fixed-point decimals; 0 for integers, codes, bit masks and times. */
  readonly decimals: number;
  readonly kind: K;
}

export interface TopicDefinition<C extends readonly LiveColumn[] = readonly LiveColumn[]> {
  /** Stable small number on the wire. */
  readonly id: number;
  readonly name: string;
  /** What a key is. */
  readonly key: string;
  readonly columns: C;
  /** Only these may reach a public screen. */
  readonly isPublic: boolean;
  /** Nominal milliseconds between deltas; three silent ones mean stale. */
  readonly cadence: number;
}

const column = <const N extends string, const K extends ColumnKind>(
  name: N,
  kind: K,
  decimals: number,
): LiveColumn<N, K> => Object.freeze({ name, decimals, kind });

export const number = <const N extends string>(name: N, decimals = 0): LiveColumn<N, 'number'> =>
  column(name, 'number', decimals);
export const time = <const N extends string>(name: N): LiveColumn<N, 'time'> => column(name, 'time', 0);
export const code = <const N extends string>(name: N): LiveColumn<N, 'code'> => column(name, 'code', 0);
export const mask = <const N extends string>(name: N): LiveColumn<N, 'mask'> => column(name, 'mask', 0);

/** One topic; the names and kinds of its columns stay in its type, so that rows are typed by them. */
export const topic = <const C extends readonly LiveColumn[]>(
  id: number,
  name: string,
  key: string,
  isPublic: boolean,
  cadence: number,
  columns: C,
): TopicDefinition<C> => Object.freeze({ id, name, key, isPublic, cadence, columns: Object.freeze(columns) });
