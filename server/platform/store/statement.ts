/**
 * Just enough SQL reading to cut a text into statements and to find placeholders and clauses
 * without being fooled by strings, quoted names and comments.
 */

/** Index just past the quoted text that begins at `start` (`'`, `"` or a backtick; backslash and doubling escape). */
function endOfQuoted(sql: string, start: number): number {
  const quote = sql[start];
  for (let i = start + 1; i < sql.length; i += 1) {
    if (sql[i] === '\\') i += 1;
    else if (sql[i] === quote) {
      if (sql[i + 1] === quote) i += 1;
      else return i + 1;
    }
  }
  return sql.length;
}

function endOfBlockComment(sql: string, start: number): number {
  let depth = 1;
  for (let i = start + 2; i < sql.length; i += 1) {
    if (sql.startsWith('/*', i)) {
      depth += 1;
      i += 1;
    } else if (sql.startsWith('*/', i)) {
      depth -= 1;
      i += 1;
      if (depth === 0) return i + 1;
    }
  }
  return sql.length;
}

const endOfLine = (sql: string, start: number): number => {
  const end = sql.indexOf('\n', start);
  return end === -1 ? sql.length : end;
};

/**
 * The same text, same length: comments blanked to spaces, the inside of quotes to underscores.
 * What is left is code, at unchanged offsets.
 */
export function codeOnly(sql: string): string {
  let code = '';
  let i = 0;
  while (i < sql.length) {
    const at = sql[i];
    let end = i;
    if (at === "'" || at === '"' || at === '`') {
      end = endOfQuoted(sql, i);
      code += at + '_'.repeat(Math.max(0, end - i - 2)) + (end - i > 1 ? at : '');
      i = end;
      continue;
    }
    if (sql.startsWith('--', i) || sql.startsWith('#!', i) || sql.startsWith('# ', i)) end = endOfLine(sql, i);
    else if (sql.startsWith('/*', i)) end = endOfBlockComment(sql, i);
    if (end > i) {
      code += sql.slice(i, end).replace(/[^\n]/g, ' ');
      i = end;
    } else {
      code += at;
      i += 1;
    }
  }
  return code;
}

/** The same text, same length, with its comments blanked to spaces. */
export function withoutComments(sql: string): string {
  const code = codeOnly(sql);
  let text = '';
  for (let i = 0; i < sql.length; i += 1) text += code[i] === '_' ? sql[i] : code[i];
  return text;
}

const TOKEN = /'(?:[^'\\]|\\[\s\S]|'')*'|"(?:[^"\\]|\\[\s\S]|"")*"|`(?:[^`\\]|\\[\s\S]|``)*`|\w+|[^\s\w]/g;

/**
 * The same statements whatever their comments, line breaks and spaces: words, quoted texts and signs, one space
 * between them.
 */
export const tokensOf = (sql: string): string =>
  splitStatements(withoutComments(sql))
    .map((statement) => (statement.match(TOKEN) ?? []).join(' '))
    .join(' ;\n');

/** Statements of a file in order, without the semicolons; empty ones are left out. */
export function splitStatements(sql: string): string[] {
  const code = codeOnly(sql);
  const statements: string[] = [];
  let start = 0;
  for (let i = 0; i <= code.length; i += 1) {
    if (i < code.length && code[i] !== ';') continue;
    if (code.slice(start, i).trim() !== '') statements.push(sql.slice(start, i).trim());
    start = i + 1;
  }
  return statements;
}

/** What a statement does, from its first word. `output`: answers rows. */
export type StatementKind = 'output' | 'insert' | 'other';

export function kindOf(sql: string): StatementKind {
  const word = /[A-Za-z]+/.exec(codeOnly(sql))?.[0]?.toUpperCase() ?? '';
  if (word === 'INSERT') return 'insert';
  return ['SELECT', 'WITH', 'SHOW', 'DESCRIBE', 'DESC', 'EXPLAIN', 'EXISTS'].includes(word) ? 'output' : 'other';
}

/** Cuts a closing `FORMAT Name` off. `format` is null where there is none. */
export function splitFormat(sql: string): { text: string; format: string | null } {
  const code = codeOnly(sql);
  const match = /\bFORMAT\s+([A-Za-z][A-Za-z0-9]*)\s*;?\s*$/i.exec(code);
  if (match) return { text: sql.slice(0, match.index).trimEnd(), format: match[1] ?? null };
  return { text: sql.slice(0, code.trimEnd().replace(/;$/, '').length).trimEnd(), format: null };
}

/** True where the statement already closes with a SETTINGS clause at the outermost level. */
export function endsWithSettings(sql: string): boolean {
  const code = codeOnly(sql);
  const at = code.toUpperCase().lastIndexOf('SETTINGS');
  if (at === -1) return false;
  const rest = code.slice(at);
  return (
    !rest.includes(')') && /^SETTINGS\s+\w+\s*=/i.test(rest) && !/\b(SELECT|FROM|WHERE|VALUES|UNION)\b/i.test(rest)
  );
}

/**
 * `INSERT ... VALUES` on one line with its settings before the rows, or null where it is none. The engine would take
 * the first blank line among inline rows for their end and run what follows.
 */
export function valuesOnOneLine(sql: string, settings: string): string | null {
  const code = codeOnly(sql);
  const match = /^\s*INSERT\s+INTO\s+[^(]+(\([^)]*\))?\s*(?=VALUES\b)/i.exec(code);
  if (!match) return null;
  let line = '';
  for (let i = 0; i < sql.length; i += 1) {
    if (code[i] === '\n' || code[i] === ' ') line += ' ';
    else line += sql[i] === '\n' ? '\\n' : sql[i];
  }
  return `${line.slice(0, match[0].length)}SETTINGS ${settings} ${line.slice(match[0].length)}`;
}
