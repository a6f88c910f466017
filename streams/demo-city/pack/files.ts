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

async function readPart<K extends keyof CityPack>(directory: string, key: K): Promise<CityPack[K]> {
  const path = join(directory, `${key}.json`);
  try {
    return JSON.parse(await readFile(path, 'utf8')) as CityPack[K];
  } catch (error) {
    throw new Error(`${path} is not a readable file of a city pack`, { cause: error });
  }
}

/** @throws Error naming the file that is missing or not JSON */
export async function readPack(directory: string): Promise<CityPack> {
  const [city, regions, stations, waters, relief] = await Promise.all([
    readPart(directory, 'city'),
    readPart(directory, 'regions'),
    readPart(directory, 'stations'),
    readPart(directory, 'waters'),
    readPart(directory, 'relief'),
  ]);
  return { city, regions, stations, waters, relief };
}
