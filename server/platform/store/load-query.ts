import { readFileSync } from 'node:fs';
import { SQL_CODES } from '../../../streams/contracts/codes.ts';
import { GuanlanError } from '../../../streams/contracts/errors.ts';
import { codeOnly, splitStatements, withoutComments } from './statement.ts';

const SQL = new URL('../../../sql/', import.meta.url);

/** `{{half-even}}` or `{{factor.pm25}}`: two braces, which the engine's own `{name:Type}` never has. */
const REFERENCE = /\{\{([^{}]*)\}\}/g;
const FRAGMENT = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const CODE = /^([a-z]+)\.(\w+)$/;

const read = (file: string): string => {
  try {
    return readFileSync(new URL(file, SQL), 'utf8');
  } catch (error) {
    throw new GuanlanError('GL_INTERNAL', `no such file: sql/${file}`, { cause: error });
  }
};

/** A number of `streams/contracts/codes.ts`, or a list of them with commas. */
function code(file: string, table: string, name: string): string {
  const value = Object.hasOwn(SQL_CODES, table) ? SQL_CODES[table] : undefined;
  const number = value !== undefined && Object.hasOwn(value, name) ? value[name] : undefined;
  if (number === undefined) throw new GuanlanError('GL_INTERNAL', `${file}: no code {{${table}.${name}}}`);
  return typeof number === 'number' ? String(number) : number.join(', ');
}

/**
 * The definitions of a fragment, without its comments: `(arguments) -> expression AS name` or `name AS (SELECT ...)`,
 * with commas.
 */
function fragment(file: string, name: string): string {
  if (!FRAGMENT.test(name)) throw new GuanlanError('GL_INTERNAL', `${file}: not a reference: {{${name}}}`);
  const [text, ...others] = splitStatements(withoutComments(read(`fragments/${name}.sql`)));
  if (text === undefined || others.length > 0)
    throw new GuanlanError('GL_INTERNAL', `fragments/${name}.sql does not hold one list of definitions`);
  return resolveReferences(`fragments/${name}.sql`, text);
}

/** Puts in what stands in double braces outside of comments and texts. */
export function resolveReferences(file: string, sql: string): string {
  const plain = codeOnly(sql);
  let resolved = '';
  let from = 0;
  for (const match of plain.matchAll(REFERENCE)) {
    const name = (match[1] ?? '').trim();
    const parts = CODE.exec(name);
    resolved +=
      sql.slice(from, match.index) + (parts ? code(file, parts[1] ?? '', parts[2] ?? '') : fragment(file, name));
    from = match.index + match[0].length;
  }
  return resolved + sql.slice(from);
}

/**
 * Text of a query file: `loadQuery('hotspots/hotspots')` reads `sql/hotspots/hotspots.sql`. Without its closing
 * semicolon, with its fragments and codes put in (docs/notes/080): `{{half-even}}` in a WITH list is the text of
 * `sql/fragments/half-even.sql`, `{{factor.pm25}}` a number of `streams/contracts/codes.ts`, `{{factors.aqi}}` a list
 * of them.
 * @throws GL_INTERNAL where there is no such query, fragment or code, or the file does not hold exactly one statement
 */
export function loadQuery(name: string): string {
  if (!/^[a-z][a-z0-9/-]*$/.test(name)) throw new GuanlanError('GL_INTERNAL', `not a query: ${name}`);
  const [statement, ...others] = splitStatements(read(`${name}.sql`));
  if (statement === undefined || others.length > 0)
    throw new GuanlanError('GL_INTERNAL', `${name}.sql does not hold one statement`);
  return resolveReferences(`${name}.sql`, statement);
}
