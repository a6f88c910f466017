/**
 * The text half of the live protocol: JSON control messages both ways, close codes, bounds. Everything a screen
 * sends is untrusted: `parseRequest` checks each field and throws `GL_LIVE_MESSAGE`.
 */
import { GuanlanError, type ErrorCode } from '../contracts/errors.ts';
import { TOPICS, type TopicName } from './topics.ts';

/** Bounds of what a screen may send. */
export const REQUEST_BOUNDS = Object.freeze({
  /** Bytes of one message. */
  bytes: 16 * 1024,
  /** Topics named in one message. */
  topics: 64,
  /** Messages a second, sustained, and at once. */
  rate: 20,
  burst: 60,
  /** Milliseconds from opening to the first subscription. */
  firstSubscription: 10_000,
});

/** A hub says something on every socket at least this often (ms); a screen that hears nothing for three is not live. */
export const BEAT = 1000;

/** Close codes, with what the screen should do. */
export const CLOSE = Object.freeze({
  goingAway: { code: 4000, reason: 'hub is closing', again: true },
  unauthorized: { code: 4001, reason: 'not authorized', again: false },
  badMessage: { code: 4002, reason: 'message does not match the protocol', again: false },
  tooLarge: { code: 4003, reason: 'message over 16384 bytes', again: false },
  flood: { code: 4004, reason: 'too many messages', again: false },
  version: { code: 4005, reason: 'protocol version not spoken here', again: false },
  full: { code: 4007, reason: 'hub is full', again: true },
  tooSlow: { code: 4008, reason: 'screen reads too slowly', again: true },
  noSubscription: { code: 4009, reason: 'no subscription in time', again: false },
});
export type CloseReason = (typeof CLOSE)[keyof typeof CLOSE];

/** What a screen holds of a topic; epoch -1 and seq 0 where nothing. */
export interface Held {
  readonly name: string;
  readonly epoch: number;
  readonly seq: number;
}

export type Request =
  | { readonly type: 'subscribe'; readonly protocol: number; readonly topics: readonly Held[] }
  | { readonly type: 'hash'; readonly topics: readonly (Held & { readonly hash: string })[] }
  | { readonly type: 'resync'; readonly topics: readonly string[] }
  | { readonly type: 'ping'; readonly sent: number };

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

const wrong = (what: string): GuanlanError => new GuanlanError('GL_LIVE_MESSAGE', what);
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= -1;

/** Reads what a screen sent. Throws `GL_LIVE_MESSAGE` saying which field is wrong. */
export function parseRequest(text: string): Request {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    throw wrong('not JSON');
  }
  if (!isObject(message)) throw wrong('not an object');
  switch (message.type) {
    case 'subscribe':
      if (!Number.isSafeInteger(message.protocol)) throw wrong('protocol');
      return { type: 'subscribe', protocol: message.protocol as number, topics: list(message.topics).map(held) };
    case 'hash':
      return {
        type: 'hash',
        topics: list(message.topics).map((item) => {
          const { hash } = item as { hash?: unknown };
          if (typeof hash !== 'string' || !/^[0-9a-f]{16}$/.test(hash)) throw wrong('hash');
          return { ...held(item), hash };
        }),
      };
    case 'resync':
      return { type: 'resync', topics: list(message.topics).map(name) };
    case 'ping':
      if (typeof message.sent !== 'number' || !Number.isFinite(message.sent)) throw wrong('sent');
      return { type: 'ping', sent: message.sent };
    default:
      throw wrong('type');
  }
}

function list(value: unknown): readonly unknown[] {
  if (!Array.isArray(value) || value.length > REQUEST_BOUNDS.topics) throw wrong('topics');
  return value.map((item: unknown) => item ?? {});
}

function name(value: unknown): string {
  if (typeof value !== 'string' || value.length === 0 || value.length > 64) throw wrong('name');
  return value;
}

function held(item: unknown): Held {
  if (!isObject(item)) throw wrong('topics');
  const { epoch = -1, seq = 0 } = item;
  if (!isCount(epoch)) throw wrong('epoch');
  if (!isCount(seq)) throw wrong('seq');
  return { name: name(item.name), epoch, seq };
}

/** Reads what a hub sent; `null` for anything unknown, so that a newer hub may say more. */
export function parseAnnouncement(text: string): Announcement | null {
  const message: unknown = JSON.parse(text);
  if (!isObject(message)) return null;
  return message.type === 'hello' || message.type === 'status' || message.type === 'refused' || message.type === 'pong'
    ? (message as unknown as Announcement)
    : null;
}

export const isTopicName = (text: string): text is TopicName => Object.hasOwn(TOPICS, text);

/** FNV-1a over the definitions, 8 hexadecimal digits: equal where hub and page mean the same columns. */
export const TOPICS_SCHEMA: string = (() => {
  let hash = 0x811c9dc5;
  for (const topic of Object.values(TOPICS)) {
    const text = `${topic.id}:${topic.name}:${topic.columns.map((column) => `${column.name}/${column.decimals}/${column.kind}`).join(',')};`;
    for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, '0');
})();
