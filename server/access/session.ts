import { createHmac, timingSafeEqual } from 'node:crypto';
import { parseCookie, stringifySetCookie } from 'cookie';

/** Name of the screens' cookie. */
export const SESSION_COOKIE = 'guanlan_session';
/** A wall runs for weeks without a touch: 90 days. */
export const SESSION_SECONDS = 90 * 86_400;

/** What a session proves: which token opened it, until when (seconds since 1970). */
export interface Session {
  readonly token: string;
  readonly until: number;
}

const sign = (key: string, payload: string): Buffer => createHmac('sha256', key).update(payload).digest();

/**
 * A session as cookie text: `<token id>.<until>.<signature>`. No table of sessions: revoking the token ends them.
 * Signed here: @fastify/cookie's signer keeps no end, and its base64 holds `/` and `+`, which a cookie has to carry
 * percent-encoded.
 */
export function sealSession(key: string, session: Session): string {
  const payload = `${session.token}.${session.until}`;
  return `${payload}.${sign(key, payload).toString('base64url')}`;
}

/** @param now milliseconds UTC. Null where the text is forged, cut or over. */
export function openSession(key: string, text: string, now: number): Session | null {
  const match = /^([0-9a-z]{1,32})\.(\d{1,12})\.([0-9A-Za-z_-]{43})$/.exec(text);
  if (!match) return null;
  const [, token = '', until = '', signature = ''] = match;
  const given = Buffer.from(signature, 'base64url');
  const wanted = sign(key, `${token}.${until}`);
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return null;
  return Number(until) * 1000 > now ? { token, until: Number(until) } : null;
}

/**
 * The value of one cookie in a `Cookie` header. By `cookie` itself rather than @fastify/cookie around it: a session is
 * also shown to the live hub, whose upgrade is no request of Fastify.
 */
export const cookieValue = (header: string | undefined, name: string): string | null =>
  parseCookie(header ?? '')[name] ?? null;

/** `Set-Cookie` text: not readable by scripts, not sent from other sites. `null` ends the session. */
export const sessionCookie = (value: string | null, secure: boolean): string =>
  stringifySetCookie({
    name: SESSION_COOKIE,
    value: value ?? '',
    path: '/',
    maxAge: value === null ? 0 : SESSION_SECONDS,
    httpOnly: true,
    sameSite: 'strict',
    secure,
  });
