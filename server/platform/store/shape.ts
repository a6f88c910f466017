import { codeOnly } from './statement.ts';

/** How tables are made: on one engine, or replicated over a cluster's macros `{shard}` and `{replica}`. */
export type Shape = { readonly kind: 'single' } | { readonly kind: 'replicated'; readonly cluster: string };

const CREATES = new RegExp(
  [
    /^\s*(CREATE|ALTER|DROP|RENAME|TRUNCATE)\s+(?:OR\s+REPLACE\s+)?/,
    /(?:TABLE|MATERIALIZED\s+VIEW|VIEW|DICTIONARY|DATABASE|FUNCTION)\s+/,
    /(?:IF\s+(?:NOT\s+)?EXISTS\s+)?([\w.`]+)/,
  ]
    .map(({ source }) => source)
    .join(''),
  'i',
);
const ENGINE = /\bENGINE\s*=\s*((?:Replacing|Aggregating|Summing|Collapsing|VersionedCollapsing)?MergeTree)\b(\s*\()?/i;

/** One DDL statement for the shape. Statements that are not DDL come back unchanged. */
export function renderDdl(statement: string, shape: Shape): string {
  if (shape.kind === 'single') return statement;
  if (!/^\w+$/.test(shape.cluster)) throw new Error(`not a cluster name: ${shape.cluster}`);
  const create = CREATES.exec(codeOnly(statement));
  if (!create) return statement;
  const nameEnd = create.index + create[0].length;
  const distributed = `${statement.slice(0, nameEnd)} ON CLUSTER ${shape.cluster}${statement.slice(nameEnd)}`;
  const engine = ENGINE.exec(codeOnly(distributed));
  if (!engine) return distributed;
  const path = "'/clickhouse/tables/{uuid}/{shard}', '{replica}'";
  const end = engine.index + engine[0].length;
  const open = engine[2] !== undefined;
  const rest = distributed.slice(end);
  const emptyList = open && /^\s*\)/.test(rest);
  const start = distributed.slice(0, engine.index);
  return `${start}ENGINE = Replicated${engine[1]}(${path}${open ? `${emptyList ? '' : ', '}${rest}` : `)${rest}`}`;
}
