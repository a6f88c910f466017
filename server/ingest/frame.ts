import type { JsMsg, StoredMsg } from '@nats-io/jetstream';
import { FRAME_HEADERS, SOURCES, type Source } from '../../streams/contracts/subjects.ts';
import { nanoseconds } from './frame-identity.ts';
import type { Numbering } from './numbering.ts';

/** A frame as it lies in the stream, unopened. */
export interface Frame {
  readonly ordinal: number;
  /** When the broker stored it, ns UTC. */
  readonly stored: bigint;
  readonly source: Source;
  readonly bytes: Uint8Array;
  /** Arrival at the gateway, ms UTC. */
  readonly received: number;
  readonly remote: string;
  /** As sent, percent-encoded. */
  readonly device: string;
  /** Receipt of the push it came in; '' where there is none. */
  readonly receipt: string;
}

const NANOSECONDS_PER_MS = 1_000_000n;
/** The last instant that a Date can tell, ms UTC: a header beyond it is no arrival. */
const LATEST_INSTANT = 8.64e15;
interface Message {
  readonly subject: string;
  readonly data: Uint8Array;
  readonly headers: JsMsg['headers'];
  /** When the broker stored it, ns UTC. */
  readonly stored: bigint;
}

function frameFrom({ subject, data, headers, stored }: Message, ordinal: number): Frame {
  const header = (name: string): string => headers?.get(name) ?? '';
  const source = subject.split('.')[1] as Source;
  const received = Number(header(FRAME_HEADERS.received));
  return {
    ordinal,
    stored,
    source: SOURCES.includes(source) ? source : 'hj212',
    bytes: data,
    received: received > 0 && received <= LATEST_INSTANT ? received : Number(stored / NANOSECONDS_PER_MS),
    remote: header(FRAME_HEADERS.remote),
    device: header(FRAME_HEADERS.device),
    receipt: header(FRAME_HEADERS.receipt),
  };
}

export const frameOf = ({ subject, data, headers, timestampNanos, seq }: JsMsg, { ordinalAt }: Numbering): Frame =>
  frameFrom({ subject, data, headers, stored: timestampNanos }, ordinalAt(seq));

/** The same of a message that was asked for by its sequence. */
export const frameOfStored = ({ subject, data, header, timestamp, seq }: StoredMsg, { ordinalAt }: Numbering): Frame =>
  frameFrom({ subject, data, headers: header, stored: nanoseconds(timestamp) }, ordinalAt(seq));
