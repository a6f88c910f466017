import { Type } from '@sinclair/typebox';
import { closed, choice, nullable, defaulted } from './schema.ts';
import { Instant, DeviceId } from './common-schemas.ts';
import { operation } from './operation.ts';
import { CommandRef } from './command-answer.ts';

const Fingerprint = Type.String({ pattern: '^[0-9a-f]{16}$', description: 'What is shown of a key' });

const Overlap = defaulted(
  Type.Integer({
    minimum: 0,
    maximum: 2160,
    description: 'Hours in which frames encrypted with the key before are still opened',
  }),
  168,
);

const KeyAnswer = closed({
  fingerprint: Type.String(),
  state: choice(['active', 'pending', 'ended'], 'pending: sent to the device, which has not confirmed it'),
  registered: Instant,
  until: nullable(Instant),
  by: Type.String(),
  how: Type.String(),
});

export const deviceKeysOperation = operation({
  id: 'deviceKeys',
  method: 'GET',
  path: '/api/devices/:device/keys',
  access: 'operator',
  summary: '设备密钥 · keys of a device by fingerprint, newest first',
  tag: 'devices',
  params: closed({ device: DeviceId }),
  status: 200,
  answer: closed({ items: Type.Array(KeyAnswer) }),
});

export const registerKeyOperation = operation({
  id: 'registerKey',
  method: 'POST',
  path: '/api/devices/:device/keys',
  access: 'admin',
  summary: "登记密钥 · registers a device's SM4 key; frames kept for want of it are opened",
  tag: 'devices',
  params: closed({ device: DeviceId }),
  body: closed({
    hex: Type.Optional(Type.String({ pattern: '^[0-9A-Fa-f]{32}$', description: 'The 16 bytes' })),
    text: Type.Optional(Type.String({ pattern: '^[\\x21-\\x7e]{16}$', description: 'Or 16 characters' })),
    overlapHours: Overlap,
  }),
  status: 201,
  answer: KeyAnswer,
});

export const rotateKeyOperation = operation({
  id: 'rotateKey',
  method: 'POST',
  path: '/api/devices/:device/keys/rotation',
  access: 'admin',
  summary: '更换密钥 · makes a new key and sends it to the device (CN 1014); the one before stays valid for a while',
  tag: 'devices',
  params: closed({ device: DeviceId }),
  status: 202,
  answer: CommandRef,
});

export const confirmKeyOperation = operation({
  id: 'confirmKey',
  method: 'POST',
  path: '/api/devices/:device/keys/:fingerprint/confirmation',
  access: 'admin',
  summary: '确认密钥 · the device uses this key although its answer was lost',
  tag: 'devices',
  params: closed({ device: DeviceId, fingerprint: Fingerprint }),
  status: 200,
  answer: KeyAnswer,
});

export const endKeyOperation = operation({
  id: 'endKey',
  method: 'DELETE',
  path: '/api/devices/:device/keys/:fingerprint',
  access: 'admin',
  summary: '停用密钥 · frames that come from now on are not opened with it',
  tag: 'devices',
  params: closed({ device: DeviceId, fingerprint: Fingerprint }),
  status: 200,
  answer: KeyAnswer,
});
