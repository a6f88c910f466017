import type { Store } from '../platform/store/mod.ts';
import type { Round } from './round.ts';
import type { Finding } from './findings.ts';
import type { AuditKind } from './check.ts';

const ROUND_COLUMNS = [
  'at',
  'took',
  'hours',
  'days',
  'rolling',
  'cells',
  'rankings',
  'regions',
  'postponed',
  'suspects',
  'standing',
  'behind',
];
const FINDING_COLUMNS = [
  'opened',
  'kind',
  'subject',
  'station',
  'factor',
  'start',
  'field',
  'shown',
  'recomputed',
  'repairs',
  'closed',
  'version',
];
const STANDING = `SELECT toString(toUnixTimestamp64Milli(opened)) AS at, kind, subject, station, factor,
  toUnixTimestamp(start) AS begun, field, shown, recomputed, repairs, toString(version) AS version
  FROM audit_findings FINAL WHERE closed IS NULL ORDER BY opened DESC LIMIT 1000`;
const LAST_HOUR = `SELECT toString(sum(hours + days + rolling + cells + rankings + regions)) AS checked
  FROM audit_rounds WHERE at > now64(3) - INTERVAL 1 HOUR`;

/** A finding as `STANDING` reads it: 64-bit numbers as text, `begun` seconds UTC. */
interface StandingRow {
  readonly at: string;
  readonly kind: AuditKind;
  readonly subject: string;
  readonly station: number;
  readonly factor: number;
  readonly begun: number;
  readonly field: string;
  readonly shown: string;
  readonly recomputed: string;
  readonly repairs: number;
  readonly version: string;
}

/** A round with when it was. */
export interface RoundRecord {
  /** ms UTC. */
  readonly at: number;
  readonly took: number;
  readonly round: Round;
  readonly suspects: number;
  readonly standing: number;
  readonly behind: number;
}

/** The audit's own tables. Rounds and prints are written together once a minute, findings at once. */
export class Records {
  readonly #store: Store;
  #rounds: (number | string)[][] = [];
  #prints: (number | string)[][] = [];
  #version = 0;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Findings that stood when an earlier process ended, and the values of the last hour. */
  async load(): Promise<{ readonly standing: readonly Finding[]; readonly checked: number }> {
    const rows = await this.#store.rows<StandingRow>('history', STANDING);
    const [row] = await this.#store.rows<{ checked: string }>('history', LAST_HOUR);
    const [newest] = await this.#store.rows<{ version: string }>(
      'history',
      'SELECT toString(max(version)) AS version FROM audit_findings',
    );
    this.#version = Number(newest?.version ?? 0);
    return {
      standing: rows.map(({ at, begun, version: _version, ...rest }) =>
        Object.freeze({ ...rest, start: begun, opened: Number(at), closed: null }),
      ),
      checked: Number(row?.checked ?? 0),
    };
  }

  add({ at, took, round, suspects, standing, behind }: RoundRecord): void {
    const { checked, postponed, verified } = round;
    this.#rounds.push([
      at,
      Math.round(took),
      checked.hour,
      checked.day,
      checked.rolling,
      checked.cell,
      checked.ranking,
      checked.region,
      postponed,
      suspects,
      standing,
      behind,
    ]);
    for (const { span, start, stretch, print } of verified) this.#prints.push([span, start, stretch, print, at]);
  }

  async flush(): Promise<void> {
    const [rounds, prints] = [this.#rounds, this.#prints];
    this.#rounds = [];
    this.#prints = [];
    await this.#store.insert('audit_rounds', ROUND_COLUMNS, rounds);
    await this.#store.insert('audit_prints', ['span', 'start', 'stretch', 'print', 'at'], prints);
  }

  get waiting(): number {
    return this.#rounds.length;
  }

  async findings(findings: readonly Finding[]): Promise<void> {
    await this.#store.insert(
      'audit_findings',
      FINDING_COLUMNS,
      findings.map((f) => [
        f.opened,
        f.kind,
        f.subject,
        f.station,
        f.factor,
        f.start,
        f.field,
        f.shown,
        f.recomputed,
        f.repairs,
        f.closed,
        (this.#version += 1),
      ]),
    );
  }
}
