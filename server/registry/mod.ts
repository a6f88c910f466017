/** The registry 注册表: stations, devices, regions and limits of the city, in memory of every role. */
export { importPack, packHash } from './import-pack.ts';
export { readPack } from './read-pack.ts';
export { announceRegistry, openRegistry, REGISTRY_POLL_MS, type Registry } from './registry.ts';
export type { DeviceRegistration, StationRegistration } from './register.ts';
export { factorOfSystem } from './factor-of-system.ts';
export { regionsOfPosition } from './region-of-position.ts';
export { DEFAULT_MERIDIAN, deviceKey, REGION_LEVELS } from './station.ts';
export type {
  LimitSource,
  RegistryDevice,
  RegistryLimit,
  RegistryRegion,
  RegistrySnapshot,
  RegistryStation,
} from './station.ts';
export {
  MarkRegister,
  OPEN_END,
  type MarkAuthor,
  type MarkQuestion,
  type MarkStatement,
  type MarkVersion,
} from './marks.ts';
