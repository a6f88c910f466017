import type { Api } from '../api.ts';
import { closed } from '../../../streams/contracts/api/schema.ts';
import { precompress, sendPrecompressed, type Precompressed } from '../precompressed.ts';
import type { OpenApiDocument } from '../openapi-document.ts';
import { referencePage } from '../reference-page.ts';
import { REFERENCE_STYLE } from '../reference-style.ts';

interface ReferenceFiles {
  readonly json: Precompressed;
  readonly html: Precompressed;
  readonly style: Precompressed;
}

/** `/api/openapi.json` and the browsable reference made of it: plain pages without scripts, nothing from elsewhere. */
export async function referenceRoutes(app: Api): Promise<void> {
  let made: Promise<ReferenceFiles> | null = null;
  const make = async (): Promise<ReferenceFiles> => {
    const text = JSON.stringify(app.swagger());
    const document = JSON.parse(text) as OpenApiDocument;
    const [json, html, style] = await Promise.all([
      precompress(text),
      precompress(referencePage(document), 'text/html; charset=utf-8'),
      precompress(REFERENCE_STYLE, 'text/css; charset=utf-8'),
    ]);
    return { json, html, style };
  };
  const serveFile = (url: string, which: keyof ReferenceFiles): void => {
    app.get(
      url,
      { config: { access: 'public' }, schema: { hide: true, querystring: closed({}) } },
      async (request, reply) => {
        made ??= make();
        return sendPrecompressed(request, reply, (await made)[which]);
      },
    );
  };
  serveFile('/api/openapi.json', 'json');
  serveFile('/api/reference', 'html');
  serveFile('/api/reference/style.css', 'style');
}
