import { bindParameters, quoteText } from './parameters.ts';
import { Refusal } from './refusal.ts';
import { endsWithSettings, kindOf, splitFormat, splitStatements, valuesOnOneLine } from './statement.ts';

const MAX_RESULT_BYTES = 256 * 1024 ** 2;
/** URL parameters that are not settings. */
const NOT_SETTINGS = new Set([
  'query',
  'query_id',
  'database',
  'session_id',
  'session_timeout',
  'role',
  'default_format',
  'user',
  'password',
  'lane',
]);
/** Settings of the HTTP layer itself. */
const HTTP_SETTINGS = new Set([
  'enable_http_compression',
  'http_headers_progress_interval_ms',
  'send_progress_in_http_headers',
  'wait_end_of_query',
  'cancel_http_readonly_queries_on_client_close',
  'buffer_size',
]);
/** One block, so that an insert is one part per partition and never half there. */
const WHOLE_INSERT = [
  'async_insert = 0',
  'use_structure_from_insertion_table_in_table_functions = 1',
  'max_threads = 1',
  'max_insert_threads = 1',
  'max_block_size = 1048576',
  'min_insert_block_size_rows = 16777216',
  'min_insert_block_size_bytes = 1073741824',
  'max_partitions_per_insert_block = 1000',
].join(', ');

/** Typed parameters of the statement: `param_x=1` -> x, 1. */
const parametersOf = (url: URL): ReadonlyMap<string, string> =>
  new Map(
    [...url.searchParams].filter(([name]) => name.startsWith('param_')).map(([name, value]) => [name.slice(6), value]),
  );

function settingsOf(url: URL): string {
  const settings: string[] = [];
  for (const [name, value] of url.searchParams) {
    if (NOT_SETTINGS.has(name) || HTTP_SETTINGS.has(name) || name.startsWith('param_')) continue;
    if (!/^\w+$/.test(name)) throw new Refusal(400, 115, 'UNKNOWN_SETTING', 'Unknown setting');
    settings.push(`${name} = ${/^-?\d+(\.\d+)?$/.test(value) ? value : quoteText(value)}`);
  }
  return settings.join(', ');
}

/**
 * The statement as it goes to the engine, and the format of its answer. Settings go into the statement, never `SET`.
 */
export function compose(sql: string, url: URL): { text: string; format: string } {
  const settings = settingsOf(url);
  const statements = splitStatements(sql);
  if (statements.length !== 1)
    throw new Refusal(
      400,
      62,
      'SYNTAX_ERROR',
      statements.length === 0 ? 'Empty query' : 'Multi-statements are not allowed',
    );
  const { text, format } = splitFormat(bindParameters(statements[0] ?? '', parametersOf(url)));
  const wanted = format ?? url.searchParams.get('default_format') ?? 'TabSeparated';
  const kind = kindOf(text);
  if (kind === 'output') {
    const bounded = [settings, `max_result_bytes = ${MAX_RESULT_BYTES}`].filter(Boolean).join(', ');
    return { text: `${text}\nFORMAT ${wanted} SETTINGS ${bounded}`, format: wanted };
  }
  if (kind === 'insert') {
    const own = ['async_insert = 0', settings].filter(Boolean).join(', ');
    const inline = valuesOnOneLine(text, own);
    if (inline !== null) return { text: inline, format: wanted };
    return { text: `${text}${endsWithSettings(text) ? ', ' : '\nSETTINGS '}${own}`, format: wanted };
  }
  return { text, format: wanted };
}

/** An insert whose rows stand in a file of the engine's machine, as one block. */
export function composeFileInsert(head: string, url: URL, path: string, format: string): string {
  const settings = [WHOLE_INSERT, settingsOf(url)].filter(Boolean).join(', ');
  const from = `SELECT * FROM file(${quoteText(path)}, ${quoteText(format)})`;
  return `${bindParameters(head, parametersOf(url))} ${from} SETTINGS ${settings}`;
}
