import { Type } from '@sinclair/typebox';
import { closed, defaulted } from './schema.ts';
import { Instant, InstantInput, DeviceId } from './common-schemas.ts';
import { operation } from './operation.ts';

export const deviceRecordsOperation = operation({
  id: 'deviceRecords',
  method: 'GET',
  path: '/api/devices/:device/records',
  access: 'viewer',
  summary: '设备记录 · device states, field information, power and condition codes as sent, newest first',
  tag: 'devices',
  params: closed({ device: DeviceId }),
  query: closed({
    cn: defaulted(Type.String({ pattern: '^(\\d{4})?$', description: 'Only this command' }), ''),
    from: Type.Optional(InstantInput),
    to: Type.Optional(InstantInput),
    limit: defaulted(Type.Integer({ minimum: 1, maximum: 500 }), 100),
  }),
  status: 200,
  answer: closed({
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
});

export const deviceResendsOperation = operation({
  id: 'deviceResends',
  method: 'GET',
  path: '/api/devices/:device/resends',
  access: 'viewer',
  summary: '补传记录 · frames a device marked as sent again (RF=1), and how many values differ from what came before',
  tag: 'devices',
  params: closed({ device: DeviceId }),
  query: closed({ limit: defaulted(Type.Integer({ minimum: 1, maximum: 200 }), 50) }),
  status: 200,
  answer: closed({
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
});
