import { jetstream, type JetStreamClient } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Logger } from 'pino';
import type { CityDescription, Relief, Watercourse } from '../../streams/contracts/pack.ts';
import type { MetricPlane } from '../../streams/contracts/projection.ts';
import { COMMAND_REOPEN, REGISTRY_CHANGED } from '../../streams/contracts/subjects.ts';
import type { Store } from '../platform/store/mod.ts';
import { announceRegistry } from './announce-registry.ts';
import { readSnapshot } from './read-snapshot.ts';
import { readVersion } from './read-version.ts';
import type { DeviceRegistration, StationRegistration } from './registration.ts';
import { registryGaps, type RegistryGap } from './registry-gaps.ts';
import type { Registry } from './registry.ts';
import {
  deviceKey,
  type LimitSource,
  type RegistryDevice,
  type RegistryLimit,
  type RegistryRegion,
  type RegistrySnapshot,
  type RegistryStation,
} from './station.ts';
import { writeDevice, writeTolerance } from './write-device.ts';
import { writeStation } from './write-station.ts';

const NONE: readonly RegistryLimit[] = Object.freeze([]);

export interface StoredRegistryContext {
  readonly store: Store;
  readonly nats: NatsConnection;
  readonly log: Logger;
}

/** The registry on the store's tables; see `openRegistry`. */
export class StoredRegistry implements Registry {
  readonly #context: StoredRegistryContext;
  readonly #jetstream: JetStreamClient;
  readonly #callbacks = new Set<(snapshot: RegistrySnapshot) => void>();
  #present: RegistrySnapshot;
  #gaps: readonly RegistryGap[];
  #reading: Promise<void> = Promise.resolve();
  #stop: () => void = () => undefined;

  constructor(context: StoredRegistryContext, present: RegistrySnapshot, gaps: readonly RegistryGap[]) {
    this.#context = context;
    this.#present = present;
    this.#gaps = gaps;
    this.#jetstream = jetstream(context.nats);
  }

  /** Reads again on `registry.changed` and every `pollMs`, until closed. */
  follow(pollMs: number): void {
    const reloadQuietly = (): void => {
      this.reload().catch((error: unknown) =>
        this.#context.log.warn({ err: error }, 'reading the registry failed; the last one stays'),
      );
    };
    const subscription = this.#context.nats.subscribe(REGISTRY_CHANGED, { callback: reloadQuietly });
    const timer = setInterval(reloadQuietly, pollMs);
    timer.unref();
    this.#stop = () => {
      clearInterval(timer);
      subscription.unsubscribe();
    };
  }

  get version(): number {
    return this.#present.version;
  }
  get city(): CityDescription | null {
    return this.#present.city;
  }
  get plane(): MetricPlane {
    return this.#present.plane;
  }
  get waters(): readonly Watercourse[] {
    return this.#present.waters;
  }
  get relief(): Relief | null {
    return this.#present.relief;
  }
  get gaps(): readonly RegistryGap[] {
    return this.#gaps;
  }
  station(id: number): RegistryStation | undefined {
    return this.#present.stations.get(id);
  }
  byDevice(mn: string): RegistryDevice | undefined {
    return this.#present.devices.get(deviceKey(mn));
  }
  stations(): ReadonlyMap<number, RegistryStation> {
    return this.#present.stations;
  }
  devices(): ReadonlyMap<string, RegistryDevice> {
    return this.#present.devices;
  }
  regions(): ReadonlyMap<number, RegistryRegion> {
    return this.#present.regions;
  }
  limits(station: number): readonly RegistryLimit[] {
    return this.#present.limits.get(station) ?? NONE;
  }
  limitSources(): ReadonlyMap<number, LimitSource> {
    return this.#present.limitSources;
  }
  snapshot(): RegistrySnapshot {
    return this.#present;
  }

  onChange(callback: (snapshot: RegistrySnapshot) => void): () => void {
    this.#callbacks.add(callback);
    return () => this.#callbacks.delete(callback);
  }

  /** One reload at a time, in order: a change that arrives during one is seen by the next. */
  reload(): Promise<void> {
    this.#reading = this.#reading.catch(() => undefined).then(() => this.#read());
    return this.#reading;
  }

  async registerDevice(registration: DeviceRegistration, now: number): Promise<void> {
    await writeDevice(this.#context.store, this.#present, registration, this.#nextVersion(now));
    await this.#announce(registration.device);
  }

  async registerStation(registration: StationRegistration, now: number): Promise<number> {
    const id = await writeStation(this.#context.store, this.#present, registration, this.#nextVersion(now));
    await this.#announce(registration.device);
    return id;
  }

  async setTolerance(device: string, tolerance: number, now: number): Promise<void> {
    await writeTolerance(this.#context.store, this.#present, device, tolerance, this.#nextVersion(now));
    await this.#announce(device);
  }

  async close(): Promise<void> {
    this.#stop();
    this.#callbacks.clear();
    await this.#reading.catch(() => undefined);
  }

  #nextVersion(now: number): number {
    return Math.max(now, this.#present.version + 1);
  }

  async #read(): Promise<void> {
    const { store, log } = this.#context;
    const isSame = (await readVersion(store)) === this.#present.version;
    // Half of a change may have been seen: its rows are written table by table.
    if (!isSame || this.#gaps.length > 0) this.#gaps = await registryGaps(store);
    if (isSame) return;
    this.#present = await readSnapshot(store);
    log.info({ version: this.#present.version, stations: this.#present.stations.size }, 'registry reloaded');
    for (const callback of this.#callbacks) callback(this.#present);
  }

  /** Ends a registration: this process sees it at once, the others by message, ingest opens what was kept. */
  async #announce(device: string): Promise<void> {
    await this.reload();
    announceRegistry(this.#context.nats, this.#present.version);
    await this.#jetstream.publish(COMMAND_REOPEN, JSON.stringify({ device: deviceKey(device) }));
  }
}
