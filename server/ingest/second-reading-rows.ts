import { dateTime64, type Store } from '../platform/store/mod.ts';

/**
 * A stretch of FRAMES that has to be read a second time: a row of table `second_readings`. Sequences included at both
 * ends.
 */
export interface SecondReading {
  readonly id: string;
  /**
   * The stream came back shorter; the start follows no clean stop; parts of the store are broken; or such parts were
   * restored without frames.
   */
  readonly reason: 'stream' | 'start' | 'parts' | 'mended';
  /** Creation of the stream that the sequences are of. */
  readonly created: string;
  readonly from: number;
  readonly until: number;
  /** Last sequence whose rows are in again; 0 for none. */
  readonly reached: number;
  /** Its frames had been read before: its rejects were published then. */
  readonly wasRead: boolean;
  /** 'table/part' of the store that this is for. */
  readonly parts: readonly string[];
  readonly ended: boolean;
  /** ms UTC. */
  readonly noted: number;
}

interface Row {
  id: string;
  reason: SecondReading['reason'];
  created: string;
  first: string;
  last: string;
  reached: string;
  was_read: number;
  parts: string[];
  ended: number;
  noted: string;
}

/** All of them, the oldest first. */
export async function readSecondReadings(store: Store): Promise<SecondReading[]> {
  const rows = await store.rows<Row>(
    'write',
    `SELECT id, reason, created, toString(from_sequence) AS first, toString(until_sequence) AS last,
      toString(reached) AS reached, was_read, parts, ended, toString(toUnixTimestamp64Milli(noted)) AS noted
     FROM second_readings FINAL ORDER BY second_readings.noted, id`,
  );
  return rows.map(({ id, reason, created, first, last, reached, was_read: wasRead, parts, ended, noted }) => ({
    id,
    reason,
    created,
    from: Number(first),
    until: Number(last),
    reached: Number(reached),
    wasRead: wasRead === 1,
    parts,
    ended: ended === 1,
    noted: Number(noted),
  }));
}

/** What is further on counts, whatever the clock says: the version is the end, then how far it has come. */
export const writeSecondReading = (store: Store, row: SecondReading): Promise<void> =>
  store.insert(
    'second_readings',
    [
      'id',
      'reason',
      'created',
      'from_sequence',
      'until_sequence',
      'reached',
      'was_read',
      'parts',
      'ended',
      'noted',
      'version',
    ],
    [
      [
        row.id,
        row.reason,
        row.created,
        row.from,
        row.until,
        row.reached,
        row.wasRead ? 1 : 0,
        row.parts,
        row.ended ? 1 : 0,
        dateTime64(row.noted),
        (row.ended ? 2 ** 50 : 0) + row.reached,
      ],
    ],
  );
