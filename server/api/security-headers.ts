import type { IncomingMessage } from 'node:http';
import { fastifyHelmet as helmet } from '@fastify/helmet';
import type { Config } from '../platform/config.ts';
import { liveSource } from './live-source.ts';
import type { Api } from './api.ts';

type Directives = Readonly<Record<string, readonly (string | ((request: IncomingMessage) => string))[]>>;

/**
 * Nothing is loaded from, sent to or framed by anybody but us. Workers are blobs of our own scripts (deck.gl); the
 * charts write style attributes into their tooltips, style elements stay forbidden.
 * @param live the source of the live socket for one request; empty where `'self'` covers it
 */
const contentPolicy = (live: (request: IncomingMessage) => string): { useDefaults: false; directives: Directives } => ({
  useDefaults: false,
  directives: {
    'default-src': ["'none'"],
    'script-src': ["'self'"],
    'style-src': ["'self'"],
    'style-src-attr': ["'unsafe-inline'"],
    'img-src': ["'self'", 'data:', 'blob:'],
    'font-src': ["'self'"],
    // One entry, not two: an empty second one would leave a space behind.
    'connect-src': [(request) => `'self' ${live(request)}`.trimEnd()],
    'worker-src': ["'self'", 'blob:'],
    'manifest-src': ["'self'"],
    'base-uri': ["'none'"],
    'form-action': ["'self'"],
    'frame-ancestors': ["'none'"],
  },
});

/** Sets the policy on an answer that no hook sees; there is no page behind it that opens a live socket. */
export const setContentPolicy = helmet.contentSecurityPolicy(contentPolicy(() => ''));

/**
 * The security headers of every answer, by @fastify/helmet. Its headers for browsers of the past stay out: what they
 * ask for is in the policy. `permissions-policy` and our trace id are not among what it sets.
 */
export async function sendSecurityHeaders(
  app: Api,
  config: Pick<Config, 'publicLiveUrl' | 'tls'>,
  livePort: () => number,
): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: contentPolicy(({ headers }) => liveSource(config, livePort(), headers)),
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    referrerPolicy: { policy: 'no-referrer' },
    // Other hosts of the city's domain are not ours to decide on.
    strictTransportSecurity: config.tls ? { maxAge: 31_536_000, includeSubDomains: false } : false,
    originAgentCluster: false,
    xDnsPrefetchControl: false,
    xDownloadOptions: false,
    xFrameOptions: false,
    xPermittedCrossDomainPolicies: false,
    xXssProtection: false,
  });
  app.addHook('onRequest', async (request, reply) => {
    void reply.headers({
      'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
      'x-trace-id': String(request.id),
    });
  });
}
