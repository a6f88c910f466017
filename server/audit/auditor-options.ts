import type { Store } from '../platform/store/mod.ts';
import type { Registry } from '../registry/mod.ts';
import type { AuditBounds } from './bounds.ts';
import type { Published } from './published.ts';

export interface AuditorOptions {
  readonly store: Store;
  readonly registry: Registry;
  readonly published: Published;
  readonly bounds: AuditBounds;
  readonly zone: () => string;
  /** ms UTC and monotonic ms. */
  readonly now: () => number;
  readonly monotonic: () => number;
  /** [0, 1). */
  readonly random: () => number;
}
