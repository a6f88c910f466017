import type { Api } from './api.ts';
import type { RouteContext } from './route-context.ts';
import { alarmRoutes } from './routes/alarms.ts';
import { auditRoutes } from './routes/audit.ts';
import { commandRoutes } from './routes/commands.ts';
import { dashboardRoutes } from './routes/dashboards.ts';
import { deviceKeyRoutes } from './routes/device-keys.ts';
import { deviceRecordRoutes } from './routes/device-records.ts';
import { deviceRoutes } from './routes/devices.ts';
import { explainRoutes } from './routes/explain.ts';
import { foldingFindingRoutes } from './routes/folding-findings.ts';
import { healthRoutes } from './routes/health.ts';
import { hotspotEvidenceRoutes } from './routes/hotspot-evidence.ts';
import { hotspotRoutes } from './routes/hotspots.ts';
import { loginRoutes } from './routes/login.ts';
import { markRoutes } from './routes/marks.ts';
import { pushRoutes } from './routes/push.ts';
import { qualityRoutes } from './routes/quality.ts';
import { rankingRoutes } from './routes/rankings.ts';
import { receiptRoutes } from './routes/receipts.ts';
import { referenceRoutes } from './routes/reference.ts';
import { regionRankingRoutes } from './routes/region-ranking.ts';
import { rejectRoutes } from './routes/rejects.ts';
import { replayRoutes } from './routes/replay.ts';
import { screenRoutes } from './routes/screens.ts';
import { sectionRoutes } from './routes/sections.ts';
import { seriesRoutes } from './routes/series.ts';
import { siteRoutes } from './routes/site.ts';
import { stationRoutes } from './routes/stations.ts';
import { tokenRoutes } from './routes/tokens.ts';
import { townshipHourRoutes } from './routes/township-hours.ts';
import { versionRoutes } from './routes/versions.ts';

type Routes = (app: Api, context: RouteContext) => Promise<void>;

/** Every module of routes, in the order of the reference. */
export const ALL_ROUTES: readonly Routes[] = [
  versionRoutes,
  qualityRoutes,
  markRoutes,
  siteRoutes,
  stationRoutes,
  seriesRoutes,
  replayRoutes,
  townshipHourRoutes,
  hotspotRoutes,
  hotspotEvidenceRoutes,
  rankingRoutes,
  regionRankingRoutes,
  sectionRoutes,
  foldingFindingRoutes,
  explainRoutes,
  alarmRoutes,
  rejectRoutes,
  pushRoutes,
  receiptRoutes,
  deviceRoutes,
  deviceKeyRoutes,
  commandRoutes,
  deviceRecordRoutes,
  dashboardRoutes,
  healthRoutes,
  auditRoutes,
  loginRoutes,
  tokenRoutes,
  referenceRoutes,
  screenRoutes,
];
