import { ERRORS, GuanlanError } from '../../streams/contracts/errors.ts';

const NO_SPACE = new Set(['ENOSPC', 'EDQUOT']);
const NO_ACCESS = new Set(['EACCES', 'EPERM', 'EROFS', 'EEXIST', 'ENOTDIR']);

/** Trouble of the operating system that has a code of ours. Everything else comes back as it is. */
export function asCodedError(error: unknown): unknown {
  if (error instanceof GuanlanError) return error;
  const { code = '', path, message } = error as NodeJS.ErrnoException;
  if (NO_SPACE.has(code)) return new GuanlanError('GL_DISK_FULL', path ?? '', { cause: error });
  if (NO_ACCESS.has(code)) return new GuanlanError('GL_CONFIG', `GUANLAN_DATA_DIR: ${message}`, { cause: error });
  return error;
}

/** What a person reads when a start ends: what is wrong and what to do, in two languages, no stack. */
export function errorText(error: unknown): string {
  const known = asCodedError(error);
  if (!(known instanceof GuanlanError)) {
    const { zh, en, nextZh, nextEn } = ERRORS.GL_INTERNAL;
    const text = known instanceof Error ? known.message : String(known);
    return `✗ ${zh}：${text}。${nextZh}。\n  ${en}: ${text}. ${nextEn}. (GL_INTERNAL)`;
  }
  const { zh, en, nextZh, nextEn } = ERRORS[known.code];
  const detail = known.detail;
  return (
    `✗ ${zh}${detail ? `：${detail}` : ''}。${nextZh}。\n  ${en}${detail ? `: ${detail}` : ''}. ${nextEn}. ` +
    `(${known.code})`
  );
}
