/**
 * The check code of HJ 212-2017 Annex A: like Modbus in polynomial (0xA001) and start (0xFFFF), but the byte
 * is xored into the HIGH half after a shift by eight, so the two disagree on every text. Field devices that
 * compute Modbus are the commonest cause of `bad_crc`. Its four digits have only 256 values, because the low half of
 * the state is thrown away at each byte: any one damaged byte is noticed, several are missed once in 256
 * (docs/notes/031).
 */
const TABLE = new Uint16Array(256);
for (let high = 0; high < 256; high += 1) {
  let crc = high;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >> 1) ^ 0xa001 : crc >> 1;
  TABLE[high] = crc;
}

/**
 * CRC of `bytes[start, end)`, the data segment only; `before`: the CRC of what stands before it.
 * `crc = (crc >> 8) ^ byte`, then eight times shift right and xor 0xA001 when the bit shifted out is 1
 * (HJ 212-2017 A.3). The eight steps act on at most sixteen bits: the low byte through a table, the high byte
 * moves down.
 */
export function crc16(bytes: Uint8Array, start = 0, end = bytes.length, before = 0xffff): number {
  let crc = before;
  for (let i = start; i < end; i += 1) {
    const mixed = (crc >> 8) ^ (bytes[i] ?? 0);
    crc = TABLE[mixed] ?? 0;
  }
  return crc;
}

/** Four upper-case hexadecimal digits, high byte first. */
export const crcText = (crc: number): string => crc.toString(16).toUpperCase().padStart(4, '0');
