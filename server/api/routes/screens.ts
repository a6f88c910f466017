import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import { GuanlanError } from '../../../streams/contracts/errors.ts';
import { reaches } from '../../access/mod.ts';
import type { RouteContext } from '../route-context.ts';
import type { Api } from '../api.ts';

const BUILT = fileURLToPath(new URL('../../../dist/screen/', import.meta.url));
/** What the build makes and browsers ask for; the compressed twins beside them are no addresses of their own. */
const ASSET = /^[\w.-]{1,190}\.(?:css|html|js|json|map|png|svg|webmanifest|woff2)$/;
/** Names of assets carry their hash: a browser may keep one for a year without asking again. */
const FOREVER = { cacheControl: true, maxAge: '365d', immutable: true };
const HIDDEN = { config: { access: 'public' as const }, schema: { hide: true } };

/**
 * The built pages: `/`, `/wall`, `/duty`, `/public` and their assets, by @fastify/static. Their compressed forms are
 * made by the build (`vite.config.ts`); a file without one is sent as it is.
 */
export async function screenRoutes(app: Api, { screens = BUILT }: RouteContext): Promise<void> {
  await app.register(fastifyStatic, {
    root: screens,
    // The routes are ours, because every route says who may ask.
    serve: false,
    preCompressed: true,
    cacheControl: false,
    acceptRanges: false,
    // The entity tag says it; a date with whole seconds could miss a build.
    lastModified: false,
    // A system without built screens is a state of its own: GL_NOT_READY below.
    suppressWarning: true,
  });

  // @fastify/send answers a forced reload whole, also where `if-none-match` says what is held, as every `fetch` with
  // that header does. A file that is held is 304 here, as everywhere in the API.
  app.addHook('onRequest', async ({ raw }) => {
    delete raw.headers['cache-control'];
  });

  const pages = [
    ['/', 'index.html', 'public'],
    ['/public', 'public/index.html', 'public'],
    ['/wall', 'wall/index.html', 'viewer'],
    ['/duty', 'duty/index.html', 'viewer'],
  ] as const;
  for (const [url, path, role] of pages) {
    app.get(url, HIDDEN, async (request, reply) => {
      // A person at a browser is asked for the token here; the data behind the page asks again.
      if (!reaches(request.grant, role)) return reply.redirect(`/login?next=${url}`, 302);
      await access(join(screens, path)).catch((error: NodeJS.ErrnoException) => {
        throw new GuanlanError('GL_NOT_READY', 'the screens are not built: npm run screens', { cause: error });
      });
      return reply.header('cache-control', 'no-cache').sendFile(path);
    });
  }
  app.get<{ Params: { name: string } }>('/assets/:name', HIDDEN, async ({ params: { name } }, reply) => {
    if (!ASSET.test(name) || name.includes('..')) throw new GuanlanError('GL_NOT_FOUND', name.slice(0, 80));
    return reply.sendFile(`assets/${name}`, FOREVER);
  });
  app.get('/icon.svg', HIDDEN, async (_request, reply) =>
    reply.header('cache-control', 'no-cache').sendFile('icon.svg'),
  );
}
