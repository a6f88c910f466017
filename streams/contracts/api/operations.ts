import { alarmsOperation, alarmOperation, actOnAlarmOperation } from './alarms.ts';
import { auditOperation } from './audit.ts';
import { commandOperation, commandsOperation, commandStateOperation } from './commands.ts';
import { dashboardsOperation, dashboardOperation } from './dashboards.ts';
import {
  deviceKeysOperation,
  registerKeyOperation,
  rotateKeyOperation,
  confirmKeyOperation,
  endKeyOperation,
} from './device-keys.ts';
import { deviceRecordsOperation, deviceResendsOperation } from './device-records.ts';
import {
  devicesOperation,
  registerDeviceOperation,
  setToleranceOperation,
  registerStationOperation,
} from './devices.ts';
import { explainOperation, publicExplainOperation } from './explain.ts';
import { aliveOperation, readyOperation, metricsOperation } from './health.ts';
import { hotspotOperation } from './hotspot-evidence.ts';
import { hotspotsOperation } from './hotspots.ts';
import { enterMarkOperation, marksOperation, markHistoryOperation, reviseMarkOperation } from './marks.ts';
import { pushReadingsOperation, receiptOperation } from './push.ts';
import { qualityOperation } from './quality.ts';
import { exceedanceRankingOperation, exceedanceLeftOutOperation } from './rankings.ts';
import { regionRankingOperation } from './region-ranking.ts';
import { rejectsOperation } from './rejects.ts';
import { replayRangeOperation, replayOperation } from './replay.ts';
import { waterSectionsOperation, foldingFindingsOperation } from './sections.ts';
import { seriesOperation } from './series.ts';
import { cityOperation, publicCityOperation } from './site.ts';
import { stationsOperation, stationOperation } from './stations.ts';
import { tokensOperation, issueTokenOperation, revokeTokenOperation } from './tokens.ts';
import { townshipHoursOperation } from './township-hours.ts';
import { versionsOperation } from './versions.ts';
import type { AnswerOf, ParamsOf, SentBodyOf, SentQueryOf } from './operation.ts';

/** Every operation of the HTTP API by its id. Screens import the types below only: no schema is in their bundle. */
export const OPERATIONS = Object.freeze({
  alarms: alarmsOperation,
  alarm: alarmOperation,
  actOnAlarm: actOnAlarmOperation,
  audit: auditOperation,
  command: commandOperation,
  commands: commandsOperation,
  commandState: commandStateOperation,
  dashboards: dashboardsOperation,
  dashboard: dashboardOperation,
  deviceKeys: deviceKeysOperation,
  registerKey: registerKeyOperation,
  rotateKey: rotateKeyOperation,
  confirmKey: confirmKeyOperation,
  endKey: endKeyOperation,
  deviceRecords: deviceRecordsOperation,
  deviceResends: deviceResendsOperation,
  devices: devicesOperation,
  registerDevice: registerDeviceOperation,
  setTolerance: setToleranceOperation,
  registerStation: registerStationOperation,
  explain: explainOperation,
  publicExplain: publicExplainOperation,
  alive: aliveOperation,
  ready: readyOperation,
  metrics: metricsOperation,
  hotspot: hotspotOperation,
  hotspots: hotspotsOperation,
  enterMark: enterMarkOperation,
  marks: marksOperation,
  markHistory: markHistoryOperation,
  reviseMark: reviseMarkOperation,
  pushReadings: pushReadingsOperation,
  receipt: receiptOperation,
  quality: qualityOperation,
  exceedanceRanking: exceedanceRankingOperation,
  exceedanceLeftOut: exceedanceLeftOutOperation,
  regionRanking: regionRankingOperation,
  rejects: rejectsOperation,
  replayRange: replayRangeOperation,
  replay: replayOperation,
  waterSections: waterSectionsOperation,
  foldingFindings: foldingFindingsOperation,
  series: seriesOperation,
  city: cityOperation,
  publicCity: publicCityOperation,
  stations: stationsOperation,
  station: stationOperation,
  tokens: tokensOperation,
  issueToken: issueTokenOperation,
  revokeToken: revokeTokenOperation,
  townshipHours: townshipHoursOperation,
  versions: versionsOperation,
});
type Operations = typeof OPERATIONS;
export type OperationId = keyof Operations;

/** The body of success of an operation. */
export type ApiAnswer<Id extends OperationId> = AnswerOf<Operations[Id]>;
/** Path parameters of an operation. */
export type ApiParams<Id extends OperationId> = ParamsOf<Operations[Id]>;
/** Query parameters of an operation, as they are sent. */
export type ApiQuery<Id extends OperationId> = SentQueryOf<Operations[Id]>;
/** Body of an operation, as it is sent. */
export type ApiBody<Id extends OperationId> = SentBodyOf<Operations[Id]>;
