import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';

/**
 * A body made by this process and compressed once for all who ask: the city, the reference. Files are
 * @fastify/static's; these are none, and a compression plugin would compress them anew for each request.
 */
export interface Precompressed {
  readonly etag: string;
  readonly type: string;
  readonly plain: Buffer;
  readonly gzip: Buffer;
  readonly brotli: Buffer;
}

const gzipAsync = promisify(gzip);
const brotliAsync = promisify(brotliCompress);

export async function precompress(
  text: string | Buffer,
  type = 'application/json; charset=utf-8',
): Promise<Precompressed> {
  const plain = typeof text === 'string' ? Buffer.from(text) : text;
  const [gzipped, brotli] = await Promise.all([
    gzipAsync(plain, { level: 6 }),
    brotliAsync(plain, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_SIZE_HINT]: plain.length },
    }),
  ]);
  return Object.freeze({
    etag: `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`,
    type,
    plain,
    gzip: gzipped,
    brotli,
  });
}

/** Whether a coding is accepted and not refused by `q=0`. */
const accepts = (header: string, coding: string): boolean =>
  header.split(',').some((part) => {
    const [name, ...parameters] = part
      .trim()
      .toLowerCase()
      .split(/\s*;\s*/);
    return name === coding && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter));
  });

/** Sends the best coding the asker takes, or 304 where it holds it already. By default it is asked again each time. */
export function sendPrecompressed(
  request: FastifyRequest,
  reply: FastifyReply,
  body: Precompressed,
  cacheControl = 'no-cache',
): FastifyReply {
  void reply.headers({ etag: body.etag, 'cache-control': cacheControl, vary: 'accept-encoding' }).type(body.type);
  if ((request.headers['if-none-match'] ?? '').split(/\s*,\s*/).includes(body.etag)) return reply.code(304).send();
  const header = String(request.headers['accept-encoding'] ?? '');
  if (accepts(header, 'br')) return reply.header('content-encoding', 'br').send(body.brotli);
  if (accepts(header, 'gzip')) return reply.header('content-encoding', 'gzip').send(body.gzip);
  return reply.send(body.plain);
}
