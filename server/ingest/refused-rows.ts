import { cutText } from '../../streams/contracts/well-formed.ts';
import type { Frame } from './frame.ts';
import { rejectedItem, type RejectMessage } from './rejects.ts';

/** Rows of one batch that become rejects of their own; the counters count every one. */
const MOST_REJECTS = 100;
const CAUSE_CHARACTERS = 300;

/** A row that the store will never take, and where it came from. */
export interface RefusedRow {
  readonly table: string;
  /** What of the frame it is beside its table: a factor's code, or ''. */
  readonly item: string;
  /** Ordinal of its frame. */
  readonly ordinal: number;
  readonly device: string;
  readonly error: unknown;
}

/** @param frameAt the frame of an ordinal as it lies in the stream; null where it is no longer kept */
export async function refusedRows(
  rows: readonly RefusedRow[],
  frameAt: (ordinal: number) => Promise<Frame | null>,
): Promise<RejectMessage[]> {
  return Promise.all(
    rows.slice(0, MOST_REJECTS).map(async ({ table, item, ordinal, device, error }) => {
      const kept = await frameAt(ordinal);
      const frame: Frame = kept ?? {
        ordinal,
        stored: 0n,
        source: 'hj212',
        bytes: new Uint8Array(),
        received: 0,
        remote: '',
        device: '',
        receipt: '',
      };
      const { code = '', message = String(error) } = (error ?? {}) as { code?: unknown; message?: string };
      return rejectedItem(
        { ...frame, device: encodeURIComponent(device.toWellFormed()) },
        {
          reason: 'refused_by_store',
          item: item === '' ? table : `${table} ${item}`,
          detail: `${String(code)} ${cutText(message.toWellFormed(), CAUSE_CHARACTERS)}`,
        },
      );
    }),
  );
}
