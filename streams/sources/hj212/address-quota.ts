const LOOPBACK = /^(?:127\.|::1$)/;

/** `::ffff:10.0.0.1` is the IPv4 address 10.0.0.1. */
export const plainAddress = (address: string): string => address.replace(/^::ffff:/i, '');

export interface AddressQuotaLimits {
  readonly connections: number;
  readonly connectionsPerAddress: number;
  readonly unknownPerAddress: number;
  readonly addresses: number;
  readonly unknownMs: number;
}

/** How many connections and how many unregistered devices one address may bring. */
export class AddressQuota {
  readonly #limits: AddressQuotaLimits;
  readonly #open = new Map<string, number>();
  /** Address -> device -> when it was last heard. */
  readonly #unknown = new Map<string, Map<string, number>>();
  #total = 0;

  constructor(limits: AddressQuotaLimits) {
    this.#limits = limits;
  }

  get connections(): number {
    return this.#total;
  }

  /** May one more connection of this address open? Then it counts until `closed`. */
  opened(address: string): boolean {
    const open = this.#open.get(address) ?? 0;
    if (this.#total >= this.#limits.connections) return false;
    if (open >= this.#limits.connectionsPerAddress && !LOOPBACK.test(address)) return false;
    this.#open.set(address, open + 1);
    this.#total += 1;
    return true;
  }

  closed(address: string): void {
    const open = (this.#open.get(address) ?? 0) - 1;
    this.#total -= 1;
    if (open > 0) this.#open.set(address, open);
    else this.#open.delete(address);
  }

  /** May this unregistered device of this address be kept? One not heard for `unknownMs` gives its place back. */
  unknown(address: string, device: string, now: number): boolean {
    let devices = this.#unknown.get(address);
    if (!devices) {
      if (this.#unknown.size >= this.#limits.addresses) this.#forgetOldest();
      this.#unknown.set(address, (devices = new Map()));
    }
    if (!devices.has(device) && devices.size >= this.#limits.unknownPerAddress) {
      for (const [other, heard] of devices) if (now - heard >= this.#limits.unknownMs) devices.delete(other);
      if (devices.size >= this.#limits.unknownPerAddress) return false;
    }
    devices.set(device, now);
    return true;
  }

  #forgetOldest(): void {
    for (const address of this.#unknown.keys()) {
      this.#unknown.delete(address);
      return;
    }
  }

  /** The device is registered: it no longer counts against the address. */
  known(address: string, device: string): void {
    this.#unknown.get(address)?.delete(device);
  }
}
