import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { TOPICS } from '../../streams/live/mod.ts';
import type { Dashboard } from '../dashboard.ts';

const schema = JSON.parse(readFileSync(new URL('schema.json', import.meta.url), 'utf8')) as object;
const check = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true }).compile<Dashboard>(schema);

/**
 * What is wrong with a dashboard, as plain sentences; empty when nothing is. Besides the schema: topics exist, a public
 * screen reads public topics only, no panel leaves the grid, a layout holds each panel once.
 */
export function faultsOf(candidate: unknown): string[] {
  if (!check(candidate)) return (check.errors ?? []).map((e) => `${e.instancePath || '/'} ${e.message ?? ''}`.trim());
  const faults: string[] = [];
  for (const layout of candidate.layouts) {
    const seen = new Set<string>();
    for (const { panel, topics, place } of layout.panels) {
      const where = `${layout.name}/${panel}`;
      if (seen.has(panel)) faults.push(`${where} is placed twice`);
      seen.add(panel);
      for (const topic of topics) {
        const known = TOPICS[topic] as (typeof TOPICS)[keyof typeof TOPICS] | undefined;
        if (!known) faults.push(`${where} reads ${topic}, which is no topic`);
        else if (candidate.screen === 'public' && !known.isPublic)
          faults.push(`${where} reads ${topic}, which is not public`);
      }
      if (place.from === 'left' || place.from === 'right') {
        if (layout.minAspect <= 16 / 9 && place.x + place.width > candidate.grid.columns)
          faults.push(`${where} leaves the grid at the side`);
      }
      if ('y' in place && place.y + place.height > candidate.grid.rows)
        faults.push(`${where} leaves the grid at the bottom`);
    }
  }
  return faults;
}

/** A dashboard file, read and checked. Throws with all its faults. */
export function readDashboard(name: Dashboard['screen']): Dashboard {
  const candidate = JSON.parse(readFileSync(new URL(`../${name}.json`, import.meta.url), 'utf8')) as unknown;
  const faults = faultsOf(candidate);
  if (faults.length > 0) throw new Error(`dashboards/${name}.json: ${faults.join('; ')}`);
  return candidate as Dashboard;
}
