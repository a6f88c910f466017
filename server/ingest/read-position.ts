import { identityOf } from './frame-identity.ts';
import type { Frame } from './frame.ts';
import type { Numbering } from './numbering.ts';
import { generationOf, sequenceOf } from './ordinals.ts';

/** How far ingest has read. */
export interface ReadUpTo {
  readonly numbering: Numbering;
  /** Ordinal of the last frame taken. */
  readonly taken: number;
}

/** Where ingest reads in FRAMES: set by the reader of new frames, read by everything that works on earlier ones. */
export class ReadPosition {
  #numbering: Numbering | null = null;
  #taken = 0;
  #newest: Frame | null = null;
  #written = 0;

  /** Null until ingest reads. */
  get numbering(): Numbering | null {
    return this.#numbering;
  }

  /**
   * Ordinal of the last frame taken; what was taken is written sooner or later, so a broken connection continues from
   * here.
   */
  get taken(): number {
    return this.#taken;
  }

  /** Ordinal of the position in the store. */
  get written(): { readonly ordinal: number; readonly generation: number; readonly sequence: number } {
    return { ordinal: this.#written, generation: generationOf(this.#written), sequence: sequenceOf(this.#written) };
  }

  /** Null until ingest reads. */
  get reached(): ReadUpTo | null {
    return this.#numbering === null ? null : { numbering: this.#numbering, taken: this.#taken };
  }

  /** Identity of the newest frame taken since the last `restart`, and the creation of the stream it came from. */
  get newestTaken(): { readonly created: string; readonly message: string } | null {
    if (this.#newest === null || this.#numbering === null) return null;
    const { ordinal, stored, bytes } = this.#newest;
    return { created: this.#numbering.created, message: identityOf(sequenceOf(ordinal), stored, bytes) };
  }

  readBy(numbering: Numbering): void {
    this.#numbering = numbering;
  }

  take(frame: Frame): void {
    this.#taken = frame.ordinal;
    this.#newest = frame;
  }

  /** Reading starts behind ordinal `taken`, whatever was taken before. */
  restart(taken: number, written: number): void {
    this.#newest = null;
    this.#taken = taken;
    this.advanceWritten(written);
  }

  advanceWritten(ordinal: number): void {
    this.#written = Math.max(this.#written, ordinal);
  }
}
