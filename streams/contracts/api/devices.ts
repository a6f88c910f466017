import { Type } from '@sinclair/typebox';
import { closed, choice, nullable, defaulted } from './schema.ts';
import { Names, Position, Instant, StationId, StationKindName, DeviceId, paging } from './common-schemas.ts';
import { operation } from './operation.ts';

const DEVICE_STATES = ['registered', 'unregistered', 'undecipherable'] as const;

const Units = Type.Optional(
  Type.Record(Type.String({ pattern: '^[0-9A-Za-z-]{1,20}$' }), Type.String({ minLength: 1, maxLength: 20 }), {
    description: 'Factor code -> unit sent, where not canonical',
  }),
);

const Tolerance = Type.Optional(
  Type.Integer({ minimum: 0, maximum: 3, description: 'Bit 0: accept a wrong CRC; bit 1: accept a wrong length' }),
);

export const devicesOperation = operation({
  id: 'devices',
  method: 'GET',
  path: '/api/devices',
  access: 'viewer',
  summary:
    '设备列表 · registered devices, unknown ones whose frames are kept, or those with encrypted frames that no key opens',
  tag: 'devices',
  query: closed({ state: defaulted(choice(DEVICE_STATES), 'registered'), ...paging }),
  status: 200,
  answer: closed({
    total: Type.Integer(),
    items: Type.Array(
      closed({
        device: Type.String(),
        state: choice(DEVICE_STATES),
        station: nullable(StationId),
        st: Type.String(),
        tolerance: nullable(Type.Integer()),
        frames: nullable(
          Type.Integer({ description: 'Frames kept of an unknown device, or encrypted ones that no key opens' }),
        ),
        first: nullable(Instant),
        last: nullable(Instant),
        remote: nullable(Type.String()),
      }),
    ),
  }),
});

export const registerDeviceOperation = operation({
  id: 'registerDevice',
  method: 'POST',
  path: '/api/devices',
  access: 'operator',
  summary: '登记设备 · attach a device to a station; its kept frames are opened',
  tag: 'devices',
  body: closed({ device: DeviceId, station: StationId, units: Units, tolerance: Tolerance }),
  status: 201,
  answer: closed({ device: Type.String(), station: StationId }),
});

export const setToleranceOperation = operation({
  id: 'setTolerance',
  method: 'PATCH',
  path: '/api/devices/:device',
  access: 'operator',
  summary: '容错设置 · what is forgiven to a device; off by default, every frame taken so is logged and counted',
  tag: 'devices',
  params: closed({ device: DeviceId }),
  body: closed({
    tolerance: Type.Integer({
      minimum: 0,
      maximum: 3,
      description: 'Bit 0: accept a wrong CRC; bit 1: accept a wrong length',
    }),
  }),
  status: 200,
  answer: closed({ device: Type.String(), tolerance: Type.Integer() }),
});

export const registerStationOperation = operation({
  id: 'registerStation',
  method: 'POST',
  path: '/api/stations',
  access: 'operator',
  summary: "登记站点 · a new station with its device; the device's kept frames are opened",
  tag: 'stations',
  body: closed({
    device: DeviceId,
    kind: StationKindName,
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
  status: 201,
  answer: closed({ device: Type.String(), station: StationId }),
});
