import type { FreeWindow } from './camera.ts';

/** How a screen wants its map drawn. */
export interface MapOptions {
  readonly theme: 'dark' | 'light';
  readonly pitch: number;
  readonly bearing: number;
  /** Factor of column heights. */
  readonly heightFactor: number;
  /** CSS pixels of one design unit: lines and marks grow with it. */
  readonly unit: number;
  readonly free: FreeWindow;
  readonly isStill: boolean;
}
