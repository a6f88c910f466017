import { codeOnly } from './statement.ts';

/**
 * `{name:Type}` placeholders, put in as typed constants.
 *
 * The engine's own binding keeps its values outside of the connection: two bound questions on two
 * sessions at once overwrite each other, and the library therefore runs them one after another over
 * all sessions, so that one heavy history question would hold every window. Writing the constant into
 * the text keeps the lanes apart. Values arrive as the HTTP interface sends them (`param_name`, in the
 * engine's Escaped form), are unescaped, quoted again as a string and cast, so none can leave its quotes.
 */

const ESCAPES: Readonly<Record<string, string>> = {
  t: '\t',
  n: '\n',
  r: '\r',
  b: '\b',
  f: '\f',
  0: '\0',
  a: '\x07',
  v: '\v',
};

/** Text of the Escaped form: `a\tb` -> a, tab, b. */
const unescapeText = (text: string): string => text.replace(/\\([\s\S])/g, (_, c: string) => ESCAPES[c] ?? c);

export const quoteText = (text: string): string => {
  const escaped = text
    .replace(/\\/g, '\\\\')
    .replace(/'/g, "\\'")
    .replace(/\0/g, '\\0')
    .replace(/\n/g, '\\n')
    .replace(/\r/g, '\\r');
  return `'${escaped}'`;
};

export const quoteName = (name: string): string => `\`${name.replace(/\\/g, '\\\\').replace(/`/g, '\\`')}\``;

function constant(type: string, sent: string): string {
  if (type === 'Identifier') return unescapeText(sent).split('.').map(quoteName).join('.');
  if (sent === '\\N') return `CAST(NULL, ${quoteText(type)})`;
  // The inside of an array, tuple or map is quoted by itself and sent as it is.
  const text = /^\s*(Array|Map|Tuple|Nested)\b/.test(type) ? sent : unescapeText(sent);
  if (type === 'String') return quoteText(text);
  return `CAST(${quoteText(text)}, ${quoteText(type)})`;
}

/** Thrown with the engine's own wording and code, so that a client sees what a server would say. */
class MissingParameter extends Error {
  constructor(name: string) {
    super(`Code: 456. DB::Exception: Substitution \`${name}\` is not set. (UNKNOWN_QUERY_PARAMETER)`);
  }
}

/** @param sent value by name, in the Escaped form of the HTTP interface */
export function bindParameters(sql: string, sent: ReadonlyMap<string, string>): string {
  const code = codeOnly(sql);
  const opening = /\{\s*([A-Za-z_]\w*)\s*:/g;
  let bound = '';
  let from = 0;
  for (let match = opening.exec(code); match; match = opening.exec(code)) {
    const end = code.indexOf('}', opening.lastIndex);
    if (end === -1) break;
    const name = match[1] ?? '';
    const value = sent.get(name);
    if (value === undefined) throw new MissingParameter(name);
    bound += sql.slice(from, match.index) + constant(sql.slice(opening.lastIndex, end).trim(), value);
    from = end + 1;
    opening.lastIndex = from;
  }
  return bound + sql.slice(from);
}
