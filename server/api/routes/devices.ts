import { Type } from '@sinclair/typebox';
import { STATION_KINDS, type StationKind } from '../../../streams/contracts/pack.ts';
import { loadQuery } from '../../platform/store/mod.ts';
import type { Rooms } from '../api-dependencies.ts';
import { DeviceId as Device } from './device-id.ts';
import { choice, closed, faults, Instant, Names, nullable, paging, Position, StationId, type Api } from '../schema.ts';

const KINDS = Object.keys(STATION_KINDS) as [StationKind, ...StationKind[]];
const Units = Type.Optional(
  Type.Record(Type.String({ pattern: '^[0-9A-Za-z-]{1,20}$' }), Type.String({ minLength: 1, maxLength: 20 }), {
    description: 'Factor code -> unit sent, where not canonical',
  }),
);
const Tolerance = Type.Optional(
  Type.Integer({ minimum: 0, maximum: 3, description: 'Bit 0: accept a wrong CRC; bit 1: accept a wrong length' }),
);

/** Devices: those the registry knows, those it does not yet, and how to register one. Registering opens what was kept. */
export async function deviceRoutes(app: Api, { context, registry, bound }: Rooms): Promise<void> {
  const unregistered = loadQuery('history/unregistered-devices');
  const undecipherable = loadQuery('history/undecipherable-devices');
  app.get(
    '/api/devices',
    {
      config: { access: 'viewer' },
      schema: {
        operationId: 'devices',
        summary:
          '设备列表 · registered devices, unknown ones whose frames are kept, or those with encrypted frames that no key opens',
        tags: ['devices'],
        querystring: closed({
          state: Type.Unsafe<'registered' | 'unregistered' | 'undecipherable'>({
            ...choice(['registered', 'unregistered', 'undecipherable']),
            default: 'registered',
          }),
          ...paging,
        }),
        response: {
          200: closed({
            total: Type.Integer(),
            items: Type.Array(
              closed({
                device: Type.String(),
                state: choice(['registered', 'unregistered', 'undecipherable']),
                station: nullable(StationId),
                st: Type.String(),
                tolerance: nullable(Type.Integer()),
                frames: nullable(
                  Type.Integer({
                    description: 'Frames kept of an unknown device, or encrypted ones that no key opens',
                  }),
                ),
                first: nullable(Instant),
                last: nullable(Instant),
                remote: nullable(Type.String()),
              }),
            ),
          }),
          ...faults,
        },
      },
    },
    async ({ query: { state, limit, offset }, ip }) => {
      if (state === 'registered') {
        const all = [...registry.devices().values()];
        return {
          total: all.length,
          items: all
            .slice(offset, offset + limit)
            .map(({ device, station, st, tolerance }) => ({
              device,
              state,
              station,
              st,
              tolerance,
              frames: null,
              first: null,
              last: null,
              remote: null,
            })),
        };
      }
      bound(ip);
      if (state === 'undecipherable') {
        const rows = await context.store.rows<{
          device: string;
          frames: string;
          first_ms: string;
          last_ms: string;
          total: string;
        }>('history', undecipherable, { limit, offset });
        return {
          total: Number(rows[0]?.total ?? 0),
          items: rows.map((row) => {
            const known = registry.byDevice(row.device);
            return {
              device: row.device,
              state,
              station: known?.station ?? null,
              st: known?.st ?? '',
              tolerance: known?.tolerance ?? null,
              frames: Number(row.frames),
              first: new Date(Number(row.first_ms)).toISOString(),
              last: new Date(Number(row.last_ms)).toISOString(),
              remote: null,
            };
          }),
        };
      }
      const rows = await context.store.rows<{
        device: string;
        frames: string;
        first_ms: string;
        last_ms: string;
        st: string;
        remote: string;
        total: string;
      }>('history', unregistered, { limit, offset });
      return {
        total: Number(rows[0]?.total ?? 0),
        items: rows.map((row) => ({
          device: row.device,
          state,
          station: null,
          st: row.st,
          tolerance: null,
          frames: Number(row.frames),
          first: new Date(Number(row.first_ms)).toISOString(),
          last: new Date(Number(row.last_ms)).toISOString(),
          remote: row.remote,
        })),
      };
    },
  );

  app.post(
    '/api/devices',
    {
      config: { access: 'operator' },
      schema: {
        operationId: 'registerDevice',
        summary: '登记设备 · attach a device to a station; its kept frames are opened',
        tags: ['devices'],
        body: closed({ device: Device, station: StationId, units: Units, tolerance: Tolerance }),
        response: { 201: closed({ device: Type.String(), station: StationId }), ...faults },
      },
    },
    async ({ body }, reply) => {
      await registry.registerDevice(body, context.clock.now());
      return reply.code(201).send({ device: body.device.toUpperCase(), station: body.station });
    },
  );

  app.patch(
    '/api/devices/:device',
    {
      config: { access: 'operator' },
      schema: {
        operationId: 'setTolerance',
        summary: '容错设置 · what is forgiven to a device; off by default, every frame taken so is logged and counted',
        tags: ['devices'],
        params: closed({ device: Device }),
        body: closed({
          tolerance: Type.Integer({
            minimum: 0,
            maximum: 3,
            description: 'Bit 0: accept a wrong CRC; bit 1: accept a wrong length',
          }),
        }),
        response: { 200: closed({ device: Type.String(), tolerance: Type.Integer() }), ...faults },
      },
    },
    async ({ params: { device }, body: { tolerance }, grant }) => {
      await registry.setTolerance(device, tolerance, context.clock.now());
      context.log.warn(
        { device: device.toUpperCase(), tolerance, by: grant.name },
        'the tolerance of a device was set',
      );
      return { device: device.toUpperCase(), tolerance };
    },
  );

  app.post(
    '/api/stations',
    {
      config: { access: 'operator' },
      schema: {
        operationId: 'registerStation',
        summary: "登记站点 · a new station with its device; the device's kept frames are opened",
        tags: ['stations'],
        body: closed({
          device: Device,
          kind: choice(KINDS),
          names: Names,
          position: Position,
          crs: Type.Optional(
            choice(
              ['wgs84', 'gcj02'],
              'What `position` is in: gcj02 where it was picked on a commercial map of China; converted once, here',
            ),
          ),
          st: Type.String({ pattern: '^[0-9A-Z]{2}$', description: 'HJ 212 system code' }),
          factors: Type.Array(Type.String({ maxLength: 20 }), { minItems: 1, maxItems: 100 }),
          period: Type.Integer({ minimum: 1, maximum: 86_400, description: 'Seconds between real-time frames' }),
          basis: choice(['rtd', 'minute', 'hour'], 'Which statistic its windows rest on'),
          isPublic: Type.Optional(Type.Boolean()),
          outlet: Type.Optional(choice(['stack', 'outfall'])),
          targetClass: Type.Optional(Type.Integer({ minimum: 1, maximum: 5 })),
          units: Units,
          tolerance: Tolerance,
        }),
        response: { 201: closed({ device: Type.String(), station: StationId }), ...faults },
      },
    },
    async ({ body }, reply) => {
      const { position, ...rest } = body;
      const station = await registry.registerStation(
        { ...rest, position: [position[0]!, position[1]!] },
        context.clock.now(),
      );
      return reply.code(201).send({ device: body.device.toUpperCase(), station });
    },
  );
}
