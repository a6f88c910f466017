/** The device id as sent, percent-encoded UTF-8 of at most 128 characters, so that decoding it never fails. */
export function rawDeviceHeader(device: string): string {
  let header = '';
  for (const character of device.toWellFormed()) {
    const encoded = encodeURIComponent(character);
    if (header.length + encoded.length > 128) break;
    header += encoded;
  }
  return header;
}
