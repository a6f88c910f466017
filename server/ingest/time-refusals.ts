import { sequenceOf } from './ordinals.ts';

/**
 * Frames of neighbouring refusals are one range; what lies between is opened again with them, which by identity changes
 * nothing.
 */
const JOINED = 256;
/** Ranges remembered; beyond it the oldest is forgotten and counted. */
const MOST_RANGES = 1_000;
/** Newest frames by which the clock is checked, and how many devices must be refused among them. */
const SAMPLED_FRAMES = 24;
const SUSPECT_DEVICES = 3;

/** Frames of FRAMES from one ordinal to another, both included. */
export interface OrdinalRange {
  readonly from: number;
  readonly to: number;
  /** Opened again after a jump already, and refused still. */
  readonly tried?: boolean;
}

export const framesIn = ({ from, to }: OrdinalRange): number => sequenceOf(to) - sequenceOf(from) + 1;

/**
 * Frames that were refused because their time lies outside what the arrival allows. One device whose clock is wrong is
 * the device's trouble; when most devices are refused it is this machine's clock, and what was refused must not be
 * lost.
 */
export class TimeRefusals {
  #ranges: { from: number; to: number; readonly tried?: boolean }[] = [];
  #forgotten = 0;
  readonly #newest: { readonly device: string; readonly refused: boolean }[] = [];

  /** Fed with each live frame of a known device, in order. */
  note(ordinal: number, device: string, refused: boolean): void {
    this.#newest.push({ device, refused });
    if (this.#newest.length > SAMPLED_FRAMES) this.#newest.shift();
    if (!refused) return;
    const last = this.#ranges.at(-1);
    if (last && !last.tried && ordinal >= last.from && ordinal - last.to <= JOINED) {
      last.to = Math.max(last.to, ordinal);
      return;
    }
    this.#add({ from: ordinal, to: ordinal });
  }

  /**
   * A range that was refused once more: a jump is seen up to half a second late, so the next one may be what it waits
   * for.
   */
  keep(range: OrdinalRange): void {
    if (!range.tried) this.#ranges.unshift({ ...range, tried: true });
    this.#bound();
  }

  #add(range: OrdinalRange): void {
    this.#ranges.push({ ...range });
    this.#bound();
  }

  #bound(): void {
    while (this.#ranges.length > MOST_RANGES) {
      this.#ranges.shift();
      this.#forgotten += 1;
    }
  }

  /** Whether the newest frames speak against this machine's clock: most of them refused, of several devices. */
  get suspectsClock(): boolean {
    const refused = this.#newest.filter((frame) => frame.refused);
    return (
      refused.length * 2 > this.#newest.length && new Set(refused.map(({ device }) => device)).size >= SUSPECT_DEVICES
    );
  }

  /**
   * What was refused since the last time, up to an ordinal, newest range first. The clock is checked from the next
   * frames on.
   */
  take(upTo: number): { readonly ranges: readonly OrdinalRange[]; readonly forgotten: number } {
    const ranges = this.#ranges
      .filter(({ from }) => from <= upTo)
      .map((range) => ({ ...range, to: Math.min(range.to, upTo) }))
      .reverse();
    const later = this.#ranges
      .filter(({ to }) => to > upTo)
      .map((range) => ({ ...range, from: Math.max(range.from, upTo + 1) }));
    const taken = { ranges, forgotten: this.#forgotten };
    this.#ranges = later;
    this.#forgotten = 0;
    this.#newest.length = 0;
    return taken;
  }
}
