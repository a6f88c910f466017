import { Type } from '@sinclair/typebox';
import { loadQuery } from '../../platform/store/mod.ts';
import type { Rooms } from '../api-dependencies.ts';
import { closed, faults, Instant, InstantInput, type Api } from '../schema.ts';
import { DeviceId } from './device-id.ts';

const DAY = 86_400_000;
const seconds = (ms: number): number => Math.max(0, Math.min(4_294_967_295, Math.floor(ms / 1000)));

/** What a device sent beside its readings: records kept as text, and frames it sent again. */
export async function deviceRecordRoutes(app: Api, { context, bound }: Rooms): Promise<void> {
  const { store, clock } = context;
  const records = loadQuery('history/device-records');
  const resends = loadQuery('history/resends');

  app.get(
    '/api/devices/:device/records',
    {
      config: { access: 'viewer' },
      schema: {
        operationId: 'deviceRecords',
        summary: '设备记录 · device states, field information, power and condition codes as sent, newest first',
        tags: ['devices'],
        params: closed({ device: DeviceId }),
        querystring: closed({
          cn: Type.String({ pattern: '^(\\d{4})?$', default: '', description: 'Only this command' }),
          from: Type.Optional(InstantInput),
          to: Type.Optional(InstantInput),
          limit: Type.Integer({ minimum: 1, maximum: 500, default: 100 }),
        }),
        response: {
          200: closed({
            items: Type.Array(
              closed({
                cn: Type.String(),
                time: Instant,
                code: Type.String(),
                suffix: Type.String(),
                text: Type.String(),
                flag: Type.String(),
                received: Instant,
                frame: Type.Integer(),
              }),
            ),
          }),
          ...faults,
        },
      },
    },
    async ({ params: { device }, query: { cn, from, to, limit }, ip }) => {
      bound(ip);
      const until = to === undefined ? clock.now() + DAY : Date.parse(to);
      const rows = await store.rows<{
        cn: string;
        seconds: number;
        code: string;
        suffix: string;
        text: string;
        flag: string;
        received_ms: string;
        ordinal: string;
      }>('history', records, {
        device: device.toUpperCase(),
        cn,
        from: seconds(from === undefined ? until - 31 * DAY : Date.parse(from)),
        to: seconds(until),
        limit,
      });
      return {
        items: rows.map((row) => ({
          cn: row.cn,
          time: new Date(row.seconds * 1000).toISOString(),
          code: row.code,
          suffix: row.suffix,
          text: row.text,
          flag: row.flag,
          received: new Date(Number(row.received_ms)).toISOString(),
          frame: Number(row.ordinal),
        })),
      };
    },
  );

  app.get(
    '/api/devices/:device/resends',
    {
      config: { access: 'viewer' },
      schema: {
        operationId: 'deviceResends',
        summary:
          '补传记录 · frames a device marked as sent again (RF=1), and how many values differ from what came before',
        tags: ['devices'],
        params: closed({ device: DeviceId }),
        querystring: closed({ limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }) }),
        response: {
          200: closed({
            items: Type.Array(
              closed({
                frame: Type.Integer(),
                received: Instant,
                qn: Type.String(),
                cn: Type.String(),
                first: Instant,
                last: Instant,
                readings: Type.Integer(),
                differing: Type.Integer(),
              }),
            ),
          }),
          ...faults,
        },
      },
    },
    async ({ params: { device }, query: { limit }, ip }) => {
      bound(ip);
      const rows = await store.rows<{
        ordinal: string;
        received_ms: string;
        qn: string;
        cn: string;
        first_seconds: number;
        last_seconds: number;
        readings: number;
        differing: number;
      }>('history', resends, { device: device.toUpperCase(), limit });
      return {
        items: rows.map((row) => ({
          frame: Number(row.ordinal),
          received: new Date(Number(row.received_ms)).toISOString(),
          qn: row.qn,
          cn: row.cn,
          first: new Date(row.first_seconds * 1000).toISOString(),
          last: new Date(row.last_seconds * 1000).toISOString(),
          readings: row.readings,
          differing: row.differing,
        })),
      };
    },
  );
}
