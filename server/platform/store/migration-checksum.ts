import { createHash } from 'node:crypto';
import { RAW_CHECKSUMS } from './raw-checksums.ts';
import { tokensOf } from './statement.ts';

/** SHA-256 of a schema file's statements: comments, line breaks and spaces do not count, so that they can be mended. */
export const checksumOf = (text: string): string => createHash('sha256').update(tokensOf(text)).digest('hex');

/** Whether what an installation recorded of a schema file, now or by an older release, is what the file says today. */
export const isApplied = (file: string, text: string, recorded: string): boolean =>
  recorded === checksumOf(text) || (Object.hasOwn(RAW_CHECKSUMS, file) && recorded === RAW_CHECKSUMS[file]);
