import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CityPack } from '../../contracts/pack.ts';

/** A pack on disk: a directory with one JSON file per key of `CityPack`. */
const KEYS = ['city', 'regions', 'stations', 'waters', 'relief'] as const satisfies readonly (keyof CityPack)[];

/** Writes each file beside its place and moves it there, so that a reader never sees half a file. */
export async function writePack(directory: string, pack: CityPack): Promise<void> {
  await mkdir(directory, { recursive: true });
  for (const key of KEYS) {
    const path = join(directory, `${key}.json`);
    await writeFile(`${path}.part`, `${JSON.stringify(pack[key])}\n`);
    await rename(`${path}.part`, path);
  }
}

/** @throws Error naming the file that is missing or not JSON */
export async function readPack(directory: string): Promise<CityPack> {
  const entries = await Promise.all(
    KEYS.map(async (key) => {
      const path = join(directory, `${key}.json`);
      try {
        return [key, JSON.parse(await readFile(path, 'utf8')) as unknown] as const;
      } catch (error) {
        throw new Error(`${path} is not a readable file of a city pack`, { cause: error });
      }
    }),
  );
  return Object.fromEntries(entries) as unknown as CityPack;
}
