import type { Api } from '../schema.ts';
import { closed } from '../schema.ts';
import { precompress, sendPrecompressed, type Precompressed } from '../precompressed.ts';
import { REFERENCE_STYLE, referencePage, type OpenApiDocument } from '../reference-page.ts';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** `/api/openapi.json` and the browsable reference made from it: plain pages without scripts, nothing from elsewhere. */
export async function referenceRoutes(app: Api): Promise<void> {
  let made: Promise<{ json: Precompressed; html: Precompressed; style: Precompressed }> | null = null;
  const files = (): NonNullable<typeof made> => {
    made ??= (async () => {
      const document = app.swagger() as unknown as OpenApiDocument;
      const [json, html, style] = await Promise.all([
        precompress(JSON.stringify(document)),
        precompress(referencePage(document), 'text/html; charset=utf-8'),
        precompress(REFERENCE_STYLE, 'text/css; charset=utf-8'),
      ]);
      return { json, html, style };
    })();
    return made;
  };
  const serve = (url: string, which: 'json' | 'html' | 'style'): void => {
    app.get(
      url,
      { config: { access: 'public' }, schema: { hide: true, querystring: closed({}) } },
      async (request, reply) =>
        sendPrecompressed(request as FastifyRequest, reply as unknown as FastifyReply, (await files())[which]),
    );
  };
  serve('/api/openapi.json', 'json');
  serve('/api/reference', 'html');
  serve('/api/reference/style.css', 'style');
}
