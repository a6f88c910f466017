import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { GuanlanError } from '../../streams/contracts/errors.ts';
import { isSecret, MIN_SECRET } from '../platform/secret-text.ts';
import { replacePrivate } from '../platform/secret-file.ts';
import { ROLES } from '../../streams/contracts/api/vocabulary.ts';
import type { Role } from './role.ts';

/** A token as it is kept: never the token itself. 256 random bits need no slow hash. */
export interface TokenEntry {
  readonly id: string;
  readonly role: Role;
  readonly name: string;
  /** SHA-256, hexadecimal. */
  readonly hash: string;
  /** Milliseconds UTC. */
  readonly created: number;
}

/** Bound of the token file. */
const MAX_TOKENS = 1000;

export interface Tokens {
  list(): readonly TokenEntry[];
  byId(id: string): TokenEntry | null;
  /** The entry of a token, or null. Compares every hash in constant time. */
  find(token: string): TokenEntry | null;
  /** Makes a token; its text is given out this once. */
  issue(role: Role, name: string, now: number): { token: string; entry: TokenEntry };
  /** Enters a token made elsewhere (the demo's partner); the same one again changes nothing. Throws GL_BAD_REQUEST. */
  enter(token: string, role: Role, name: string, now: number): TokenEntry;
  revoke(id: string): boolean;
}

export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');
export const newToken = (role: Role): string => `gl_${role}_${randomBytes(32).toString('base64url')}`;

const isEntry = (value: unknown): value is TokenEntry => {
  const entry = value as Partial<TokenEntry> | null;
  return (
    typeof entry?.id === 'string' &&
    typeof entry.name === 'string' &&
    entry.name.isWellFormed() &&
    typeof entry.hash === 'string' &&
    /^[0-9a-f]{64}$/.test(entry.hash) &&
    typeof entry.created === 'number' &&
    (ROLES as readonly string[]).includes(entry.role ?? '')
  );
};

function readEntries(path: string): TokenEntry[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new GuanlanError('GL_CONFIG', `${path} is not JSON`, { cause: error });
  }
  // A file that cannot be trusted whole is not trusted in part: else a slip of the editor opens or closes doors unseen.
  if (!Array.isArray(value) || value.length > MAX_TOKENS || !value.every(isEntry))
    throw new GuanlanError('GL_CONFIG', `${path} is not a list of tokens`);
  return value;
}

/** The tokens in `<dataDir>/access/tokens.json` (mode 0600). Read again when another process has changed the file. */
export function openTokens(dataDir: string): Tokens {
  const path = join(dataDir, 'access', 'tokens.json');
  let entries = readEntries(path);
  let stamp = '';
  const fresh = (): readonly TokenEntry[] => {
    let now = '';
    try {
      const { mtimeMs, size, ino } = statSync(path);
      now = `${mtimeMs}:${size}:${ino}`;
    } catch {
      now = 'absent';
    }
    if (now !== stamp) {
      entries = readEntries(path);
      stamp = now;
    }
    return entries;
  };
  const add = (entry: TokenEntry): void => {
    const present = fresh();
    if (present.length >= MAX_TOKENS) throw new GuanlanError('GL_CONFLICT', `${MAX_TOKENS} tokens are given out`);
    replacePrivate(path, `${JSON.stringify([...present, entry], null, 2)}\n`);
  };
  const find = (token: string): TokenEntry | null => {
    // A list written by a version that took an empty secret file for a token holds the hash of nothing.
    if (token === '') return null;
    const hash = Buffer.from(hashToken(token), 'hex');
    let found: TokenEntry | null = null;
    for (const entry of fresh()) {
      if (timingSafeEqual(hash, Buffer.from(entry.hash, 'hex'))) found = entry;
    }
    return found;
  };
  const enter = (token: string, role: Role, name: string, now: number): TokenEntry => {
    if (!isSecret(token))
      throw new GuanlanError('GL_BAD_REQUEST', `a token has at least ${MIN_SECRET} visible characters`);
    const present = find(token);
    if (present) return present;
    const entry: TokenEntry = Object.freeze({
      id: randomBytes(6).toString('hex'),
      role,
      name,
      hash: hashToken(token),
      created: now,
    });
    add(entry);
    return entry;
  };
  return {
    list: fresh,
    byId: (id) => fresh().find((entry) => entry.id === id) ?? null,
    find,
    enter,
    issue: (role, name, now) => {
      const token = newToken(role);
      return { token, entry: enter(token, role, name, now) };
    },
    revoke: (id) => {
      const present = fresh();
      const kept = present.filter((entry) => entry.id !== id);
      if (kept.length === present.length) return false;
      replacePrivate(path, `${JSON.stringify(kept, null, 2)}\n`);
      return true;
    },
  };
}
