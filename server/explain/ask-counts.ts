import { loadQuery } from '../platform/store/mod.ts';
import { ExplainBounds } from './bounds.ts';
import { type AskRows, whole } from './raw-row.ts';

const QUERIES = Object.freeze({
  sections: loadQuery('history/explain-sections'),
  townshipHours: loadQuery('history/township-hours'),
  findings: loadQuery('history/quality'),
  unknownDevices: loadQuery('history/unregistered-devices'),
});

/** A water section with a sample; `sampled` seconds UTC. */
interface SectionRow {
  readonly station: number;
  readonly class: number;
  readonly sampled: number;
  readonly items: number;
}
/** Valid hour values of a township's air stations, millionths. */
interface TownshipHour {
  readonly township: number;
  readonly values: readonly number[];
}
/** A finding of quality control; `start` seconds UTC. */
interface FindingRow {
  readonly station: number;
  readonly factor: number;
  readonly start: number;
  readonly code: number;
  readonly invalidates: boolean;
}
/** A device that is in no registry; ms UTC. */
interface UnknownDeviceRow {
  readonly device: string;
  readonly st: string;
  readonly frames: number;
  readonly first: number;
  readonly last: number;
  readonly remote: string;
}

/** Queries behind explained counts: sections, townships, findings of quality control, unknown devices. */
export interface CountAsk {
  /** Water sections with a sample since then, the worst class first. */
  sections(since: number, now: number): Promise<readonly SectionRow[]>;
  townshipHour(start: number, factor: number): Promise<readonly TownshipHour[]>;
  /** Findings of quality control on the hours from then on, without those of some codes. */
  findings(from: number, until: number, without: readonly number[]): Promise<readonly FindingRow[]>;
  unknownDevices(
    offset: number,
    most: number,
  ): Promise<{ readonly total: number; readonly rows: readonly UnknownDeviceRow[] }>;
}

/** Every finding of any station, factor and code. */
const ANY_FINDING = { station: 0, factor: 0, code: 0, invalidating: 0, offset: 0 };

export function openCountAsk(
  rows: AskRows,
  lists: <T extends object>(sql: string, given: Record<string, unknown>) => Promise<T[]>,
) {
  return {
    sections: async (since, now) =>
      (await rows(QUERIES.sections, { since, now })).map((r) => ({
        station: whole(r['station']),
        class: whole(r['class']),
        sampled: whole(r['sampled']),
        items: whole(r['items']),
      })),
    townshipHour: async (start, factor) =>
      (
        await lists<{ township: number; values: readonly string[] }>(QUERIES.townshipHours, { hours: [start], factor })
      ).map(({ township, values }) => ({ township, values: values.map(Number) })),
    findings: async (from, until, without) =>
      (await rows(QUERIES.findings, { ...ANY_FINDING, from, to: until, without, limit: ExplainBounds.mostRows })).map(
        (r) => ({
          station: whole(r['station']),
          factor: whole(r['factor']),
          start: whole(r['t']),
          code: whole(r['code']),
          invalidates: whole(r['invalidates']) === 1,
        }),
      ),
    unknownDevices: async (offset, limit) => {
      const found = await rows(QUERIES.unknownDevices, { offset, limit });
      return {
        total: whole(found[0]?.['total']),
        rows: found.map((r) => ({
          device: String(r['device']),
          st: String(r['st']),
          frames: whole(r['frames']),
          first: whole(r['first_ms']),
          last: whole(r['last_ms']),
          remote: String(r['remote']),
        })),
      };
    },
  } satisfies CountAsk;
}
