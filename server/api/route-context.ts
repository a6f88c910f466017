import type { AlarmLedger } from '../alarms/mod.ts';
import type { Access } from '../access/mod.ts';
import type { CommandQueue } from '../commands/mod.ts';
import type { KeyRing } from '../device-keys/mod.ts';
import type { Registry } from '../registry/mod.ts';
import type { RoleContext } from '../platform/running.ts';
import type { RoleTelemetry } from '../platform/telemetry.ts';
import type { LiveTables } from './live-tables.ts';

/** What the API needs besides the role's context. */
export interface ApiDependencies {
  readonly registry: Registry;
  /** The hub of this process. */
  readonly hub: LiveTables & { readonly port: number; readonly transport: 'uws' | 'ws' };
  readonly alarms: AlarmLedger;
  readonly access: Access;
  readonly commands: CommandQueue;
  readonly keys: KeyRing;
  /** Parts and metrics of every role, this one among them; null where a role does not answer. */
  telemetry(): Promise<readonly RoleTelemetry[]>;
  /** True while the disk is too full to acknowledge anything new. */
  full(): boolean;
  /** Directory of the built screens; `dist/screen` of the project where nothing else is said. */
  readonly screens?: string;
}

/** What every module of routes is given. */
export interface RouteContext extends ApiDependencies {
  readonly context: RoleContext;
  /** Throws GL_TOO_MANY when an address asks expensive questions too often. */
  readonly limitRate: (address: string) => void;
}
