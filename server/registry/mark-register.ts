import { MARK_STATE } from '../../streams/contracts/codes.ts';
import { randomUUID } from 'node:crypto';
import { GuanlanError } from '../../streams/contracts/errors.ts';
import type { Store } from '../platform/store/mod.ts';
import type { MarkAuthor, MarkQuestion, MarkStatement, MarkVersion } from './mark.ts';

interface MarkRow {
  readonly mark: string;
  readonly version: number;
  readonly station: number;
  readonly factor: number;
  readonly code: number;
  readonly begin: number;
  readonly end: number;
  readonly state: number;
  readonly reason: string;
  readonly who: string;
  readonly role: string;
  readonly ms: string;
  readonly total?: string;
}

const COLUMNS = `mark, version, station, factor, code, toUnixTimestamp(begin) AS begin, toUnixTimestamp(end) AS end,
  state, reason, who, role, toString(toUnixTimestamp64Milli(at)) AS ms`;
const HISTORY = `SELECT ${COLUMNS} FROM marks FINAL WHERE mark = {mark:String} ORDER BY version`;
const LATEST = `SELECT ${COLUMNS}, toString(count() OVER ()) AS total
  FROM (
    SELECT * FROM marks FINAL
    WHERE ({station:UInt32} = 0 OR station = {station:UInt32}) AND ({mark:String} = '' OR mark = {mark:String})
    ORDER BY version DESC LIMIT 1 BY mark
  ) AS m
  WHERE m.begin < toDateTime({to:UInt32}, 'UTC') AND m.end > toDateTime({from:UInt32}, 'UTC')
    AND ({withdrawn:UInt8} = 1 OR state = ${MARK_STATE.inForce})
  ORDER BY m.begin DESC, mark LIMIT {limit:UInt32} OFFSET {offset:UInt32}`;
const WRITTEN = [
  'mark',
  'version',
  'station',
  'factor',
  'code',
  'begin',
  'end',
  'state',
  'reason',
  'who',
  'role',
  'at',
];
const versionOf = ({ state, ms, total: _total, ...row }: MarkRow): MarkVersion => ({
  ...row,
  inForce: state === MARK_STATE.inForce,
  at: Number(ms),
});

/**
 * The register of marks 标记: append-only versions, one writer at a time. Nothing is changed or deleted; who, when and
 * why stay. The hours follow within seconds (server/rollups/marks.ts).
 */
export class MarkRegister {
  readonly #store: Store;
  #tail: Promise<unknown> = Promise.resolve();

  constructor(store: Store) {
    this.#store = store;
  }

  /** Writes a new mark. */
  enter(statement: MarkStatement, author: MarkAuthor): Promise<MarkVersion> {
    return this.#next(() => this.#write({ ...statement, ...author, mark: randomUUID(), version: 1, inForce: true }));
  }

  /**
   * A new version of a mark: another statement, or its withdrawal.
   * @param seen the version the author looked at; GL_MARK_MOVED where somebody was faster
   */
  revise(
    mark: string,
    seen: number,
    change: Partial<Pick<MarkStatement, 'begin' | 'end' | 'code' | 'factor'>> & {
      readonly reason: string;
      readonly inForce: boolean;
    },
    author: MarkAuthor,
  ): Promise<MarkVersion> {
    return this.#next(async () => {
      const newest = (await this.history(mark)).at(-1);
      if (newest === undefined) throw new GuanlanError('GL_NOT_FOUND', `mark ${mark}`);
      if (newest.version !== seen || !newest.inForce)
        throw new GuanlanError('GL_MARK_MOVED', `version ${newest.version}${newest.inForce ? '' : ', withdrawn'}`);
      const next = { ...newest, ...change, ...author, version: newest.version + 1 };
      if (next.end <= next.begin) throw new GuanlanError('GL_BAD_REQUEST', 'body/end is not after begin');
      return this.#write(next);
    });
  }

  /** Every version of one mark, oldest first. */
  async history(mark: string): Promise<MarkVersion[]> {
    return (await this.#store.rows<MarkRow>('history', HISTORY, { mark })).map(versionOf);
  }

  /** The latest version of each mark asked for, newest begin first, and how many there are. */
  async list({
    station = 0,
    mark = '',
    from,
    to,
    withdrawn,
    limit,
    offset,
  }: MarkQuestion): Promise<{ total: number; marks: MarkVersion[] }> {
    const rows = await this.#store.rows<MarkRow>('history', LATEST, {
      station,
      mark,
      from,
      to,
      withdrawn: withdrawn ? 1 : 0,
      limit,
      offset,
    });
    return { total: Number(rows[0]?.total ?? 0), marks: rows.map(versionOf) };
  }

  async #write(version: MarkVersion): Promise<MarkVersion> {
    await this.#store.insert('marks', WRITTEN, [
      [
        version.mark,
        version.version,
        version.station,
        version.factor,
        version.code,
        version.begin,
        version.end,
        version.inForce ? MARK_STATE.inForce : MARK_STATE.withdrawn,
        version.reason,
        version.who,
        version.role,
        new Date(version.at).toISOString().slice(0, 23).replace('T', ' '),
      ],
    ]);
    return version;
  }

  #next<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#tail.then(work);
    this.#tail = result.catch(() => undefined);
    return result;
  }
}
