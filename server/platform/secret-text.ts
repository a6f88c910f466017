/** Characters a secret has at least: 32 of hexadecimal digits are 128 bits, the ones made here have more. */
export const MIN_SECRET = 32;
/** What a `Bearer` header and the form of `/login` carry. */
export const MAX_SECRET = 512;

/**
 * Whether a text can serve as a secret: 32 to 512 visible ASCII characters. A file that was cut by a full disk or by a
 * power cut holds nothing, a beginning or NULs; anybody could guess that.
 */
export const isSecret = (text: unknown): text is string =>
  typeof text === 'string' && text.length >= MIN_SECRET && text.length <= MAX_SECRET && /^[\x21-\x7e]+$/.test(text);
