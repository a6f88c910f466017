import { GuanlanError } from '../../contracts/errors.ts';

const bad = (what: string): GuanlanError => new GuanlanError('GL_BAD_REQUEST', what);

const isBlank = (code: number): boolean => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;

/**
 * The texts of the items of a JSON array, of one JSON object, or of NDJSON, without parsing them: the partner's own
 * spelling of every number is kept, and one broken item does not take the others with it.
 * Throws `GL_BAD_REQUEST` where the frame around the items is broken, `GL_TOO_LARGE` above `most` items.
 */
export function splitItems(text: string, format: 'json' | 'ndjson', most: number): string[] {
  const items = format === 'ndjson' ? splitLines(text, most) : splitArray(text, most);
  if (items.length === 0) throw bad('no items');
  return items;
}

function tooMany(most: number): GuanlanError {
  return new GuanlanError('GL_TOO_LARGE', `more than ${most} items`);
}

function splitLines(text: string, most: number): string[] {
  const items: string[] = [];
  for (let from = 0; from < text.length;) {
    const end = text.indexOf('\n', from);
    const line = text.slice(from, end < 0 ? text.length : end).trim();
    if (line !== '') items.push(line);
    if (items.length > most) throw tooMany(most);
    from = end < 0 ? text.length : end + 1;
  }
  return items;
}

function splitArray(text: string, most: number): string[] {
  let at = 0;
  while (at < text.length && isBlank(text.charCodeAt(at))) at += 1;
  if (text[at] === '{') return [text.trim()];
  if (text[at] !== '[') throw bad('the body is neither a JSON array nor an object');
  const items: string[] = [];
  let from = at + 1;
  let depth = 1;
  let inText = false;
  for (at += 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (inText) {
      if (code === 0x5c) at += 1;
      else if (code === 0x22) inText = false;
    } else if (code === 0x22) inText = true;
    else if (code === 0x7b || code === 0x5b) depth += 1;
    else if (code === 0x7d || code === 0x5d) depth -= 1;
    if (inText || depth > 1 || (depth === 1 && code !== 0x2c)) continue;
    const item = text.slice(from, at).trim();
    if (item !== '') items.push(item);
    else if (code === 0x2c || items.length > 0) throw bad(`an empty item at character ${at}`);
    if (items.length > most) throw tooMany(most);
    from = at + 1;
    if (depth === 0) break;
  }
  if (depth !== 0) throw bad('the JSON array does not end');
  if (text.slice(at + 1).trim() !== '') throw bad('something follows the JSON array');
  return items;
}
