import type { ExplainedInput } from '../../streams/contracts/explanation.ts';
import { cellName } from '../../streams/contracts/projection.ts';
import { formatMicro } from '../../streams/contracts/reading.ts';
import { addressText, input, iso } from './builder.ts';
import type { FieldCell } from './field-cell.ts';
import type { HotCell } from './hot-field.ts';
import { cellWords, HOT_SIZE, HOT_UNIT } from './hot-words.ts';

const cellInput = ({ cell, mean }: FieldCell, seconds: number, detail: string | null): ExplainedInput =>
  input({
    label: cellWords(cell),
    time: iso(seconds),
    value: formatMicro(mean),
    unit: HOT_UNIT,
    detail,
    address: addressText('cell', cellName(cell, HOT_SIZE), 'now.a34004'),
  });

/** Cells of the ring, the highest first. @param seconds of the tick, UTC */
export const ringInputs = ({ ringCells }: HotCell, seconds: number): ExplainedInput[] =>
  [...ringCells].sort((a, b) => b.mean - a.mean || a.cell - b.cell).map((one) => cellInput(one, seconds, null));

/** The cell, then its neighbours, the highest first, with their excesses. @param seconds of the tick, UTC */
export const neighbourInputs = ({ near }: HotCell, cell: number, seconds: number): ExplainedInput[] =>
  [...near]
    .sort((a, b) => Number(b.cell === cell) - Number(a.cell === cell) || b.mean - a.mean)
    .map((one) => {
      const sign = one.excess < 0 ? '−' : '+';
      return cellInput(one, seconds, `${sign} ${Math.abs(one.excess / 1e6).toFixed(2)}`);
    });
