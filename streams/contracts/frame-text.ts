/** What nobody is shown: the device's password, a key on its way, tokens of a partner's push. */
const SECRETS: readonly (readonly [RegExp, string])[] = [
  [/(PW|NewKey)=[^;,&]*/gi, '$1=***'],
  [/("(?:token|password)"\s*:\s*")[^"]*/gi, '$1***'],
];

/**
 * The beginning of a frame as text: what is not printable ASCII as its byte, secrets starred.
 * @param most bytes shown; `…` says that there are more
 */
export function frameText(bytes: Uint8Array, most: number): string {
  const printed = [...bytes.subarray(0, most)]
    .map((byte) =>
      byte >= 0x20 && byte < 0x7f
        ? String.fromCharCode(byte)
        : byte === 0x0d
          ? '\\r'
          : byte === 0x0a
            ? '\\n'
            : `\\x${byte.toString(16).padStart(2, '0')}`,
    )
    .join('');
  const masked = SECRETS.reduce((text, [pattern, stars]) => text.replace(pattern, stars), printed);
  return `${masked}${bytes.length > most ? '…' : ''}`;
}

/** A header as it was before it was percent-encoded; one that somebody else wrote otherwise is given as it is. */
export function decodedHeader(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
