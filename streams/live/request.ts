/** What screens say: JSON text. It is untrusted, so `parseRequest` checks each field and throws `GL_LIVE_MESSAGE`. */
import { GuanlanError } from '../contracts/errors.ts';
import { isObject } from './is-object.ts';

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

/** What a screen holds of a topic; epoch -1 and seq 0 where nothing. */
export interface HeldState {
  readonly name: string;
  readonly epoch: number;
  readonly seq: number;
}

export type Request =
  | { readonly type: 'subscribe'; readonly protocol: number; readonly topics: readonly HeldState[] }
  | { readonly type: 'hash'; readonly topics: readonly (HeldState & { readonly hash: string })[] }
  | { readonly type: 'resync'; readonly topics: readonly string[] }
  | { readonly type: 'ping'; readonly sent: number };

const wrong = (what: string): GuanlanError => new GuanlanError('GL_LIVE_MESSAGE', what);
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

function held(item: unknown): HeldState {
  if (!isObject(item)) throw wrong('topics');
  const { epoch = -1, seq = 0 } = item;
  if (!isCount(epoch)) throw wrong('epoch');
  if (!isCount(seq)) throw wrong('seq');
  return { name: name(item.name), epoch, seq };
}
