import { createHmac, timingSafeEqual } from 'node:crypto';

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
 * Signed here and not by @fastify/cookie's signer: that one's base64 holds `/` and `+`, which a cookie has to carry
 * percent-encoded, and walls would have to log in again; the form and the end are checked here in any case.
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
 * The value of one cookie in a `Cookie` header. Not by @fastify/cookie: a session is also shown to the live hub, whose
 * upgrade is no request of Fastify, and the package's own `parse` and `serialize` work only once a Fastify instance has
 * loaded the plugin.
 */
export function cookieValue(header: string | undefined, name: string): string | null {
  for (const part of header?.split(';') ?? []) {
    const at = part.indexOf('=');
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim();
  }
  return null;
}

/** `Set-Cookie` text: not readable by scripts, not sent from other sites. `null` ends the session. */
export function sessionCookie(value: string | null, secure: boolean): string {
  const life = value === null ? 'Max-Age=0' : `Max-Age=${SESSION_SECONDS}`;
  return `${SESSION_COOKIE}=${value ?? ''}; Path=/; HttpOnly; SameSite=Strict; ${life}${secure ? '; Secure' : ''}`;
}
