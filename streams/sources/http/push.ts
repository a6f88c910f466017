import { GuanlanError } from '../../contracts/errors.ts';
import type { Clock } from '../../contracts/clock.ts';
import type { RejectReason } from '../hj212/mod.ts';
import { rawDeviceHeader } from '../../contracts/raw-device-header.ts';
import { FRAME_HEADERS, frameSubject } from '../../contracts/subjects.ts';
import { readItem } from './item.ts';
import { splitItems } from './split-items.ts';

/** Bounds of one push. */
export const PUSH_LIMITS = Object.freeze({
  bodyBytes: 8 * 1024 * 1024,
  items: 50_000,
  itemCharacters: 4096,
  frameBytes: 64 * 1024,
  window: 64,
  itemsPerTurn: 500,
});

export interface PushDeps {
  /** Stores a frame; resolves only when JetStream has acknowledged it. */
  readonly publish: (subject: string, bytes: Uint8Array, headers: Readonly<Record<string, string>>) => Promise<void>;
  /** Device (MN) of a station id, for items that name the station. */
  readonly deviceOf: (station: number) => string | undefined;
  readonly clock: Clock;
  /** True while the disk is too full: the push is then refused as a whole. */
  readonly full: () => boolean;
  /** A new receipt id, `[0-9A-Za-z-]{1,64}`. */
  readonly newReceipt: () => string;
}

type ItemVerdict =
  | { readonly index: number; readonly accepted: true }
  | { readonly index: number; readonly accepted: false; readonly reason: RejectReason; readonly detail: string };

export interface PushAnswer {
  readonly receipt: string;
  readonly accepted: number;
  readonly rejected: number;
  /** One per item, in order. Accepted means stored; what ingest found is at /api/receipts/{receipt}. */
  readonly items: readonly ItemVerdict[];
}

interface Frame {
  readonly device: string;
  readonly indexes: number[];
  readonly texts: string[];
  bytes: number;
}

/**
 * Takes the body of `POST /api/readings`: a JSON array, one JSON object, or NDJSON (`application/x-ndjson`), each item
 * as `readItem` wants it. Items are grouped into frames of one device and at most 64 KB, in the partner's own words,
 * and published; an item is accepted when its frame is stored. Gives way to other work every 500 items. Throws
 * `GL_TOO_LARGE`, `GL_BAD_REQUEST`, `GL_DISK_FULL`, and `GL_STREAM_UNAVAILABLE` where not one frame could be stored.
 */
export async function acceptPush(
  body: Uint8Array | string,
  contentType: string,
  partner: string,
  deps: PushDeps,
): Promise<PushAnswer> {
  if (body.length > PUSH_LIMITS.bodyBytes)
    throw new GuanlanError('GL_TOO_LARGE', `${body.length} bytes, at most ${PUSH_LIMITS.bodyBytes}`);
  if (deps.full()) throw new GuanlanError('GL_DISK_FULL');
  const texts = splitItems(
    typeof body === 'string' ? body : decode(body),
    /ndjson|jsonl|json-seq/i.test(contentType) ? 'ndjson' : 'json',
    PUSH_LIMITS.items,
  );
  const verdicts: ItemVerdict[] = new Array<ItemVerdict>(texts.length);
  const frames: Frame[] = [];
  const open = new Map<string, Frame>();
  for (const [index, text] of texts.entries()) {
    if (index % PUSH_LIMITS.itemsPerTurn === PUSH_LIMITS.itemsPerTurn - 1)
      await new Promise((turn) => setImmediate(turn));
    const placed = place(text, deps);
    if (typeof placed !== 'string') {
      verdicts[index] = { index, accepted: false, ...placed };
      continue;
    }
    const bytes = Buffer.byteLength(text) + 1;
    let frame = open.get(placed);
    if (!frame || frame.bytes + bytes > PUSH_LIMITS.frameBytes) {
      frame = { device: placed, indexes: [], texts: [], bytes: Buffer.byteLength(JSON.stringify(placed)) + 24 };
      open.set(placed, frame);
      frames.push(frame);
    }
    frame.indexes.push(index);
    frame.texts.push(text);
    frame.bytes += bytes;
  }

  const receipt = deps.newReceipt();
  let stored = 0;
  let failure: unknown = null;
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let frame = frames[next++]; frame; frame = frames[next++]) {
      try {
        await deps.publish(
          frameSubject('http', frame.device.toUpperCase()),
          encodePushFrame(frame.device, frame.texts),
          {
            [FRAME_HEADERS.received]: String(deps.clock.now()),
            [FRAME_HEADERS.remote]: rawDeviceHeader(partner),
            [FRAME_HEADERS.device]: rawDeviceHeader(frame.device),
            [FRAME_HEADERS.receipt]: receipt,
          },
        );
        stored += 1;
        for (const index of frame.indexes) verdicts[index] = { index, accepted: true };
      } catch (error) {
        failure = error;
        for (const index of frame.indexes)
          verdicts[index] = { index, accepted: false, reason: 'not_stored', detail: '' };
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(PUSH_LIMITS.window, frames.length) }, worker));
  if (failure !== null && stored === 0) throw new GuanlanError('GL_STREAM_UNAVAILABLE', '', { cause: failure });
  const accepted = verdicts.reduce((sum, verdict) => sum + (verdict.accepted ? 1 : 0), 0);
  return { receipt, accepted, rejected: verdicts.length - accepted, items: verdicts };
}

/** `{"device":"MN","items":[...]}` with the items' own texts: what `openHttp` opens. */
const encodePushFrame = (device: string, texts: readonly string[]): Buffer =>
  Buffer.from(`{"device":${JSON.stringify(device)},"items":[${texts.join(',')}]}`);

/** The device an item is for, or why it is not taken. */
function place(text: string, deps: PushDeps): string | { readonly reason: RejectReason; readonly detail: string } {
  if (text.length > PUSH_LIMITS.itemCharacters) return { reason: 'too_large', detail: `${text.length} characters` };
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return { reason: 'bad_structure', detail: 'not JSON' };
  }
  const item = readItem(raw);
  if ('reason' in item) return item;
  if (item.device !== null) return item.device.trim();
  const device = item.station === null ? undefined : deps.deviceOf(item.station);
  return device ?? { reason: 'unknown_station', detail: String(item.station) };
}

function decode(body: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw new GuanlanError('GL_BAD_REQUEST', 'the body is not UTF-8');
  }
}
