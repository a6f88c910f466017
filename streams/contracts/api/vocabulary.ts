import { AQI_FACTORS, factorById } from '../factors.ts';
import { STATION_KINDS, type StationKind } from '../pack.ts';
import { STATISTICS, type Statistic } from '../reading.ts';

/**
 * Words of requests and answers. The modules of the server have their own lists, with what belongs to each word;
 * `server/api/vocabulary.test.ts` holds the two together.
 */
export const STATION_KIND_NAMES = Object.keys(STATION_KINDS) as StationKind[];
export const STATISTIC_NAMES = Object.keys(STATISTICS) as Statistic[];
/** HJ 212 codes of the six factors of the AQI. */
export const AQI_FACTOR_CODES: readonly string[] = AQI_FACTORS.flatMap((id) => factorById(id)?.code ?? []);

export const ROLES = ['viewer', 'operator', 'admin', 'partner'] as const;

export const ALARM_STATE_NAMES = ['raised', 'confirmed', 'rejected', 'closed'] as const;
export const ALARM_STEPS = [
  'raised',
  'confirmed',
  'rejected',
  'worsened',
  'cleared',
  'recurred',
  'escalated',
  'closed',
] as const;
export const OPERATOR_ALARM_STEPS = ['confirmed', 'rejected', 'closed'] as const;
/** Longest note on an alarm, characters. */
export const ALARM_NOTE_LIMIT = 1000;

export const AUDITED_KINDS = ['hour', 'day', 'rolling', 'cell', 'ranking', 'region'] as const;

export const COMMAND_KIND_NAMES = [
  'time',
  'realtime_interval',
  'minute_interval',
  'call_realtime',
  'call_minutes',
  'call_hours',
  'call_days',
  'key',
] as const;
export const COMMAND_STATES = [
  'asked',
  'sent',
  'accepted',
  'refused',
  'executing',
  'done',
  'failed',
  'timed_out',
  'offline',
] as const;
/** How long a command may wait for a device that is not connected, seconds. */
export const COMMAND_WAIT_SECONDS = Object.freeze({ least: 5, most: 3600 });

/** Side of a cell of the hotspot grid, metres. */
export const HOTSPOT_CELL_SIZES = [500, 1000, 3000] as const;
export const EMERGING_HOTSPOT_KINDS = [
  'none',
  'new',
  'consecutive',
  'intensifying',
  'persistent',
  'diminishing',
  'sporadic',
] as const;

/** Codes of working condition and monitoring anomaly (MEE announcement 2022 no. 21). */
export const MARK_CODE_NAMES: readonly string[] = [
  'stopped',
  'starting',
  'stopping',
  'supplying',
  'disconnected',
  'plant_fault',
  'accident',
  'drying',
  'cooling',
  'calibration',
  'maintenance',
  'analyser_fault',
  'communication',
  'missing',
];

export const QUALITY_CODE_NAMES = [
  'QC_RANGE',
  'QC_NEG',
  'QC_STUCK',
  'QC_SPIKE',
  'QC_STEP',
  'QC_INV',
  'QC_NEIGH',
  'QC_MISS',
  'QC_LATE',
  'QC_CLOCK',
  'QC_FLAG',
  'QC_RH',
  'QC_MARK',
  'MARK_CONTRADICTED',
] as const;

/** Inputs listed in an explanation. */
export const EXPLAINED_INPUTS = Object.freeze({ usual: 24, most: 100 });
