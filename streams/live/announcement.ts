/** What the hub says in text, beside the binary messages: JSON. */
import type { ErrorCode } from '../contracts/errors.ts';
import { isObject } from './is-object.ts';

/** A hub says something on every socket at least this often (ms); a screen that hears nothing for three is not live. */
export const HEARTBEAT = 1000;

export interface Hello {
  readonly type: 'hello';
  readonly protocol: number;
  readonly hub: string;
  /** Hash of the topics' definitions: a page that holds another one is older or newer than the hub. */
  readonly schema: string;
  readonly access: 'public' | 'internal';
  /** Hub's civil time, ms UTC. */
  readonly now: number;
}
export interface Status {
  readonly type: 'status';
  readonly now: number;
  /** `lost`: the hub no longer hears the broker; states stay as they were at `since`. */
  readonly broker: 'live' | 'lost';
  /** ms UTC, when `broker` became what it is. */
  readonly since: number;
  /** Topics silent for three of their cadences. */
  readonly silent: readonly string[];
  /** What else is wrong, by code of `streams/contracts/errors.ts`, e.g. `GL_STORE_UNAVAILABLE`. */
  readonly notices: readonly { readonly code: ErrorCode; readonly since: number }[];
}
export interface Refused {
  readonly type: 'refused';
  readonly topics: readonly { readonly name: string; readonly code: 'GL_FORBIDDEN' | 'GL_NOT_FOUND' }[];
}
interface Pong {
  readonly type: 'pong';
  readonly sent: number;
  readonly now: number;
}
export type Announcement = Hello | Status | Refused | Pong;

/** Reads what a hub sent; `null` for anything unknown, so that a newer hub may say more. */
export function parseAnnouncement(text: string): Announcement | null {
  const message: unknown = JSON.parse(text);
  return isAnnouncement(message) ? message : null;
}

const TYPES: readonly unknown[] = ['hello', 'status', 'refused', 'pong'] satisfies Announcement['type'][];
/** The hub is the page's own server: what it says of a known type is taken to have that type's fields. */
const isAnnouncement = (message: unknown): message is Announcement => isObject(message) && TYPES.includes(message.type);
