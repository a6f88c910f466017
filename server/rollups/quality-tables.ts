import { MARK_CODES, NEIGHBOUR_RADIUS, qualityRules } from '../standards/mod.ts';
import { MICRO } from '../../streams/contracts/reading.ts';
import { loadQuery, type Store } from '../platform/store/mod.ts';

const NEIGHBOURS = loadQuery('rollups/neighbours');
/** Grows when the thresholds of an edition are corrected; a new edition has rows of its own. */
const RULES_VERSION = 2;

const RULE_COLUMNS = [
  'kind',
  'factor',
  'begin',
  'end',
  'edition',
  'low',
  'high',
  'detection',
  'late',
  'ahead',
  'behind',
  'miss',
  'stuck',
  'stuck_single',
  'stuck_above',
  'spike',
  'step',
  'history',
  'spread',
  'whole',
  'whole_by',
  'whole_percent',
  'neighbours',
  'neighbours_from',
  'humidity',
  'invalidates',
  'version',
];

/** Writes the thresholds and the meaning of marks into the tables the jobs join. The same again changes nothing. */
export async function fillQualityTables(store: Store): Promise<void> {
  await store.insert(
    'quality_rules',
    RULE_COLUMNS,
    qualityRules().map((r) => [
      r.kind,
      r.factor,
      r.from,
      r.until,
      r.edition,
      r.low,
      r.high,
      r.detection,
      r.late,
      r.ahead,
      r.behind,
      r.miss,
      r.stuck,
      r.stuckSingle,
      r.stuckAbove,
      r.spike,
      r.step,
      r.history,
      r.spread,
      r.whole,
      r.wholeBy,
      r.wholePercent,
      r.neighbours,
      r.neighboursFrom,
      r.humidity,
      r.invalidates,
      RULES_VERSION,
    ]),
  );
  await store.insert(
    'mark_codes',
    ['code', 'excludes', 'stopped', 'device', 'version'],
    MARK_CODES.map((mark) => [
      mark.id,
      mark.excludes ? 1 : 0,
      mark.stopped ? 1 : 0,
      mark.device * MICRO,
      RULES_VERSION,
    ]),
  );
}

/**
 * Writes who is near whom by the registry of this version; what older versions said goes. @param version 0 in an empty
 * system
 */
export async function fillNeighbours(store: Store, version: number): Promise<void> {
  await store.command('history', 'TRUNCATE TABLE station_neighbours');
  for (const [kind, radius] of Object.entries(NEIGHBOUR_RADIUS))
    await store.command('history', NEIGHBOURS, { version, kind: Number(kind), radius });
}
