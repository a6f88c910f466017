import { randomInt } from 'node:crypto';
import { Type } from '@sinclair/typebox';
import { GuanlanError } from '../../../streams/contracts/errors.ts';
import type { Rooms } from '../api-dependencies.ts';
import { choice, closed, faults, Instant, nullable, type Api } from '../schema.ts';
import { shownCommand } from './command-answer.ts';
import { DeviceId } from './device-id.ts';
import type { DeviceKey } from '../../device-keys/mod.ts';

const HOUR = 3_600_000;
const Fingerprint = Type.String({ pattern: '^[0-9a-f]{16}$', description: 'What is shown of a key' });
const Overlap = Type.Optional(
  Type.Integer({
    minimum: 0,
    maximum: 2160,
    default: 168,
    description: 'Hours in which frames encrypted with the key before are still opened',
  }),
);
const KeyAnswer = closed({
  fingerprint: Type.String(),
  state: choice(['active', 'pending', 'ended'], 'pending: sent to the device, which has not confirmed it'),
  registered: Instant,
  until: nullable(Instant),
  by: Type.String(),
  how: Type.String(),
});
const shown = ({ fingerprint, state, registered, until, by, how }: DeviceKey) => ({
  fingerprint,
  state,
  registered: new Date(registered).toISOString(),
  until: until === null ? null : new Date(until).toISOString(),
  by,
  how,
});

const LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** Sixteen letters and digits, as the standard's own example writes a key: 95 bits. */
const newKeyText = (): string => Array.from({ length: 16 }, () => LETTERS[randomInt(LETTERS.length)]).join('');

/** SM4 keys of devices. A key goes in and never comes out: answers and logs hold fingerprints. */
export async function deviceKeyRoutes(app: Api, { context, keys, commands }: Rooms): Promise<void> {
  const { clock, log } = context;
  const audit = (what: string, device: string, fingerprint: string, by: string): void =>
    log.warn({ device: device.toUpperCase(), fingerprint, by }, what);

  app.get(
    '/api/devices/:device/keys',
    {
      config: { access: 'operator' },
      schema: {
        operationId: 'deviceKeys',
        summary: '设备密钥 · keys of a device by fingerprint, newest first',
        tags: ['devices'],
        params: closed({ device: DeviceId }),
        response: { 200: closed({ items: Type.Array(KeyAnswer) }), ...faults },
      },
    },
    async ({ params: { device } }) => ({ items: keys.list(device).map(shown) }),
  );

  app.post(
    '/api/devices/:device/keys',
    {
      config: { access: 'admin' },
      schema: {
        operationId: 'registerKey',
        summary: "登记密钥 · registers a device's SM4 key; frames kept for want of it are opened",
        tags: ['devices'],
        params: closed({ device: DeviceId }),
        body: closed({
          hex: Type.Optional(Type.String({ pattern: '^[0-9A-Fa-f]{32}$', description: 'The 16 bytes' })),
          text: Type.Optional(Type.String({ pattern: '^[\\x21-\\x7e]{16}$', description: 'Or 16 characters' })),
          overlapHours: Overlap,
        }),
        response: { 201: KeyAnswer, ...faults },
      },
    },
    async ({ params: { device }, body: { hex, text, overlapHours = 168 }, grant }, reply) => {
      if ((hex === undefined) === (text === undefined))
        throw new GuanlanError('GL_BAD_REQUEST', 'body: either hex or text');
      const key = hex === undefined ? Buffer.from(text!, 'latin1') : Buffer.from(hex, 'hex');
      const registered = await keys.register(
        { device, key, by: grant.name, how: 'registered', overlap: overlapHours * HOUR },
        clock.now(),
      );
      audit('a device key was registered', device, registered.fingerprint, grant.name);
      return reply.code(201).send(shown(registered));
    },
  );

  app.post(
    '/api/devices/:device/keys/rotation',
    {
      config: { access: 'admin' },
      schema: {
        operationId: 'rotateKey',
        summary:
          '更换密钥 · makes a new key and sends it to the device (CN 1014); the one before stays valid for a while',
        tags: ['devices'],
        params: closed({ device: DeviceId }),
        response: { 202: Type.Ref('Command'), ...faults },
      },
    },
    async ({ params: { device }, grant }, reply) => {
      if (!keys.list(device).some(({ state }) => state === 'active'))
        throw new GuanlanError('GL_NO_KEY', device.toUpperCase());
      const { fingerprint } = await keys.register(
        { device, key: Buffer.from(newKeyText(), 'latin1'), by: grant.name, how: 'rotation', state: 'pending' },
        clock.now(),
      );
      audit('a device key is rotated', device, fingerprint, grant.name);
      try {
        return reply
          .code(202)
          .send(shownCommand(await commands.ask({ device, order: { kind: 'key', fingerprint }, by: grant.name })));
      } catch (error) {
        await keys.end(device, fingerprint, clock.now());
        throw error;
      }
    },
  );

  app.post(
    '/api/devices/:device/keys/:fingerprint/confirmation',
    {
      config: { access: 'admin' },
      schema: {
        operationId: 'confirmKey',
        summary: '确认密钥 · the device uses this key although its answer was lost',
        tags: ['devices'],
        params: closed({ device: DeviceId, fingerprint: Fingerprint }),
        response: { 200: KeyAnswer, ...faults },
      },
    },
    async ({ params: { device, fingerprint }, grant }) => {
      audit('a device key was confirmed by hand', device, fingerprint, grant.name);
      return shown(await keys.confirm(device, fingerprint, clock.now()));
    },
  );

  app.delete(
    '/api/devices/:device/keys/:fingerprint',
    {
      config: { access: 'admin' },
      schema: {
        operationId: 'endKey',
        summary: '停用密钥 · frames that come from now on are not opened with it',
        tags: ['devices'],
        params: closed({ device: DeviceId, fingerprint: Fingerprint }),
        response: { 200: KeyAnswer, ...faults },
      },
    },
    async ({ params: { device, fingerprint }, grant }) => {
      audit('a device key was ended', device, fingerprint, grant.name);
      return shown(await keys.end(device, fingerprint, clock.now()));
    },
  );
}
