const HOST = /^(?:[\w.-]+|\[[0-9a-f:.]+\])$/;
const PATH = /^\/(?!\/)[\w.~/-]*$/;

/**
 * Whether `GUANLAN_LIVE_URL` can be handed to a browser: a path, which means this very host (`/live`; not `//host`,
 * which means another one), or a whole `ws://` or `wss://` address without user, query and fragment. It also becomes a
 * source of the content security policy, so that its host is a plain name or an address.
 */
export function isLiveUrl(given: string): boolean {
  if (PATH.test(given)) return true;
  if (!/^wss?:\/\/[^/]/.test(given)) return false;
  try {
    const { hostname, pathname, username, password, search, hash } = new URL(given);
    const extras = username + password + search + hash;
    return HOST.test(hostname) && PATH.test(pathname) && extras === '';
  } catch {
    return false;
  }
}
