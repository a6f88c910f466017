/** SM4 keys of devices 设备密钥: generations, overlap, and how they are kept. */
export {
  GENERATIONS,
  KEYS_POLL_MS,
  openKeyRing,
  OVERLAP_MS,
  type DeviceKey,
  type KeyRing,
  type KeyState,
  type NewKey,
} from './key-ring.ts';
export { keySecret, openKeySafe, type KeySafe } from './key-safe.ts';
