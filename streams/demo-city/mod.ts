/** The demo city: a made-up prefecture, its weather and its devices. */
export { DEMO_SEED, generatePack } from './pack/generate.ts';
export { demoKeys } from './process/keys.ts';
export { readPack, writePack } from './pack/files.ts';
export { type Field, type Mean, openField, type Shown } from './field/field.ts';
export { type CityOptions, type RunningCity, startCity } from './main.ts';
