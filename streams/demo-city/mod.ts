/** The demo city: a made-up prefecture, its weather and its devices. */
export { DEMO_SEED, generatePack } from './pack/generate.ts';
export { demoKeys } from './process/keys.ts';
export { startCity } from './main.ts';
