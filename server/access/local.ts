import { isIP } from 'node:net';

/** Whether a bind address is reachable from this machine only. */
export function isLoopback(host: string): boolean {
  if (host === 'localhost') return true;
  return isIP(host) === 4 ? host.startsWith('127.') : host === '::1';
}

/** Host name of a `Host` header or of an `Origin`, without port and brackets; null where it is none. */
function hostOf(text: string): string | null {
  try {
    return new URL(text.includes('://') ? text : `http://${text}`).hostname.replace(/^\[|\]$/g, '') || null;
  } catch {
    return null;
  }
}

/** The headers that access is decided on, lower case. The same for HTTP and for the live socket's upgrade. */
export interface AccessRequest {
  readonly authorization?: string | undefined;
  readonly cookie?: string | undefined;
  readonly host?: string | undefined;
  readonly origin?: string | undefined;
  readonly fetchSite?: string | undefined;
  /** Any of `forwarded`, `x-forwarded-for`, `via`: somebody stands in front. */
  readonly forwarded?: string | undefined;
}

/**
 * Whether a request without token may count as the person at this machine. A page of another site in the same browser
 * also reaches loopback, by form, by socket or by a name that resolves to 127.0.0.1: so the host asked for and the
 * page that asks must be local too, and nothing may stand in front.
 */
export function isLocalRequest(request: AccessRequest): boolean {
  const host = request.host === undefined ? null : hostOf(request.host);
  if (host === null || !isLoopback(host)) return false;
  return request.forwarded === undefined && isSameSite(request);
}

/**
 * Whether the page that asks is ours, or no page at all (a program). Guards what a cookie or loopback allows against
 * other sites.
 */
export function isSameSite(request: AccessRequest): boolean {
  if (
    request.fetchSite !== undefined &&
    request.fetchSite !== 'same-origin' &&
    request.fetchSite !== 'none' &&
    request.fetchSite !== 'same-site'
  )
    return false;
  if (request.origin === undefined) return request.fetchSite !== 'same-site';
  const origin = hostOf(request.origin);
  const host = request.host === undefined ? null : hostOf(request.host);
  return origin !== null && origin === host;
}
