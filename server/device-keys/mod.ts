/** SM4 keys of devices 设备密钥: generations, overlap, and how they are kept. */
export type { DeviceKey, KeyRing } from './key-ring.ts';
export { openKeyRing } from './open-key-ring.ts';
export { keySecret, openKeySafe } from './key-safe.ts';
