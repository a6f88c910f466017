import { EDITIONS } from '../standards/mod.ts';

/** The last second a DateTime holds: an edition without a successor. */
const FOR_EVER = 4_294_967_295;
const seconds = (ms: number): number => Math.floor(ms / 1000);

/** `[from, until)` in seconds UTC of an edition within its series; the first one also holds for what came before it. */
export function editionPeriod(edition: string): [from: number, until: number] {
  for (const series of Object.values(EDITIONS)) {
    const index = series.findIndex((entry) => entry.name === edition);
    const [own, next] = index < 0 ? [] : series.slice(index, index + 2);
    if (own !== undefined)
      return [index === 0 ? 0 : seconds(own.effectiveFrom), next ? seconds(next.effectiveFrom) : FOR_EVER];
  }
  throw new RangeError(`no edition ${edition}`);
}
