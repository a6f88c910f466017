import type { Config } from '../platform/config.ts';
import { liveSource } from './live-source.ts';
import type { Api } from './api.ts';

/**
 * Nothing is loaded from, sent to or framed by anybody but us. Workers are blobs of our own scripts (deck.gl); the
 * charts write style attributes into their tooltips, style elements stay forbidden.
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
      'content-security-policy': contentPolicy(liveSource(config, livePort(), request.headers)),
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
