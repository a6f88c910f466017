/** Runs the steps of each device one after the other; different devices do not wait for each other. */
export class DeviceSteps {
  readonly #underWay = new Map<string, Promise<void>>();
  readonly #failed: (device: string, error: unknown) => void;
  readonly #idle: (device: string) => void;

  /** @param idle called when the last step of a device has ended */
  constructor(failed: (device: string, error: unknown) => void, idle: (device: string) => void) {
    this.#failed = failed;
    this.#idle = idle;
  }

  isBusy(device: string): boolean {
    return this.#underWay.has(device);
  }

  run(device: string, step: () => Promise<void>): void {
    const before = this.#underWay.get(device) ?? Promise.resolve();
    const next = before
      .then(step)
      .catch((error: unknown) => this.#failed(device, error))
      .then(() => {
        if (this.#underWay.get(device) !== next) return;
        this.#underWay.delete(device);
        this.#idle(device);
      });
    this.#underWay.set(device, next);
  }

  /** Resolves when the steps that are there now have ended. */
  async settled(): Promise<void> {
    await Promise.all(this.#underWay.values());
  }
}
