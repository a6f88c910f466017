import { CRC_BYTES, PREFIX } from './limits.ts';
import { isReject, parseFrame, parseSegment, tolerates, wholeByLength, type Packet } from './packet.ts';
import type { RejectReason } from './reject-reasons.ts';
import { maySeal, sealOf, type Seal, type Sm4Key } from './seal.ts';

const PLAIN: Seal = Object.freeze({ state: 'plain' });

/**
 * What the gateway decides about a frame beside its length and the CRC of its bytes: is it an encrypted one that holds,
 * and may a broken one be taken because its device is tolerated. Pure but for the keys and tolerances that it asks for.
 */
export class Gate {
  readonly #keysOf: (device: string) => readonly Sm4Key[];
  readonly #toleranceOf: (device: string) => number;

  constructor(keysOf: (device: string) => readonly Sm4Key[], toleranceOf: (device: string) => number) {
    this.#keysOf = keysOf;
    this.#toleranceOf = toleranceOf;
  }

  /**
   * Of a frame `##LLLL...CCCC` and the packet read from it. `closed`: not to be taken, although the CRC of its bytes
   * may hold.
   */
  seal(packet: Packet, frame: Uint8Array): Seal {
    return maySeal(packet)
      ? sealOf(packet, frame, this.#keysOf(packet.device), this.#toleranceOf(packet.device))
      : PLAIN;
  }

  /**
   * The CRC of an encrypted frame is that of its text: with the device's keys it is checked here as in any other. Of a
   * device that has no key yet the frame is kept like that of an unknown device; ingest opens it when somebody
   * registers the key.
   */
  readonly mayBeSealed = (frame: Uint8Array): boolean => {
    const packet = parseSegment(frame, PREFIX, frame.length - CRC_BYTES);
    if (isReject(packet)) return false;
    const { state } = this.seal(packet, frame);
    return state === 'opened' || state === 'keyless';
  };

  readonly tolerates = (frame: Uint8Array, reason: RejectReason): boolean => {
    const packet = parseFrame(frame, 3);
    return !isReject(packet) && tolerates(this.#toleranceOf(packet.device), reason);
  };

  /** Why a frame was not taken: a wrong CRC of an encrypted one means that no key opens it. */
  reasonOf(reason: RejectReason, bytes: Uint8Array): RejectReason {
    const whole = reason === 'bad_crc' ? wholeByLength(bytes) : null;
    if (whole === null) return reason;
    const packet = parseSegment(whole, PREFIX, whole.length - CRC_BYTES);
    return !isReject(packet) && this.seal(packet, whole).state === 'closed' ? 'undecipherable' : reason;
  }
}
