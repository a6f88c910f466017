import { dateTime64 } from '../platform/store/mod.ts';
import type { Batch } from './batch.ts';
import type { Frame } from './frame.ts';

/** What became of a pushed frame, or of one item of it (`item`): a row of table `receipt_items`. */
export interface ReceiptItem {
  /** '' for the whole frame. */
  readonly item?: string;
  readonly outcome: string;
  readonly device: string;
  readonly readings?: number;
  readonly detail?: string;
}

/** Frames without a receipt were not pushed and have none. */
export function appendReceiptItem(
  batch: Batch,
  { receipt, ordinal, received }: Frame,
  { item = '', outcome, device, readings = 0, detail = '' }: ReceiptItem,
): void {
  if (receipt === '') return;
  batch.receipts.values.push([receipt, ordinal, item, outcome, device, readings, detail, dateTime64(received)]);
}
