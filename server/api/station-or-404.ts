import { GuanlanError } from '../../streams/contracts/errors.ts';
import type { Registry, RegistryStation } from '../registry/mod.ts';

/** The station of a request's id. Throws GL_NOT_FOUND. */
export function stationOr404(registry: Registry, id: number): RegistryStation {
  const station = registry.station(id);
  if (!station) throw new GuanlanError('GL_NOT_FOUND', `station ${id}`);
  return station;
}
