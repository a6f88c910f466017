import { isReject, parseFrame, type Packet } from './packet.ts';
import { carriesReadings, packetToReadings, type Arrival, type Opened, type StationContext } from './readings.ts';
import type { Reject } from './reject-reasons.ts';

/** One frame of FRAMES, opened as far as it goes without knowing the station. */
export interface OpenedFrame {
  /** MN as the registry keys it. */
  readonly device: string;
  /**
   * `readings`: call `readings`. `other`: a packet without readings (device state, boot time, notices...).
   * `part`: a part that cannot be opened alone; give `packet` to an `Assembler` and, when complete, the joined
   * packet to `openPacket`.
   */
  readonly kind: 'readings' | 'other' | 'part';
  /** `null` for frames of other sources. */
  readonly packet: Packet | null;
  readonly readings: (station: StationContext, arrival: Arrival) => Opened | Reject;
}

/** Opens a raw HJ 212 frame. `tolerance`: the device's bits in the registry (wrong CRC, wrong length). */
export function openHj212(bytes: Uint8Array, tolerance = 0): OpenedFrame | Reject {
  const packet = parseFrame(bytes, tolerance);
  return isReject(packet) ? packet : openPacket(packet);
}

export function openPacket(packet: Packet): OpenedFrame {
  const kind = !carriesReadings(packet.cn) ? 'other' : packet.part && !/(?:^|[;,])\s*DataTime=/i.test(packet.cp) ? 'part' : 'readings';
  return { device: packet.device, kind, packet, readings: (station, arrival) => packetToReadings(packet, station, arrival) };
}
