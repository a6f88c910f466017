import { jetstream } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Logger } from 'pino';
import type { CityDescription, Relief, Watercourse } from '../../streams/contracts/pack.ts';
import type { MetricPlane } from '../../streams/contracts/projection.ts';
import { COMMAND_REOPEN, REGISTRY_CHANGED } from '../../streams/contracts/subjects.ts';
import type { Store } from '../platform/store/mod.ts';
import { readSnapshot, readVersion } from './read-snapshot.ts';
import { registryGaps, type RegistryGap } from './registry-gaps.ts';
import {
  writeDevice,
  writeStation,
  writeTolerance,
  type DeviceRegistration,
  type StationRegistration,
} from './register.ts';
import {
  deviceKey,
  type LimitSource,
  type RegistryDevice,
  type RegistryLimit,
  type RegistryRegion,
  type RegistrySnapshot,
  type RegistryStation,
} from './station.ts';

/** How often the version in the store is looked at, in case a `registry.changed` was lost. */
const REGISTRY_POLL_MS = 60_000;

/** The registry in memory: every answer is a look into the present snapshot, no question to the store. */
export interface Registry {
  /** Milliseconds of the newest change; grows with every change; 0 for an empty registry. */
  readonly version: number;
  /** `null` in an empty system. */
  readonly city: CityDescription | null;
  readonly plane: MetricPlane;
  readonly waters: readonly Watercourse[];
  readonly relief: Relief | null;
  /** What it has lost: an empty or thin registry that once was more is not the truth. As of the last reading. */
  readonly gaps: readonly RegistryGap[];
  station(id: number): RegistryStation | undefined;
  /** By MN, case-insensitively. */
  byDevice(mn: string): RegistryDevice | undefined;
  stations(): ReadonlyMap<number, RegistryStation>;
  devices(): ReadonlyMap<string, RegistryDevice>;
  regions(): ReadonlyMap<number, RegistryRegion>;
  /** Limits that bind this very station; empty where only the national ones do. */
  limits(station: number): readonly RegistryLimit[];
  limitSources(): ReadonlyMap<number, LimitSource>;
  snapshot(): RegistrySnapshot;
  /** Called after each reload that changed something. Returns how to stop. */
  onChange(callback: (snapshot: RegistrySnapshot) => void): () => void;
  /** Reads the store again if its version moved on. */
  reload(): Promise<void>;
  /** Writes, tells every role, and has the device's kept frames opened. `now`: milliseconds UTC. */
  registerDevice(registration: DeviceRegistration, now: number): Promise<void>;
  /** As `registerDevice`, for a station no pack knows. Returns its id. */
  registerStation(registration: StationRegistration, now: number): Promise<number>;
  /** Bits of what is forgiven to a device: 1 a wrong CRC, 2 a wrong length. Its kept frames are opened again. Error: GL_NOT_FOUND. */
  setTolerance(device: string, tolerance: number, now: number): Promise<void>;
  close(): Promise<void>;
}

const NONE: readonly RegistryLimit[] = Object.freeze([]);

/** Tells every role that the registry changed: after `importPack`, or any write of it. */
export function announceRegistry(nats: NatsConnection, version: number): void {
  nats.publish(REGISTRY_CHANGED, JSON.stringify({ version }));
}

/**
 * Opens the registry: reads it whole, then again on `registry.changed` and, by version, every minute.
 * A reload that fails is logged and tried again at the next occasion; the present snapshot stays.
 */
export async function openRegistry(
  store: Store,
  nats: NatsConnection,
  log: Logger,
  pollMs = REGISTRY_POLL_MS,
): Promise<Registry> {
  let present = await readSnapshot(store);
  let gaps = await registryGaps(store);
  const callbacks = new Set<(snapshot: RegistrySnapshot) => void>();
  const commands = jetstream(nats);
  let running: Promise<void> = Promise.resolve();

  const reloadOnce = async (): Promise<void> => {
    const isSame = (await readVersion(store)) === present.version;
    // Half of a change may have been seen: its rows are written table by table.
    if (!isSame || gaps.length > 0) gaps = await registryGaps(store);
    if (isSame) return;
    present = await readSnapshot(store);
    log.info({ version: present.version, stations: present.stations.size }, 'registry read again');
    for (const callback of callbacks) callback(present);
  };
  /** One reload at a time, in order: a change that arrives during one is seen by the next. */
  const reload = (): Promise<void> => {
    running = running.catch(() => undefined).then(reloadOnce);
    return running;
  };
  const reloadQuietly = (): void => {
    reload().catch((error: unknown) =>
      log.warn({ err: error }, 'the registry could not be read again; the last one stays'),
    );
  };

  const subscription = nats.subscribe(REGISTRY_CHANGED, { callback: reloadQuietly });
  const timer = setInterval(reloadQuietly, pollMs);
  timer.unref();

  /** Ends a registration: this process sees it at once, the others by message, ingest opens what was kept. */
  const told = async (device: string): Promise<void> => {
    await reload();
    announceRegistry(nats, present.version);
    await commands.publish(COMMAND_REOPEN, JSON.stringify({ device: deviceKey(device) }));
  };

  return {
    get version() {
      return present.version;
    },
    get city() {
      return present.city;
    },
    get plane() {
      return present.plane;
    },
    get waters() {
      return present.waters;
    },
    get relief() {
      return present.relief;
    },
    get gaps() {
      return gaps;
    },
    station: (id) => present.stations.get(id),
    byDevice: (mn) => present.devices.get(deviceKey(mn)),
    stations: () => present.stations,
    devices: () => present.devices,
    regions: () => present.regions,
    limits: (station) => present.limits.get(station) ?? NONE,
    limitSources: () => present.limitSources,
    snapshot: () => present,
    onChange: (callback) => {
      callbacks.add(callback);
      return () => callbacks.delete(callback);
    },
    reload,
    registerDevice: async (registration, now) => {
      await writeDevice(store, present, registration, Math.max(now, present.version + 1));
      await told(registration.device);
    },
    registerStation: async (registration, now) => {
      const id = await writeStation(store, present, registration, Math.max(now, present.version + 1));
      await told(registration.device);
      return id;
    },
    setTolerance: async (device, tolerance, now) => {
      await writeTolerance(store, present, device, tolerance, Math.max(now, present.version + 1));
      await told(device);
    },
    close: async () => {
      clearInterval(timer);
      subscription.unsubscribe();
      callbacks.clear();
      await running.catch(() => undefined);
    },
  };
}
