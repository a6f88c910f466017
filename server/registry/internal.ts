/**
 * What only oracles, benches and tests of other rooms may import; nothing that is shipped does (kept by
 * dependency-cruiser).
 */
export { smallPack } from './small-pack.ts';
