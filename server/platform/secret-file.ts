import { chmodSync, linkSync, readFileSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { GuanlanError } from '../../streams/contracts/errors.ts';
import { isSecret, MIN_SECRET } from './secret-text.ts';
import { makePrivateDirectory, PRIVATE, writeBeside } from './durable-write.ts';

/** The secret in the file, null where there is no file. Throws GL_SECRET_DAMAGED. */
function readSecret(path: string, whenDamaged: string): string | null {
  let text: string;
  try {
    text = readFileSync(path, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  // How many characters it has would help to guess it: they are not told.
  if (!isSecret(text)) {
    const what = `${path} does not hold ${MIN_SECRET} visible characters`;
    throw new GuanlanError('GL_SECRET_DAMAGED', `${what}; ${whenDamaged}`);
  }
  chmodSync(path, PRIVATE);
  return text;
}

/**
 * Reads a secret kept in a file, making it at the first call. The file is written aside, brought to the disk and then
 * linked to its name, so that the name never stands for less than the whole secret, whatever is cut or full. Two
 * processes that start together meet in one secret: a link is exclusive, the loser reads the winner's.
 *
 * A file that is there and holds no secret (empty, cut, NULs, shorter than 32 characters) is never made anew silently:
 * who put it there is not known, and what was sealed or signed under the earlier secret would be lost without a word.
 * @param whenDamaged what a person does then, and what that costs; stands in the error
 * @throws GL_SECRET_DAMAGED
 */
export function keptSecret(path: string, make: () => string, whenDamaged: string): { secret: string; made: boolean } {
  makePrivateDirectory(dirname(path));
  const present = readSecret(path, whenDamaged);
  if (present !== null) return { secret: present, made: false };
  const secret = make();
  try {
    writeBeside(path, `${secret}\n`, (beside) => linkSync(beside, path));
    return { secret, made: true };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const winners = readSecret(path, whenDamaged);
  if (winners === null) {
    throw new GuanlanError('GL_SECRET_DAMAGED', `${path} was removed while it was made; start again`);
  }
  return { secret: winners, made: false };
}

/** Replaces a private file whole: a reader sees the old or the new one, never half, also after a power cut. */
export function replacePrivate(path: string, text: string): void {
  makePrivateDirectory(dirname(path));
  writeBeside(path, text, (beside) => renameSync(beside, path));
}
