import { hotspotsOperation, SHOWN_HOTSPOTS } from '../../../streams/contracts/api/hotspots.ts';
import { cellName } from '../../../streams/contracts/projection.ts';
import { cellAnalysis } from '../answers/cell-analysis.ts';
import { cellCentre } from '../answers/cell-centre.ts';
import type { Api } from '../api.ts';
import { factorOr400 } from '../factor-or-400.ts';
import { openHotspotGrids } from '../hotspot-grids.ts';
import type { RouteContext } from '../route-context.ts';
import { serve } from '../serve.ts';

/** `GET /api/hotspots`: the grid of the last tick; PM2.5 at 1 km from the hub's memory, others from the store. */
export async function hotspotRoutes(app: Api, routeContext: RouteContext): Promise<void> {
  const { registry, limitRate } = routeContext;
  const grids = openHotspotGrids(routeContext);
  serve(app, hotspotsOperation, async ({ query: { factor: code, size, hot, least }, ip }) => {
    const factor = factorOr400(code);
    const isShown = code === SHOWN_HOTSPOTS.factor && size === SHOWN_HOTSPOTS.size;
    if (!isShown) limitRate(ip);
    const grid = isShown ? await grids.shown() : await grids.other(factor, size);
    const cells = grid.cells
      .filter(
        ({ value, analysis }) =>
          (least === undefined || (value ?? -1) >= least) && (hot !== true || (analysis?.class ?? 0) >= 95),
      )
      .map(({ key, value, aqi, support, analysis }) => ({
        cell: cellName(key, size),
        centre: cellCentre(registry, key, size),
        value,
        aqi,
        support: support === 0 ? ('measured' as const) : ('interpolated' as const),
        ...cellAnalysis(analysis, factor.decimals + 1),
      }));
    return {
      factor: factor.code,
      size,
      unit: factor.unit,
      centralMeridian: registry.city?.centralMeridian ?? 105,
      asOf: grid.at,
      analysedAt: grid.analysedAt,
      total: cells.length,
      cells,
    };
  });
}
