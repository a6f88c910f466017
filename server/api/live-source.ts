import type { Config } from '../platform/config.ts';

type Settings = Pick<Config, 'publicLiveUrl' | 'tls'>;
/** The headers the answer depends on, lower case. */
export interface AskedBy {
  readonly host?: string | undefined;
  /** What a proxy in front says of the scheme it was asked by; the first of several is the browser's. */
  readonly 'x-forwarded-proto'?: string | readonly string[] | undefined;
}

const HOST = /^(\[[0-9a-fA-F:.]+\]|[0-9A-Za-z.-]+)(:\d{1,5})?$/;
const schemeOf = ({ tls }: Settings): 'ws:' | 'wss:' => (tls ? 'wss:' : 'ws:');

/** Where a screen opens its live socket: as configured, else this host, as it was asked for, on the live port. */
export function liveUrl(config: Settings, livePort: number, { host }: AskedBy): string {
  if (config.publicLiveUrl !== null) return config.publicLiveUrl;
  const name = HOST.exec(host ?? '')?.[1];
  return name === undefined ? '/live' : `${schemeOf(config)}//${name}:${livePort}/live`;
}

/**
 * A source of the policy has no form for an IPv6 address (CSP 3, host-part), and browsers drop one that holds it: then
 * any host on that very port. Scripts are our own only, so that nobody is there to use the width.
 */
const sourceOf = (scheme: string, name: string, port: string): string =>
  name.startsWith('[')
    ? `${scheme}//*:${port || (scheme === 'wss:' ? '443' : '80')}`
    : `${scheme}//${name}${port && `:${port}`}`;

/**
 * The source of the content security policy that covers `liveUrl`; empty where `'self'` covers it. For a path it is
 * this host and port as asked, for older browsers whose `'self'` leaves out sockets. A path says that a proxy is in
 * front: only then its word on the scheme counts.
 */
export function liveSource(config: Settings, livePort: number, asked: AskedBy): string {
  const { publicLiveUrl } = config;
  if (publicLiveUrl !== null && !publicLiveUrl.startsWith('/')) {
    const { protocol, hostname, port } = new URL(publicLiveUrl);
    return sourceOf(protocol, hostname, port);
  }
  const [, name, port = ''] = HOST.exec(asked.host ?? '') ?? [];
  if (name === undefined) return '';
  if (publicLiveUrl === null) return sourceOf(schemeOf(config), name, String(livePort));
  if (name.startsWith('[')) return '';
  const forwarded = /^\s*(https?)\s*(?:,|$)/i.exec(String(asked['x-forwarded-proto'] ?? ''))?.[1]?.toLowerCase();
  return `${forwarded === 'https' || (forwarded === undefined && config.tls) ? 'wss:' : 'ws:'}//${name}${port}`;
}
