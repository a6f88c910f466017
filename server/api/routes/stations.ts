import { stationOperation, stationsOperation } from '../../../streams/contracts/api/stations.ts';
import { stationDetail, stationSummary } from '../answers/station.ts';
import type { Api } from '../api.ts';
import { asOf } from '../live-tables.ts';
import type { RouteContext } from '../route-context.ts';
import { serve } from '../serve.ts';
import { stationOr404 } from '../station-or-404.ts';

/** Stations with their present state, from the registry and the hub's memory. */
export async function stationRoutes(app: Api, { registry, hub }: RouteContext): Promise<void> {
  serve(app, stationsOperation, ({ query: { kind, county, q, limit, offset } }) => {
    const wanted = q?.toLowerCase();
    const found = [...registry.stations().values()].filter(
      (station) =>
        (kind === undefined || station.kind === kind) &&
        (county === undefined || station.county === county) &&
        (wanted === undefined ||
          [station.names.zh, station.names.en, station.device, String(station.id)].some((text) =>
            text.toLowerCase().includes(wanted),
          )),
    );
    return {
      total: found.length,
      asOf: asOf(hub, 'stations'),
      items: found.slice(offset, offset + limit).map((station) => stationSummary(hub, station)),
    };
  });
  serve(app, stationOperation, ({ params }) => stationDetail(hub, registry, stationOr404(registry, params.id)));
}
