import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Value } from '@sinclair/typebox/value';
import { gcj02ToWgs84, type CoordinateSystem } from '../../streams/contracts/coordinates.ts';
import { GuanlanError } from '../../streams/contracts/errors.ts';
import type { CityPack, Station } from '../../streams/contracts/pack.ts';
import { illFormedAt } from '../../streams/contracts/well-formed.ts';
import { factorOfSystem } from './factor-of-system.ts';
import { PACK_FILES } from './pack-schema.ts';
import { deviceKey } from './station.ts';

/** `relief.json` and `waters.json` may be absent. */
const OPTIONAL: Readonly<Record<string, unknown>> = Object.freeze({ waters: [], relief: null });

async function readFileOf(directory: string, name: keyof typeof PACK_FILES): Promise<unknown> {
  const path = join(directory, `${name}.json`);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' && name in OPTIONAL) return OPTIONAL[name];
    throw new GuanlanError('GL_PACK_INVALID', `${path} cannot be read`, { cause: error });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new GuanlanError('GL_PACK_INVALID', `${path} is not JSON`, { cause: error });
  }
  const illFormed = illFormedAt(value);
  if (illFormed !== null)
    throw new GuanlanError('GL_PACK_INVALID', `${path}${illFormed} is not well-formed Unicode text`);
  const first = Value.Errors(PACK_FILES[name], value).First();
  if (first) throw new GuanlanError('GL_PACK_INVALID', `${path}${first.path}: ${first.message}`);
  return value;
}

/** Ids and devices are met once, and every factor code is in the catalogue. */
function checkStations(pack: CityPack): void {
  const ids = new Set<number>();
  const devices = new Set<string>();
  for (const station of pack.stations) {
    const device = deviceKey(station.device);
    if (ids.has(station.id)) throw new GuanlanError('GL_PACK_INVALID', `station ${station.id} stands twice`);
    if (devices.has(device)) throw new GuanlanError('GL_PACK_INVALID', `device ${device} stands twice`);
    const unknown = station.factors.find((code) => !factorOfSystem(station.st, code));
    if (unknown !== undefined) throw new GuanlanError('GL_PACK_INVALID', `station ${station.id}: factor ${unknown}`);
    ids.add(station.id);
    devices.add(device);
  }
}

/** Positions picked on a commercial map (`crs` of a station) become WGS-84 here, once. */
const inWgs84 = ({ crs, ...station }: Station & { readonly crs?: CoordinateSystem }): Station =>
  crs === 'gcj02' ? { ...station, position: gcj02ToWgs84(station.position) } : station;

/**
 * Reads a pack directory: `city.json`, `regions.json`, `stations.json`, `waters.json`, `relief.json`. Error:
 * GL_PACK_INVALID.
 */
export async function readPack(directory: string): Promise<CityPack> {
  const [city, regions, stations, waters, relief] = await Promise.all(
    (['city', 'regions', 'stations', 'waters', 'relief'] as const).map((name) => readFileOf(directory, name)),
  );
  const pack = { city, regions, stations: (stations as Station[]).map(inWgs84), waters, relief } as CityPack;
  checkStations(pack);
  return pack;
}
