import { receiptOperation } from '../../../streams/contracts/api/push.ts';
import { GuanlanError } from '../../../streams/contracts/errors.ts';
import { loadQuery } from '../../platform/store/mod.ts';
import type { Api } from '../api.ts';
import { iso } from '../instants.ts';
import { receiptTime } from '../receipt-id.ts';
import type { RouteContext } from '../route-context.ts';
import { serve } from '../serve.ts';

/** Rows of a receipt at most shown. */
const MAX_RECEIPT_ROWS = 5000;
/** A receipt without rows is waiting for ingest this long; later it is unknown. */
const WAITING_MS = 600_000;

interface ReceiptRow {
  readonly device: string;
  readonly item: string;
  readonly outcome: string;
  readonly readings: number;
  readonly detail: string;
  readonly received_ms: string;
}

/** `GET /api/receipts/{id}`: what ingest found in a push. */
export async function receiptRoutes(app: Api, { context: { clock, store } }: RouteContext): Promise<void> {
  const question = loadQuery('history/receipt');
  serve(app, receiptOperation, async ({ params: { id } }) => {
    const rows = await store.rows<ReceiptRow>('history', question, { receipt: id, limit: MAX_RECEIPT_ROWS + 1 });
    if (rows.length === 0 && Math.abs(clock.now() - receiptTime(id)) > WAITING_MS)
      throw new GuanlanError('GL_NOT_FOUND', `receipt ${id}`);
    return {
      receipt: id,
      state: rows.length === 0 ? ('waiting' as const) : ('opened' as const),
      readings: rows.reduce((sum, row) => sum + (row.item === '' ? row.readings : 0), 0),
      complete: rows.length <= MAX_RECEIPT_ROWS,
      items: rows
        .slice(0, MAX_RECEIPT_ROWS)
        .map(({ received_ms: received, ...row }) => ({ ...row, received: iso(Number(received)) })),
    };
  });
}
