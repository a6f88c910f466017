import type { Explanation } from '../../streams/contracts/explanation.ts';
import { cellOfName } from '../../streams/contracts/projection.ts';
import type { NumberAddress } from '../../streams/live/mod.ts';
import { explainCellSupport } from './cell-support.ts';
import { explainEmerging } from './emerging-cell.ts';
import type { ExplainContext } from './explain-context.ts';
import { notKept, unknownQuantity } from './explain-errors.ts';
import { explainHotStatistic } from './hot-statistic.ts';
import { HOT_SIZE } from './hot-words.ts';

/**
 * `cell:L1000_..` `hot.score|class|z|excess|emerging`: what the analysis of the grids shows of a cell, recomputed from
 * the cells' values.
 */
export async function explainHotCell(context: ExplainContext, address: NumberAddress): Promise<Explanation> {
  if (address.at !== undefined) throw notKept('hotspots are of now');
  const cell = cellOfName(address.id, [HOT_SIZE])?.key;
  const name = address.quantity.slice('hot.'.length);
  if (cell === undefined) throw unknownQuantity(address);
  if (name === 'score') return explainCellSupport(context, address, cell);
  if (name === 'emerging') return explainEmerging(context, address, cell);
  if (name === 'class' || name === 'z' || name === 'excess') return explainHotStatistic(context, address, cell, name);
  throw unknownQuantity(address);
}
