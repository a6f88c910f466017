/**
 * The one text form of a dashboard: two-space JSON with keys in the order of its schema, one panel a line, so that
 * a change of one panel is a change of one line and a file saved by a screen equals a file saved by hand.
 */
import type { Dashboard, Layout, PlacedPanel } from '../dashboard.ts';

const panelText = ({ panel, topics, place, options }: PlacedPanel): string =>
  JSON.stringify({ panel, topics, place: placeInOrder(place), ...(options ? { options: sorted(options) } : {}) });

const PLACE_ORDER = ['from', 'x', 'right', 'y', 'width', 'height', 'span'];
const placeInOrder = (place: PlacedPanel['place']): Record<string, unknown> => {
  const fields = new Map<string, unknown>(Object.entries(place));
  return Object.fromEntries(PLACE_ORDER.filter((key) => fields.has(key)).map((key) => [key, fields.get(key)]));
};
const sorted = (fields: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1)));

const layoutText = ({ name, minAspect, panels }: Layout): string =>
  [
    '    {',
    `      "name": ${JSON.stringify(name)},`,
    `      "minAspect": ${minAspect},`,
    '      "panels": [',
    panels.map((panel) => `        ${panelText(panel)}`).join(',\n'),
    '      ]',
    '    }',
  ].join('\n');

export const canonicalText = ({ version, screen, names, theme, grid, layouts }: Dashboard): string =>
  [
    '{',
    `  "version": ${version},`,
    `  "screen": ${JSON.stringify(screen)},`,
    `  "names": ${JSON.stringify({ zh: names.zh, en: names.en })},`,
    `  "theme": ${JSON.stringify(theme)},`,
    `  "grid": ${JSON.stringify({ columns: grid.columns, rows: grid.rows })},`,
    '  "layouts": [',
    layouts.map(layoutText).join(',\n'),
    '  ]',
    '}',
    '',
  ].join('\n');
