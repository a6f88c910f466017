import { openHj212, type OpenedFrame, type Opening, type Reject } from './hj212/mod.ts';
import { openHttp } from './http/mod.ts';
import type { Source } from '../contracts/subjects.ts';

/**
 * The door of the ways in: what ingest needs to open any frame. The gateway and the clients are behind `hj212/` and
 * `http/`.
 */
export { Assembler, isReject, openPacket } from './hj212/mod.ts';
export type { Opened, OpenedFrame, Opening, Packet, Problem, Reject } from './hj212/mod.ts';

/**
 * Opens one frame as it lies in FRAMES, pure. Replayed frames are HJ 212.
 * @returns the opened frame, or why and where it cannot be opened (`isReject`)
 */
export function openFrame(source: Source, bytes: Uint8Array, opening: Opening = {}): OpenedFrame | Reject {
  return source === 'http' ? openHttp(bytes) : openHj212(bytes, opening);
}
