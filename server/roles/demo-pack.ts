import { DEMO_SEED, generatePack } from '../../streams/demo-city/mod.ts';
import type { CityPack } from '../../streams/contracts/pack.ts';
import type { Demo } from './demo-options.ts';

/** The demo city at its scale: the same for every process, from one seed. */
export const demoPack = ({ scale }: Demo): CityPack => generatePack(DEMO_SEED, scale);
export { DEMO_SEED };
