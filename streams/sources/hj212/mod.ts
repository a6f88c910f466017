export { crc16, crcText } from './crc16.ts';
export { Framer, type FramerEvent, type FramerOptions } from './framer.ts';
export { MAX_FRAME, MAX_SEGMENT } from './limits.ts';
export {
  isReject,
  parseFrame,
  parseSegment,
  tolerates,
  TOLERATE_CRC,
  TOLERATE_LENGTH,
  type Dialect,
  type Packet,
} from './packet.ts';
export { encodeFrame, encodeReply, encodeSegment, flagOf, type PacketDraft } from './encode.ts';
export { parseParameters, type ParsedParameters, type ValueGroup, type ValueItem } from './values.ts';
export { factorOf, flagOfValue, packetToReadings, sentUnit, type Opened, type Problem } from './readings.ts';
export type { Arrival, StationContext } from './station-context.ts';
export { deviceText, packetToRecords, type DeviceRecord } from './records.ts';
export { Assembler, ASSEMBLY_TIMEOUT_MS, type Assembly, type AssemblerLimits } from './assembler.ts';
export { openHj212, openPacket, type OpenedFrame, type Opening } from './open.ts';
export { maySeal, sealOf, type Seal } from './seal.ts';
export { isSealable, looksSealed, seal, SM4_KEY_BYTES, unseal, type Sm4Key } from './sm4.ts';
export { REJECT_REASONS, printable, type Reject, type RejectReason } from './reject-reasons.ts';
export { startGateway, type Gateway, type GatewayOptions } from './gateway.ts';
export { GATEWAY_LIMITS, type GatewayLimits } from './gateway-limits.ts';
export type { DeviceRequest } from './commands.ts';
export { jetStreamPublish, type Publish } from './jetstream-publish.ts';
export { DeviceLink, type CommandAnswer, type LinkCounts, type LinkOptions } from './link.ts';
