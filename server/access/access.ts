import { randomBytes, timingSafeEqual } from 'node:crypto';
import { join } from 'node:path';
import type { Clock } from '../../streams/contracts/clock.ts';
import type { Config } from '../platform/config.ts';
import { isLocalRequest, isLoopback, isSameSite, type AccessRequest } from './local.ts';
import { PUBLIC_GRANT, reaches, type Grant } from './role.ts';
import { keptSecret } from '../platform/secret-file.ts';
import { cookieValue, openSession, sealSession, SESSION_COOKIE, SESSION_SECONDS, sessionCookie } from './session.ts';
import { hashToken, newToken, openTokens, type TokenEntry, type Tokens } from './tokens.ts';

/** Token id of the administrator's sessions. */
const ADMIN = 'admin';

export interface Access {
  /** Whether this machine's own person needs no token (loopback, none configured): stated in `/readyz` and the log. */
  readonly isOpen: boolean;
  readonly tokens: Tokens;
  /** Null: a token or session was shown that is not valid. Nothing shown: public, or the person at this machine. */
  authorize(request: AccessRequest): Grant | null;
  /** For the live hub: what a socket may subscribe to. */
  authorizeLive(request: AccessRequest): 'public' | 'internal' | null;
  /**
   * Whether a request that changes something may do so by this grant: what a browser adds by itself must come from our
   * own page.
   */
  mayChange(request: AccessRequest, grant: Grant): boolean;
  /** `Set-Cookie` for a screen's session, or null where the token is not one for screens. */
  login(token: string): string | null;
  logout(): string;
}

/**
 * The administrator's token: configured, else made at the first start in `<dataDir>/secrets/admin-token`. Nothing is
 * kept under it, but a new one has to be shown to somebody: a damaged file is refused, not replaced.
 * @throws GL_SECRET_DAMAGED
 */
export function adminToken(config: Pick<Config, 'adminToken' | 'dataDir'>): { token: string; made: boolean } {
  if (config.adminToken !== null) return { token: config.adminToken, made: false };
  const { secret, made } = keptSecret(
    join(config.dataDir, 'secrets', 'admin-token'),
    () => newToken('admin'),
    'delete it, and the next start makes a new token and shows it; the sessions of administrators end',
  );
  return { token: secret, made };
}

/**
 * The demo's partner token, so that a newcomer can try `POST /api/readings`: kept in
 * `<dataDir>/secrets/demo-partner-token`.
 * @throws GL_SECRET_DAMAGED
 */
export function demoPartnerToken(config: Pick<Config, 'dataDir'>, now: number): string {
  const { secret } = keptSecret(
    join(config.dataDir, 'secrets', 'demo-partner-token'),
    () => newToken('partner'),
    'delete it, and the next start makes a new one and shows it',
  );
  openTokens(config.dataDir).enter(secret, 'partner', 'demo', now);
  return secret;
}

const bearer = (header: string | undefined): string | null =>
  /^Bearer ([\x21-\x7e]{1,512})$/i.exec(header ?? '')?.[1] ?? null;

/**
 * The key that signs the screens' sessions, in `<dataDir>/secrets/session-key`. A damaged one is refused: whoever can
 * cut the file must not choose what cookies are signed with, and no screen should have to log in again untold.
 * @throws GL_SECRET_DAMAGED
 */
const signingKey = (dataDir: string): string =>
  keptSecret(
    join(dataDir, 'secrets', 'session-key'),
    () => randomBytes(32).toString('base64url'),
    'delete it, and the next start makes a new one; every screen then logs in again',
  ).secret;

/** Opens access control: tokens, sessions and the single machine's trial mode. Throws GL_SECRET_DAMAGED, GL_CONFIG. */
export function openAccess(config: Pick<Config, 'adminToken' | 'dataDir' | 'host' | 'tls'>, clock: Clock): Access {
  const tokens = openTokens(config.dataDir);
  const adminHash = Buffer.from(hashToken(adminToken(config).token), 'hex');
  const key = signingKey(config.dataDir);
  // The signature is bound to the administrator's token too: changing it ends the administrator's sessions.
  const sessionKey = `${key}.${adminHash.toString('hex')}`;
  const isOpen = isLoopback(config.host) && config.adminToken === null;

  const grantOf = (entry: Pick<TokenEntry, 'role' | 'name'>, via: Grant['via']): Grant =>
    Object.freeze({ role: entry.role, name: entry.name, via });
  const admin = { role: 'admin', name: 'admin' } as const;

  const byToken = (token: string): Grant | null => {
    // Nothing shown equals nothing, whatever a file or a setting holds.
    if (token === '') return null;
    if (timingSafeEqual(Buffer.from(hashToken(token), 'hex'), adminHash)) return grantOf(admin, 'token');
    const entry = tokens.find(token);
    return entry ? grantOf(entry, 'token') : null;
  };
  const bySession = (text: string): Grant | null => {
    const session = openSession(sessionKey, text, clock.now());
    if (!session) return null;
    if (session.token === ADMIN) return grantOf(admin, 'session');
    const entry = tokens.byId(session.token);
    return entry ? grantOf(entry, 'session') : null;
  };

  const authorize = (request: AccessRequest): Grant | null => {
    if (request.authorization !== undefined) {
      const token = bearer(request.authorization);
      return token === null ? null : byToken(token);
    }
    const cookie = cookieValue(request.cookie, SESSION_COOKIE);
    const session = cookie === null ? null : bySession(cookie);
    if (session) return session;
    if (isOpen && isLocalRequest(request)) return Object.freeze({ role: 'operator', name: 'local', via: 'loopback' });
    // A session that is over falls back to public: a kiosk whose cookie ran out goes on showing what everybody may see.
    return PUBLIC_GRANT;
  };

  return {
    isOpen,
    tokens,
    authorize,
    authorizeLive: (request) => {
      const grant = authorize(request);
      if (!grant) return null;
      const internal = reaches(grant, 'viewer') && (grant.via === 'token' || isSameSite(request));
      return internal ? 'internal' : 'public';
    },
    mayChange: (request, grant) => grant.via === 'token' || (grant.via !== 'none' && isSameSite(request)),
    login: (token) => {
      const grant = byToken(token);
      if (!grant || !reaches(grant, 'viewer')) return null;
      const id = tokens.find(token)?.id ?? ADMIN;
      const until = Math.floor(clock.now() / 1000) + SESSION_SECONDS;
      return sessionCookie(sealSession(sessionKey, { token: id, until }), config.tls !== null);
    },
    logout: () => sessionCookie(null, config.tls !== null),
  };
}
