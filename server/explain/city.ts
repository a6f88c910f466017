import type { Registry, RegistryRegion } from '../registry/mod.ts';

export const zoneOf = (registry: Registry): string => registry.city?.timezone ?? 'Asia/Shanghai';
export const cityOf = (registry: Registry): RegistryRegion | undefined =>
  [...registry.regions().values()].find(({ level }) => level === 'city');
