import { randomInt } from 'node:crypto';
import {
  confirmKeyOperation,
  deviceKeysOperation,
  endKeyOperation,
  registerKeyOperation,
  rotateKeyOperation,
} from '../../../streams/contracts/api/device-keys.ts';
import type { ApiAnswer } from '../../../streams/contracts/api/operations.ts';
import { GuanlanError } from '../../../streams/contracts/errors.ts';
import type { DeviceKey } from '../../device-keys/mod.ts';
import { commandAnswer } from '../answers/command.ts';
import type { Api } from '../api.ts';
import { iso, isoOrNull } from '../instants.ts';
import type { RouteContext } from '../route-context.ts';
import { serve } from '../serve.ts';

const HOUR = 3_600_000;
const keyAnswer = ({ fingerprint, state, registered, until, by, how }: DeviceKey): ApiAnswer<'registerKey'> => ({
  fingerprint,
  state,
  registered: iso(registered),
  until: isoOrNull(until),
  by,
  how,
});

const LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** Sixteen letters and digits, as the standard's own example writes a key: 95 bits. */
const newKeyText = (): string => Array.from({ length: 16 }, () => LETTERS[randomInt(LETTERS.length)]).join('');

/** The 16 bytes of a body that gives them either way. Throws GL_BAD_REQUEST. */
function keyBytes(hex: string | undefined, text: string | undefined): Buffer {
  if (hex !== undefined && text === undefined) return Buffer.from(hex, 'hex');
  if (text !== undefined && hex === undefined) return Buffer.from(text, 'latin1');
  throw new GuanlanError('GL_BAD_REQUEST', 'body: either hex or text');
}

/** SM4 keys of devices. A key goes in and never comes out: answers and logs hold fingerprints. */
export async function deviceKeyRoutes(app: Api, { context, keys, commands }: RouteContext): Promise<void> {
  const { clock, log } = context;
  const audit = (what: string, device: string, fingerprint: string, by: string): void =>
    log.warn({ device: device.toUpperCase(), fingerprint, by }, what);

  serve(app, deviceKeysOperation, ({ params: { device } }) => ({ items: keys.list(device).map(keyAnswer) }));

  serve(app, registerKeyOperation, async ({ params: { device }, body: { hex, text, overlapHours }, grant }) => {
    const registered = await keys.register(
      { device, key: keyBytes(hex, text), by: grant.name, how: 'registered', overlap: overlapHours * HOUR },
      clock.now(),
    );
    audit('a device key was registered', device, registered.fingerprint, grant.name);
    return keyAnswer(registered);
  });

  serve(app, rotateKeyOperation, async ({ params: { device }, grant }) => {
    if (!keys.list(device).some(({ state }) => state === 'active'))
      throw new GuanlanError('GL_NO_KEY', device.toUpperCase());
    const { fingerprint } = await keys.register(
      { device, key: Buffer.from(newKeyText(), 'latin1'), by: grant.name, how: 'rotation', state: 'pending' },
      clock.now(),
    );
    audit('a device key is rotated', device, fingerprint, grant.name);
    try {
      return commandAnswer(await commands.ask({ device, order: { kind: 'key', fingerprint }, by: grant.name }));
    } catch (error) {
      await keys.end(device, fingerprint, clock.now());
      throw error;
    }
  });

  serve(app, confirmKeyOperation, async ({ params: { device, fingerprint }, grant }) => {
    audit('a device key was confirmed by hand', device, fingerprint, grant.name);
    return keyAnswer(await keys.confirm(device, fingerprint, clock.now()));
  });

  serve(app, endKeyOperation, async ({ params: { device, fingerprint }, grant }) => {
    audit('a device key was ended', device, fingerprint, grant.name);
    return keyAnswer(await keys.end(device, fingerprint, clock.now()));
  });
}
