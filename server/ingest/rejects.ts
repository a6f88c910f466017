import type { Problem, Reject } from '../../streams/sources/mod.ts';
import { FRAME_HEADERS, rejectSubject } from '../../streams/contracts/subjects.ts';
import { cutText } from '../../streams/contracts/well-formed.ts';
import { sequenceOf, generationOf } from './ordinals.ts';
import type { Frame } from './frame.ts';

/** Headers of a REJECTS message beside those of the frame it was. The payload is the frame, cut at PAYLOAD_LIMIT. */
export const REJECT_HEADERS = Object.freeze({
  reason: 'Gl-Reason',
  /** Bytes from the frame's start to where it went wrong. */
  offset: 'Gl-Offset',
  detail: 'Gl-Detail',
  /** Which item of the frame; absent where it is the whole frame. */
  item: 'Gl-Item',
  /** The frame's ordinal and its sequence in stream FRAMES. */
  ordinal: 'Gl-Ordinal',
  sequence: 'Gl-Sequence',
});

const PAYLOAD_LIMIT = 60 * 1024;
/** Characters of one text of a reject. */
const TEXT_LIMIT = 400;

export interface RejectMessage {
  readonly subject: string;
  readonly id: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly payload: Uint8Array;
}

/** A reject says what was wrong, and must not be wrong itself: bounded, well-formed, on one line. */
const safe = (text: string): string => cutText(text.toWellFormed(), TEXT_LIMIT).replace(/[\0\r\n]/g, ' ');
const encoded = (text: string): string => encodeURIComponent(safe(text));

function message(frame: Frame, reason: string, offset: number, detail: string, item: string | null): RejectMessage {
  const headers: (readonly [string, string])[] = [
    [FRAME_HEADERS.received, String(frame.received)],
    [FRAME_HEADERS.remote, safe(frame.remote)],
    [FRAME_HEADERS.device, safe(frame.device)],
    [REJECT_HEADERS.reason, reason],
    [REJECT_HEADERS.offset, String(offset)],
    [REJECT_HEADERS.detail, encoded(detail)],
    [REJECT_HEADERS.ordinal, String(frame.ordinal)],
    [REJECT_HEADERS.sequence, String(sequenceOf(frame.ordinal))],
  ];
  if (frame.receipt !== '') headers.push([FRAME_HEADERS.receipt, safe(frame.receipt)]);
  if (item !== null) headers.push([REJECT_HEADERS.item, encoded(item)]);
  return {
    subject: rejectSubject(frame.source, reason),
    id: [
      generationOf(frame.ordinal),
      sequenceOf(frame.ordinal),
      reason,
      ...(item === null ? [] : [encoded(item)]),
    ].join('-'),
    headers,
    payload: frame.bytes.length > PAYLOAD_LIMIT ? frame.bytes.subarray(0, PAYLOAD_LIMIT) : frame.bytes,
  };
}

export const rejectedFrame = (frame: Frame, { reason, offset, detail }: Reject): RejectMessage =>
  message(frame, reason, offset, detail ?? '', null);

/** One item of a frame, whatever was published of it before. */
export const rejectedItem = (frame: Frame, { reason, item, detail }: Problem): RejectMessage =>
  message(frame, reason, 0, detail, item);
