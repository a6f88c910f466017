import { Ajv, type ValidateFunction } from 'ajv';
import type { FastifySchema } from 'fastify';

/**
 * Query, path and headers are text and are read as what the schema says; a body is JSON and has to be it already.
 * Nothing is removed or repaired.
 */
const reading = new Ajv({
  coerceTypes: true,
  useDefaults: true,
  removeAdditional: false,
  allErrors: false,
  strict: false,
});
const strict = new Ajv({
  coerceTypes: false,
  useDefaults: true,
  removeAdditional: false,
  allErrors: false,
  strict: false,
});

export function compileValidator({ schema, httpPart }: { schema: FastifySchema; httpPart?: string }): ValidateFunction {
  return (httpPart === 'body' ? strict : reading).compile(schema as object);
}

/** One sentence of what does not fit: `querystring/limit must be <= 500`. */
export function validationText(
  errors: readonly { instancePath?: string; message?: string; params?: unknown }[],
  part: string,
): string {
  const [first] = errors;
  const extra = (first?.params as { additionalProperty?: string } | undefined)?.additionalProperty;
  const member = extra === undefined ? '' : `: ${extra.slice(0, 60)}`;
  return `${part}${first?.instancePath ?? ''} ${first?.message ?? ''}${member}`;
}
