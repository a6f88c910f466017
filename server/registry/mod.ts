/** The registry 注册表: stations, devices, regions and limits of the city, in memory of every role. */
export { importPack } from './import-pack.ts';
export { registryGaps, type RegistryGap } from './registry-gaps.ts';
export { readPack } from './read-pack.ts';
export { announceRegistry } from './announce-registry.ts';
export { openRegistry } from './open-registry.ts';
export type { Registry } from './registry.ts';
export { factorOfSystem } from './factor-of-system.ts';
export { DEFAULT_MERIDIAN } from './station.ts';
export type { RegistryDevice, RegistryRegion, RegistrySnapshot, RegistryStation } from './station.ts';
export { MarkRegister } from './mark-register.ts';
export { OPEN_END, type MarkVersion } from './mark.ts';
