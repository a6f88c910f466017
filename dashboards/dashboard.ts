import type { TopicName } from '../streams/live/mod.ts';
import type { Names } from '../streams/contracts/pack.ts';

/** What a screen shows, as data: `dashboards/<screen>.json`, checked by `validate.ts`. */
export interface Dashboard {
  readonly version: 1;
  readonly screen: 'wall' | 'duty' | 'public';
  readonly names: Names;
  readonly theme: 'dark' | 'light';
  /** The design grid in units; the screen computes how many pixels a unit is. */
  readonly grid: { readonly columns: number; readonly rows: number };
  /** The widest layout whose `minAspect` the viewport reaches is shown. */
  readonly layouts: readonly Layout[];
}

export interface Layout {
  readonly name: string;
  /** Width over height from which this layout is chosen. */
  readonly minAspect: number;
  readonly panels: readonly PlacedPanel[];
}

export interface PlacedPanel {
  /** A name of `screen/panels/registry.ts`. */
  readonly panel: string;
  /** Topics that the panel reads; the screen subscribes to the union. */
  readonly topics: readonly TopicName[];
  readonly place: Place;
  readonly options?: Readonly<Record<string, string | number | boolean>>;
}

/** In units. `from` names the edge that `x` is measured from; `fill` takes the whole viewport. */
export type Place =
  | {
      readonly from: 'left' | 'right';
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
    }
  | { readonly from: 'both'; readonly x: number; readonly right: number; readonly y: number; readonly height: number }
  | { readonly from: 'fill' }
  | { readonly from: 'flow'; readonly span: 1 | 2 };

/** The layout for a viewport: the largest `minAspect` that it reaches. */
export function layoutFor(dashboard: Dashboard, width: number, height: number): Layout {
  const aspect = width / height;
  const fitting = dashboard.layouts.filter((l) => l.minAspect <= aspect).sort((a, b) => b.minAspect - a.minAspect);
  return (fitting[0] ?? dashboard.layouts[0]) as Layout;
}

export const topicsOf = (dashboard: Dashboard): TopicName[] => [
  ...new Set(dashboard.layouts.flatMap((l) => l.panels.flatMap((p) => p.topics))),
];

/**
 * A dashboard's JSON file as what it is. Its form is held against the schema by `dashboards/check`, in the tests and by
 * the server; the compiler knows only plain strings of it.
 */
export const dashboardOf = (file: object): Dashboard => file as Dashboard;
