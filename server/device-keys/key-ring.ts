import type { Sm4Key } from '../../streams/sources/hj212/mod.ts';
import type { PartState } from '../platform/running.ts';

export type KeyState = 'active' | 'pending' | 'ended';

/** A key as people see it. */
export interface DeviceKey {
  readonly device: string;
  readonly fingerprint: string;
  readonly state: KeyState;
  /** ms UTC; since when it encrypts. */
  readonly registered: number;
  /** Opens frames that came until then, ms UTC; `null`: no end. */
  readonly until: number | null;
  readonly by: string;
  readonly how: string;
}

export interface NewKey {
  readonly device: string;
  readonly key: Sm4Key;
  readonly by: string;
  readonly how: 'registered' | 'rotation' | 'demo';
  /** `pending`: sent to the device, opens frames at once, encrypts only when confirmed. */
  readonly state?: 'active' | 'pending';
  /** How long after this the keys before go on opening frames, ms. */
  readonly overlap?: number;
}

/** The keys of all devices; times are ms UTC. Writes reach the other processes by `registry.changed`. */
export interface KeyRing {
  /** Keys that may open a frame which came at `at`: the one that encrypts first, then older ones, then pending ones. */
  keysOf(device: string, at: number): readonly Sm4Key[];
  list(device: string): readonly DeviceKey[];
  secretOf(device: string, fingerprint: string): Sm4Key | null;
  /**
   * Writes a key, tells every role, has the device's kept frames opened.
   * Errors: GL_BAD_REQUEST (length), GL_CONFLICT (it is there already).
   */
  register(key: NewKey, now: number): Promise<DeviceKey>;
  /**
   * Registers first keys of devices that have none, in one go; what is kept for want of them is opened.
   * @returns how many there were
   */
  registerFirst(first: ReadonlyMap<string, Sm4Key>, by: string, how: NewKey['how'], now: number): Promise<number>;
  /**
   * The device has confirmed a pending key: it encrypts from now on, the ones before end after the overlap (ms).
   * Error: GL_NOT_FOUND.
   */
  confirm(device: string, fingerprint: string, now: number, overlap?: number): Promise<DeviceKey>;
  /** Ends a key now: frames that come later are not opened with it. Error: GL_NOT_FOUND. */
  end(device: string, fingerprint: string, now: number): Promise<DeviceKey>;
  /** Reads the keys again where they changed. */
  reload(): Promise<void>;
  parts(): readonly PartState[];
  close(): Promise<void>;
}
