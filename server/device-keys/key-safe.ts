import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Config } from '../platform/config.ts';
import { keptSecret } from '../platform/secret-file.ts';

const NONCE = 12;
const TAG = 16;

/** Keeps device keys at rest: what the store and its backups hold is worth nothing without the secret. */
export interface KeySafe {
  /** What people see of a key. It is keyed: nobody finds the key by trying out keys against it. */
  fingerprint(key: Uint8Array): string;
  seal(device: string, key: Uint8Array): string;
  /** `null` where it was sealed under another secret, for another device, or is damaged. */
  open(device: string, sealed: string): Buffer | null;
}

/**
 * The secret: configured (`GUANLAN_KEY_SECRET`, where several hosts share one store), else made at the first start in
 * `<dataDir>/secrets/device-keys`. A damaged file is never replaced: every device's keys are sealed under what it held.
 * @throws GL_SECRET_DAMAGED
 */
export const keySecret = (config: Pick<Config, 'keySecret' | 'dataDir'>): string =>
  config.keySecret ??
  keptSecret(
    join(config.dataDir, 'secrets', 'device-keys'),
    () => randomBytes(32).toString('base64url'),
    'restore it from the backup of data/secrets; delete it only where no device has a key: ' +
      'the keys kept under it could never be read again',
  ).secret;

export function openKeySafe(secret: string): KeySafe {
  const derive = (what: string): Buffer => createHmac('sha256', secret).update(`guanlan device keys: ${what}`).digest();
  const wrapping = derive('wrap');
  const marking = derive('fingerprint');
  const fingerprint = (key: Uint8Array): string => createHmac('sha256', marking).update(key).digest('hex').slice(0, 16);
  return {
    fingerprint,
    seal: (device, key) => {
      const nonce = randomBytes(NONCE);
      const cipher = createCipheriv('aes-256-gcm', wrapping, nonce).setAAD(Buffer.from(device));
      return Buffer.concat([nonce, cipher.update(key), cipher.final(), cipher.getAuthTag()]).toString('base64');
    },
    open: (device, sealed) => {
      const bytes = Buffer.from(sealed, 'base64');
      if (bytes.length <= NONCE + TAG) return null;
      try {
        const decipher = createDecipheriv('aes-256-gcm', wrapping, bytes.subarray(0, NONCE), {
          authTagLength: TAG,
        }).setAAD(Buffer.from(device));
        decipher.setAuthTag(bytes.subarray(-TAG));
        return Buffer.concat([decipher.update(bytes.subarray(NONCE, -TAG)), decipher.final()]);
      } catch {
        return null;
      }
    },
  };
}
