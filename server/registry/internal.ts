/** What only oracles, benches and tests of this room may reach for; nothing that is shipped imports it (kept by lint). */
export { smallPack } from './small-pack.ts';
