import { factorByCode } from '../../streams/contracts/factors.ts';

/** A quantity read: `hour.iaqi-a34004` is the index of one factor, `hour.aqi` of all, `hour.a34004` a concentration. */
export interface Quantity {
  readonly span: string;
  readonly item: string;
  readonly factor: number | null;
  readonly isIndex: boolean;
}

export function parseQuantity(text: string): Quantity | null {
  const match = /^([0-9a-z]{1,12})\.((iaqi-)?([0-9A-Za-z-]{1,24}))$/.exec(text);
  if (!match) return null;
  const [, span = '', item = '', index, code = ''] = match;
  return { span, item, factor: factorByCode(code)?.id ?? null, isIndex: index !== undefined };
}
