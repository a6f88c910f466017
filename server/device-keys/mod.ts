/** SM4 keys of devices 设备密钥: generations, overlap, and how they are kept. */
export { openKeyRing, type DeviceKey, type KeyRing } from './key-ring.ts';
export { keySecret, openKeySafe } from './key-safe.ts';
