import { defineAsyncComponent, type Component } from 'vue';

/** Every panel by the name that dashboards use. A new panel is one file and one line here. */
const PANELS: Readonly<Record<string, () => Promise<{ default: Component }>>> = {
  map: () => import('./map/map.vue'),
  'map-key': () => import('./map-key.vue'),
  'air-now': () => import('./air-now.vue'),
  pollutants: () => import('./pollutants.vue'),
  clock: () => import('./clock.vue'),
  counties: () => import('./counties.vue'),
  hours: () => import('./hours.vue'),
  'good-days': () => import('./good-days.vue'),
  exceedances: () => import('./exceedances.vue'),
  rivers: () => import('./rivers.vue'),
  devices: () => import('./devices.vue'),
  alarms: () => import('./alarms.vue'),
  replay: () => import('./replay/replay.vue'),
  'alarm-counts': () => import('./alarm-counts.vue'),
  townships: () => import('./townships.vue'),
  'field-hours': () => import('./field-hours.vue'),
  sources: () => import('./sources.vue'),
  'closed-loop': () => import('./closed-loop.vue'),
  treatment: () => import('./treatment.vue'),
  'duty-bar': () => import('./duty-bar.vue'),
  'duty-list': () => import('./duty-list/duty-list.vue'),
  'duty-map': () => import('./duty-map.vue'),
  'duty-evidence': () => import('./duty-evidence/duty-evidence.vue'),
  'duty-load': () => import('./duty-load.vue'),
  'duty-keys': () => import('./duty-keys.vue'),
  'duty-audit': () => import('./duty-audit.vue'),
  'public-air': () => import('./public-air.vue'),
  'public-advice': () => import('./public-advice.vue'),
  'public-hours': () => import('./public-hours.vue'),
  'public-near': () => import('./public-near.vue'),
  'public-districts': () => import('./public-districts.vue'),
  'public-rivers': () => import('./public-rivers.vue'),
  'public-notice': () => import('./public-notice.vue'),
};

export const PANEL_NAMES = Object.freeze(Object.keys(PANELS));
const opened = new Map<string, Component>();

/** The panel's code. Throws on a name that is not registered; rejects where the code cannot be fetched. */
export async function loadPanel(name: string): Promise<Component> {
  const load = PANELS[name];
  if (!load) throw new RangeError(`no panel is called ${name}`);
  return (await load()).default;
}

/**
 * A panel whose code could not be fetched is fetched again, ms at most: the server may be starting, and nobody stands
 * by to reload a wall.
 */
const FETCH_AGAIN = 5000;

/** The component of a panel, one for life. Throws on a name that is not registered. */
export function panelOf(name: string): Component {
  if (!Object.hasOwn(PANELS, name)) throw new RangeError(`no panel is called ${name}`);
  const known =
    opened.get(name) ??
    defineAsyncComponent({
      loader: () => loadPanel(name),
      onError: (_error, again, _fail, attempts) => {
        setTimeout(again, Math.min(FETCH_AGAIN, 250 * attempts));
      },
    });
  opened.set(name, known);
  return known;
}
