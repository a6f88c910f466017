import { crc16 } from './crc16.ts';
import { declaredLength, diagnose, isDigit, readCrc, startsFrame } from './diagnose.ts';
import { CRC_BYTES, MAX_SEGMENT, PREFIX } from './limits.ts';
import type { RejectReason } from './reject-reasons.ts';

export type FramerEvent =
  /** `bytes`: from `##` to the last CRC digit; `tolerated`: why it would not have held. */
  | { readonly kind: 'frame'; readonly bytes: Buffer; readonly tolerated?: RejectReason }
  /** `offset`: bytes since the stream began. */
  | { readonly kind: 'reject'; readonly reason: RejectReason; readonly bytes: Buffer; readonly offset: number };

export interface FramerOptions {
  /** Largest data segment taken, bytes. */
  readonly maxSegment?: number;
  /** May this broken frame be taken as it is? Asked with its bytes and what is wrong (per-device tolerance). */
  readonly tolerate?: (bytes: Buffer, reason: RejectReason) => boolean;
  /**
   * May this frame, whole by its declared length but not by the CRC of its bytes, be taken for an encrypted one? The
   * CRC of those is that of the text before encryption (HJ 212-2025 6.4), which only somebody with the device's key can
   * check.
   */
  readonly sealed?: (bytes: Buffer) => boolean;
}

const HASH = 0x23;
const AMPERSAND = 0x26;
const LF = 0x0a;

/** CR, LF, blanks and NUL between frames are not worth a reject. */
const isBetween = (byte: number): boolean =>
  byte === 0x0d || byte === LF || byte === 0x20 || byte === 0x09 || byte === 0;

/**
 * Cuts a TCP stream into raw HJ 212 frames by their DECLARED length, never by line ends or by looking for `&&`
 * (values may hold both, and 2025 payloads are encrypted bytes); a frame holds when its CRC does and its data segment
 * closes with `&&`. After anything wrong it goes on at the next `##`
 * and four digits: one bad length costs that frame only.
 *
 * Pull-based: `push` a chunk, then take events with `next` until `null`. A reader that stops taking events holds
 * at most one chunk and one frame; it should stop reading its socket meanwhile. How the stream was cut into chunks
 * changes nothing in the frames.
 */
export class Framer {
  readonly #maxFrame: number;
  readonly #maxSegment: number;
  readonly #tolerate: FramerOptions['tolerate'];
  readonly #sealed: FramerOptions['sealed'];
  #pending: Buffer = Buffer.alloc(0);
  #at = 0;
  /** Bytes of the stream before `#pending`. */
  #before = 0;
  /** Stream offset to which a reject has already spoken for everything. */
  #spokenTo = -1;
  /** No more bytes will complete the frame at `#at`: it ends here or not at all. */
  #final = false;

  constructor(options: FramerOptions = {}) {
    this.#maxSegment = options.maxSegment ?? MAX_SEGMENT;
    this.#maxFrame = PREFIX + this.#maxSegment + CRC_BYTES;
    this.#tolerate = options.tolerate;
    this.#sealed = options.sealed;
  }

  /** Bytes held. */
  get held(): number {
    return this.#pending.length - this.#at;
  }

  push(chunk: Uint8Array): void {
    const held = this.#pending.subarray(this.#at);
    this.#before += this.#at;
    this.#at = 0;
    // Always a copy: a frame handed out must not share the socket's pool.
    this.#pending = Buffer.concat([held, chunk]);
    this.#final = false;
  }

  /**
   * Says that what is held will not be completed (end of stream, or it has waited too long): `next` then rejects
   * the open frame and still finds whole frames inside it.
   */
  finish(): void {
    this.#final = true;
  }

  next(): FramerEvent | null {
    const bytes = this.#pending;
    while (this.#at < bytes.length) {
      const start = this.#findStart(this.#at);
      if (start > this.#at) {
        const garbage = this.#skip(start);
        if (garbage) return garbage;
        continue;
      }
      if (bytes.length - start < PREFIX) return this.#final ? this.#reject('truncated', 0) : null;
      const length = declaredLength(bytes, start);
      if (length > this.#maxSegment) return this.#reject('too_long', 0);
      const end = start + PREFIX + length + CRC_BYTES;
      if (end <= bytes.length) {
        const crc = readCrc(bytes, end - CRC_BYTES);
        // The CRC alone holds by accident once in 256 (docs/notes/031) and would swallow the start of the next frame.
        const closes =
          length >= 2 && bytes[end - CRC_BYTES - 1] === AMPERSAND && bytes[end - CRC_BYTES - 2] === AMPERSAND;
        if (
          closes &&
          crc >= 0 &&
          (crc === crc16(bytes, start + PREFIX, end - CRC_BYTES) || this.#sealed?.(bytes.subarray(start, end)))
        ) {
          this.#at = end;
          return { kind: 'frame', bytes: bytes.subarray(start, end) };
        }
      } else if (!this.#final && !(this.#tolerate && bytes[bytes.length - 1] === LF)) {
        return null;
      }
      return this.#broken(end <= bytes.length);
    }
    this.#before += this.#at;
    this.#pending = Buffer.alloc(0);
    this.#at = 0;
    return null;
  }

  /** The frame at `#at` does not hold, or (`complete` false) has not come whole. */
  #broken(complete: boolean): FramerEvent | null {
    const start = this.#at;
    const stop = Math.min(this.#pending.length, start + this.#maxFrame);
    const { reason, end } = diagnose(this.#pending, start, stop);
    if (end > 0) {
      const frame = this.#pending.subarray(start, start + end);
      if (this.#tolerate?.(frame, reason)) {
        this.#at = start + end;
        return { kind: 'frame', bytes: frame, tolerated: reason };
      }
    }
    if (this.#final || (complete && end > 0)) return this.#reject(reason, end);
    // Whole by its declared length but without an end in sight: what follows tells where it ends.
    const decided = complete && (stop - start === this.#maxFrame || this.#findStart(start + 2) < this.#pending.length);
    return decided ? this.#reject(reason, 0) : null;
  }

  /** Gives up the frame at `#at` up to its real end where that is known, else up to the next start. */
  #reject(reason: RejectReason, length: number): FramerEvent {
    const start = this.#at;
    const next = this.#findStart(start + 2);
    const end = length > 0 ? Math.min(next, start + length) : next;
    this.#at = end;
    if (length === 0) this.#spokenTo = this.#before + end;
    const kept = this.#pending.subarray(start, Math.min(end, start + this.#maxFrame));
    return { kind: 'reject', reason, bytes: Buffer.from(kept), offset: this.#before + start };
  }

  /** Passes over bytes that start no frame; one reject speaks for a whole run of them. */
  #skip(to: number): FramerEvent | null {
    const from = this.#at;
    const spoken = this.#spokenTo === this.#before + from;
    this.#at = to;
    let first = from;
    while (first < to && isBetween(this.#pending[first] ?? 0)) first += 1;
    if (spoken) this.#spokenTo = this.#before + to;
    if (first === to || spoken) return null;
    this.#spokenTo = this.#before + to;
    const kept = this.#pending.subarray(first, Math.min(to, first + this.#maxFrame));
    return { kind: 'reject', reason: 'garbage', bytes: Buffer.from(kept), offset: this.#before + first };
  }

  /** Where, from `from` on, the next frame starts or may yet start (its first bytes end what is held). */
  #findStart(from: number): number {
    const bytes = this.#pending;
    for (let at = bytes.indexOf(HASH, from); at >= 0; at = bytes.indexOf(HASH, at + 1)) {
      if (startsFrame(bytes, at) || (!this.#final && this.#mayStart(at))) return at;
    }
    return bytes.length;
  }

  #mayStart(at: number): boolean {
    const bytes = this.#pending;
    if (bytes.length - at >= PREFIX) return false;
    for (let i = at + 1; i < bytes.length; i += 1) {
      if (i === at + 1 ? bytes[i] !== HASH : !isDigit(bytes[i])) return false;
    }
    return true;
  }
}
