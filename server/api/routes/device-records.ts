import { deviceRecordsOperation, deviceResendsOperation } from '../../../streams/contracts/api/device-records.ts';
import { loadQuery } from '../../platform/store/mod.ts';
import type { Api } from '../api.ts';
import { iso } from '../instants.ts';
import type { RouteContext } from '../route-context.ts';
import { serve } from '../serve.ts';

const DAY = 86_400_000;
/** Seconds as the store's columns hold them. */
const storedSeconds = (ms: number): number => Math.max(0, Math.min(4_294_967_295, Math.floor(ms / 1000)));

interface StoredRecord {
  readonly cn: string;
  readonly seconds: number;
  readonly code: string;
  readonly suffix: string;
  readonly text: string;
  readonly flag: string;
  readonly received_ms: string;
  readonly ordinal: string;
}
interface StoredResend {
  readonly ordinal: string;
  readonly received_ms: string;
  readonly qn: string;
  readonly cn: string;
  readonly first_seconds: number;
  readonly last_seconds: number;
  readonly readings: number;
  readonly differing: number;
}

/** What a device sent beside its readings: records kept as text, and frames it sent again. */
export async function deviceRecordRoutes(app: Api, { context, limitRate }: RouteContext): Promise<void> {
  const { store, clock } = context;
  const records = loadQuery('history/device-records');
  const resends = loadQuery('history/resends');

  serve(app, deviceRecordsOperation, async ({ params: { device }, query: { cn, from, to, limit }, ip }) => {
    limitRate(ip);
    const until = to === undefined ? clock.now() + DAY : Date.parse(to);
    const rows = await store.rows<StoredRecord>('history', records, {
      device: device.toUpperCase(),
      cn,
      from: storedSeconds(from === undefined ? until - 31 * DAY : Date.parse(from)),
      to: storedSeconds(until),
      limit,
    });
    return {
      items: rows.map(({ seconds, received_ms: received, ordinal, cn: command, code, suffix, text, flag }) => ({
        cn: command,
        time: iso(seconds * 1000),
        code,
        suffix,
        text,
        flag,
        received: iso(Number(received)),
        frame: Number(ordinal),
      })),
    };
  });

  serve(app, deviceResendsOperation, async ({ params: { device }, query: { limit }, ip }) => {
    limitRate(ip);
    const rows = await store.rows<StoredResend>('history', resends, { device: device.toUpperCase(), limit });
    return {
      items: rows.map((row) => ({
        frame: Number(row.ordinal),
        received: iso(Number(row.received_ms)),
        qn: row.qn,
        cn: row.cn,
        first: iso(row.first_seconds * 1000),
        last: iso(row.last_seconds * 1000),
        readings: row.readings,
        differing: row.differing,
      })),
    };
  });
}
