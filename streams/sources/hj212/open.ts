import { crc16 } from './crc16.ts';
import { readCrc } from './diagnose.ts';
import { isReject, parseFrame, parseSegment, wholeByLength, type Packet } from './packet.ts';
import { CRC_BYTES, PREFIX } from './limits.ts';
import { carriesReadings, packetToReadings, type Opened } from './readings.ts';
import type { Arrival, StationContext } from './station-context.ts';
import type { Reject } from './reject-reasons.ts';
import { sealOf, type Sm4Key } from './seal.ts';

/** One frame of FRAMES, opened as far as it goes without knowing the station. */
export interface OpenedFrame {
  /** MN as the registry keys it. */
  readonly device: string;
  /**
   * `readings`, `other`: call `readings`; a packet of the other commands (device state, boot time, notices...) gives
   * records only. `part`: a part that cannot be opened alone; give `packet` to an `Assembler` and, when complete, the
   * joined packet to `openPacket`. `sealed`: encrypted, and none of the keys given opens it; only the header of
   * `packet` can be read.
   */
  readonly kind: 'readings' | 'other' | 'part' | 'sealed';
  /** `null` for frames of other sources. */
  readonly packet: Packet | null;
  /** It came encrypted and a key opened it. */
  readonly wasSealed: boolean;
  readonly readings: (station: StationContext, arrival: Arrival) => Opened | Reject;
}

export interface Opening {
  /** The device's bits in the registry: 1 wrong CRC, 2 wrong length. */
  readonly tolerance?: number;
  /** SM4 keys that were valid when the frame came, newest first. */
  readonly keys?: readonly Sm4Key[];
}

const NO_KEYS: readonly Sm4Key[] = Object.freeze([]);

/** Opens a raw HJ 212 frame. Encrypted ones are told by their bytes, not by their CRC, which may hold by accident. */
export function openHj212(bytes: Uint8Array, { tolerance = 0, keys = NO_KEYS }: Opening = {}): OpenedFrame | Reject {
  const whole = wholeByLength(bytes);
  const found = whole === null ? null : parseSegment(whole, PREFIX, whole.length - CRC_BYTES);
  if (whole !== null && found !== null && !isReject(found)) {
    const seal = sealOf(found, whole, keys, tolerance);
    if (seal.state === 'opened') return openPacket({ ...found, cp: seal.text.toString('latin1') }, true);
    if (
      seal.state === 'plain' &&
      readCrc(whole, whole.length - CRC_BYTES) === crc16(whole, PREFIX, whole.length - CRC_BYTES)
    )
      return openPacket(found);
    if (seal.state !== 'plain')
      return { ...openPacket(found), kind: 'sealed', readings: () => ({ reason: 'undecipherable', offset: PREFIX }) };
  }
  const packet = parseFrame(bytes, tolerance);
  return isReject(packet) ? packet : openPacket(packet);
}

export function openPacket(packet: Packet, wasSealed = false): OpenedFrame {
  const kind =
    packet.part && !/(?:^|[;,])\s*DataTime=/i.test(packet.cp)
      ? 'part'
      : carriesReadings(packet.cn)
        ? 'readings'
        : 'other';
  return {
    device: packet.device,
    kind,
    packet,
    wasSealed,
    readings: (station, arrival) => packetToReadings(packet, station, arrival),
  };
}
