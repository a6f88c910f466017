/**
 * The one text form of a dashboard: two-space JSON with keys in the order of its schema, one panel a line, so that
 * a change of one panel is a change of one line and a file saved by a screen equals a file saved by hand.
 */
import type { Dashboard, PlacedPanel } from '../dashboard.ts';

const panelText = ({ panel, topics, place, options }: PlacedPanel): string =>
  JSON.stringify({ panel, topics, place: placeInOrder(place), ...(options ? { options: sorted(options) } : {}) });

const PLACE_ORDER = ['from', 'x', 'right', 'y', 'width', 'height', 'span'];
const placeInOrder = (place: PlacedPanel['place']): Record<string, unknown> => {
  const fields = place as unknown as Record<string, unknown>;
  return Object.fromEntries(PLACE_ORDER.filter((key) => key in fields).map((key) => [key, fields[key]]));
};
const sorted = (fields: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1)));

export function canonicalText(d: Dashboard): string {
  const layouts = d.layouts.map(
    (l) =>
      `    {\n      "name": ${JSON.stringify(l.name)},\n      "minAspect": ${l.minAspect},\n      "panels": [\n${l.panels.map((p) => `        ${panelText(p)}`).join(',\n')}\n      ]\n    }`,
  );
  return (
    `{\n  "version": ${d.version},\n  "screen": ${JSON.stringify(d.screen)},\n  "names": ${JSON.stringify({ zh: d.names.zh, en: d.names.en })},\n  "theme": ${JSON.stringify(d.theme)},\n` +
    `  "grid": ${JSON.stringify({ columns: d.grid.columns, rows: d.grid.rows })},\n  "layouts": [\n${layouts.join(',\n')}\n  ]\n}\n`
  );
}
