import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';
import { SHARED_DATA } from '../harness/mod.ts';

/** Why a test that needs a file of the reference data is skipped, or `false` where the file is there. */
export const withoutShared = (...files: readonly string[]): string | false =>
  files.every((file) => existsSync(join(SHARED_DATA, file))) ? false : 'shared data not present';

/** Rows of a CSV file of the reference data, gzipped or not, as records of text. */
export function csvRows(file: string): AsyncIterable<Record<string, string>> {
  const path = join(SHARED_DATA, file);
  const source = createReadStream(path);
  const parser = parse({ columns: true });
  (file.endsWith('.gz') ? source.pipe(createGunzip()) : source).pipe(parser);
  return parser;
}
