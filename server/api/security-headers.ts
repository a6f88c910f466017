import type { Config } from '../platform/config.ts';
import type { Api } from './schema.ts';

/**
 * Sources of the content security policy for the live socket. Where no address is configured it is this host on the live
 * port, whatever name the page was asked by.
 */
export function liveSources(
  config: Pick<Config, 'publicLiveUrl' | 'tls'>,
  livePort: number,
  host: string | undefined,
): string {
  if (config.publicLiveUrl !== null) return new URL(config.publicLiveUrl).origin;
  const name = /^(\[[0-9a-fA-F:]+\]|[0-9A-Za-z.-]+)(?::\d+)?$/.exec(host ?? '')?.[1];
  return name === undefined ? '' : `${config.tls ? 'wss' : 'ws'}://${name}:${livePort}`;
}

/**
 * Nothing is loaded from, sent to or framed by anybody but us. Workers are blobs of our own scripts (deck.gl); the charts
 * write style attributes into their tooltips, style elements stay forbidden.
 */
export function contentPolicy(live: string): string {
  return [
    `default-src 'none'`,
    `script-src 'self'`,
    `style-src 'self'`,
    `style-src-attr 'unsafe-inline'`,
    `img-src 'self' data: blob:`,
    `font-src 'self'`,
    `connect-src 'self'${live === '' ? '' : ` ${live}`}`,
    `worker-src 'self' blob:`,
    `manifest-src 'self'`,
    `base-uri 'none'`,
    `form-action 'self'`,
    `frame-ancestors 'none'`,
  ].join('; ');
}

export function sendSecurityHeaders(
  app: Api,
  config: Pick<Config, 'publicLiveUrl' | 'tls'>,
  livePort: () => number,
): void {
  app.addHook('onSend', async (request, reply) => {
    void reply.headers({
      'content-security-policy': contentPolicy(liveSources(config, livePort(), request.headers.host)),
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
      'x-trace-id': String(request.id),
      ...(config.tls ? { 'strict-transport-security': 'max-age=31536000' } : {}),
    });
  });
}
