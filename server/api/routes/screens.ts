import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { GuanlanError } from '../../../streams/contracts/errors.ts';
import { reaches } from '../../access/mod.ts';
import { precompress, sendPrecompressed, type Precompressed } from '../precompressed.ts';
import type { RouteContext } from '../route-context.ts';
import type { Api } from '../api.ts';

const FOREVER = 'public, max-age=31536000, immutable';
/** Files kept compressed; the build has some hundred. */
const MAX_FILES = 500;
const TYPES: Readonly<Record<string, string>> = Object.freeze({
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.map': 'application/json; charset=utf-8',
});
const PACKED = new Set(['.woff2', '.png']);
const BUILT = fileURLToPath(new URL('../../../dist/screen/', import.meta.url));

/**
 * The built pages: `/`, `/wall`, `/duty`, `/public` and their assets. Names of assets carry their hash, so browsers may
 * keep them for a year.
 */
export async function screenRoutes(app: Api, { screens = BUILT }: RouteContext): Promise<void> {
  const kept = new Map<string, Promise<Precompressed & { readonly packed: boolean }>>();
  const load = async (path: string): Promise<Precompressed & { readonly packed: boolean }> => {
    const extension = extname(path);
    const type = TYPES[extension];
    if (type === undefined) throw new GuanlanError('GL_NOT_FOUND', path);
    const bytes = await readFile(join(screens, path)).catch((error: NodeJS.ErrnoException) => {
      throw new GuanlanError(
        path.endsWith('.html') ? 'GL_NOT_READY' : 'GL_NOT_FOUND',
        path.endsWith('.html') ? 'the screens are not built: npm run build' : path,
        { cause: error },
      );
    });
    return { ...(await precompress(bytes, type)), packed: PACKED.has(extension) };
  };
  const file = (path: string): Promise<Precompressed & { readonly packed: boolean }> => {
    const present = kept.get(path);
    if (present) return present;
    const loading = load(path);
    kept.set(path, loading);
    if (kept.size > MAX_FILES) kept.delete(kept.keys().next().value as string);
    loading.catch(() => kept.delete(path));
    return loading;
  };
  const send = async (
    request: FastifyRequest,
    reply: FastifyReply,
    path: string,
    cacheControl = 'no-cache',
  ): Promise<FastifyReply> => {
    const body = await file(path);
    if (body.packed)
      return reply.headers({ etag: body.etag, 'cache-control': cacheControl }).type(body.type).send(body.plain);
    return sendPrecompressed(request, reply, body, cacheControl);
  };

  const pages = [
    ['/', 'index.html', 'public'],
    ['/public', 'public/index.html', 'public'],
    ['/wall', 'wall/index.html', 'viewer'],
    ['/duty', 'duty/index.html', 'viewer'],
  ] as const;
  for (const [url, path, role] of pages) {
    app.get(url, { config: { access: 'public' }, schema: { hide: true } }, async (request, reply) => {
      // A person at a browser is asked for the token here; the data behind the page asks again.
      if (!reaches(request.grant, role)) return reply.redirect(`/login?next=${url}`, 302);
      return send(request, reply, path);
    });
  }
  app.get('/assets/:name', { config: { access: 'public' }, schema: { hide: true } }, async (request, reply) => {
    const { name } = request.params as { name: string };
    if (!/^[\w.-]{1,200}$/.test(name) || name.includes('..')) throw new GuanlanError('GL_NOT_FOUND', name.slice(0, 80));
    return send(request, reply, `assets/${name}`, FOREVER);
  });
  app.get('/icon.svg', { config: { access: 'public' }, schema: { hide: true } }, async (request, reply) =>
    send(request, reply, 'icon.svg'),
  );
}
