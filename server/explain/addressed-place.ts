import { GuanlanError } from '../../streams/contracts/errors.ts';
import type { RegistryRegion, RegistryStation } from '../registry/mod.ts';
import type { ExplainContext } from './explain-context.ts';

/** The station of an address. Throws GL_NO_SUCH_NUMBER. */
export function stationOf({ registry }: ExplainContext, id: string): RegistryStation {
  const station = /^\d{1,7}$/.test(id) ? registry.station(Number(id)) : undefined;
  if (!station) throw new GuanlanError('GL_NO_SUCH_NUMBER', `station ${id}`);
  return station;
}

/** The region of an address. Throws GL_NO_SUCH_NUMBER. */
export function regionOf({ registry }: ExplainContext, id: string): RegistryRegion {
  const region = /^\d{1,9}$/.test(id) ? registry.regions().get(Number(id)) : undefined;
  if (!region) throw new GuanlanError('GL_NO_SUCH_NUMBER', `region ${id}`);
  return region;
}
