/** The part of an OpenAPI 3.1 document that the page shows. */
export interface OpenApiDocument {
  readonly info: { readonly title: string; readonly version: string; readonly description?: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly tags?: readonly { readonly name: string; readonly description?: string }[];
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> };
}
interface Operation {
  readonly operationId?: string;
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly schema?: Schema;
    readonly description?: string;
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema?: Schema }>> };
  readonly responses?: Readonly<
    Record<
      string,
      { readonly description?: string; readonly content?: Readonly<Record<string, { readonly schema?: Schema }>> }
    >
  >;
  readonly security?: readonly unknown[];
  readonly 'x-access'?: string;
}
interface Schema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly required?: readonly string[];
  readonly enum?: readonly unknown[];
  readonly description?: string;
  readonly nullable?: boolean;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly anyOf?: readonly Schema[];
  readonly $ref?: string;
  readonly maxLength?: number;
}

const escaped = (text: unknown): string => String(text).replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);

function typeOf(schema: Schema): string {
  if (schema.$ref) return schema.$ref.split('/').at(-1) ?? '';
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (schema.anyOf) return schema.anyOf.map(typeOf).join(' | ');
  const name = Array.isArray(schema.type) ? schema.type.join(' | ') : String(schema.type ?? 'any');
  return name === 'array' && schema.items ? `${typeOf(schema.items)}[]` : name;
}
const boundsOf = ({ minimum, maximum, maxLength, default: standard }: Schema): string =>
  [
    minimum === undefined ? '' : `≥ ${minimum}`,
    maximum === undefined ? '' : `≤ ${maximum}`,
    maxLength === undefined ? '' : `≤ ${maxLength} 字符`,
    standard === undefined ? '' : `默认 ${JSON.stringify(standard)}`,
  ]
    .filter(Boolean)
    .join(', ');

function tree(schema: Schema, depth = 0): string {
  const inner = schema.type === 'array' && schema.items ? schema.items : schema;
  if (!inner.properties || depth > 4) return '';
  const rows = Object.entries(inner.properties).map(([name, property]) => {
    const marks = [typeOf(property), property.nullable ? 'null' : ''].filter(Boolean).join(' | ');
    return `<li><code>${escaped(name)}</code>${inner.required?.includes(name) ? '' : '<i>?</i>'} <em>${escaped(marks)}</em> <small>${escaped([boundsOf(property), property.description].filter(Boolean).join(' · '))}</small>${tree(property, depth + 1)}</li>`;
  });
  return `<ul>${rows.join('')}</ul>`;
}

function operationPart(path: string, method: string, operation: Operation): string {
  const parameters = (operation.parameters ?? []).map(
    ({ name, in: place, required, schema = {}, description }) =>
      `<tr><td><code>${escaped(name)}</code>${required ? '' : '<i>?</i>'}</td><td>${escaped(place)}</td><td><em>${escaped(typeOf(schema))}</em></td><td>${escaped([boundsOf(schema), description ?? schema.description].filter(Boolean).join(' · '))}</td></tr>`,
  );
  const body = Object.entries(operation.requestBody?.content ?? {})
    .map(([type, { schema = {} }]) => `<p>${escaped(type)}</p>${tree(schema)}`)
    .slice(0, 1);
  const answers = Object.entries(operation.responses ?? {}).map(([status, { content = {} }]) => {
    const schema = Object.values(content)[0]?.schema ?? {};
    return `<h4>${escaped(status)} <em>${escaped(typeOf(schema))}</em></h4>${tree(schema)}`;
  });
  return `<details id="${escaped(operation.operationId ?? '')}"><summary><b class="${escaped(method)}">${escaped(method.toUpperCase())}</b> <code>${escaped(path)}</code> <span>${escaped(operation.summary ?? '')}</span><i>${escaped(operation['x-access'] ?? '')}</i></summary>
${parameters.length ? `<h3>参数 · Parameters</h3><table>${parameters.join('')}</table>` : ''}${body.length ? `<h3>请求体 · Body</h3>${body.join('')}` : ''}<h3>应答 · Answers</h3>${answers.join('')}</details>`;
}

/** The reference as one page: every operation by tag, its parameters, body and answers. Needs no script. */
export function referencePage(document: OpenApiDocument): string {
  const byTag = new Map<string, string[]>();
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const tag = operation.tags?.[0] ?? 'other';
      byTag.set(tag, [...(byTag.get(tag) ?? []), operationPart(path, method, operation)]);
    }
  }
  const described = new Map((document.tags ?? []).map(({ name, description }) => [name, description ?? name]));
  const sections = [...byTag].map(
    ([tag, parts]) =>
      `<section id="tag-${escaped(tag)}"><h2>${escaped(described.get(tag) ?? tag)}</h2>${parts.join('')}</section>`,
  );
  const error = document.components?.schemas?.['Error'];
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escaped(document.info.title)}</title><link rel="icon" href="/icon.svg" type="image/svg+xml"><link rel="stylesheet" href="/api/reference/style.css"></head>
<body><header><h1>${escaped(document.info.title)} <small>${escaped(document.info.version)}</small></h1><p>${escaped(document.info.description ?? '')}</p><p><a href="/api/openapi.json">openapi.json</a></p>
<nav>${[...byTag.keys()].map((tag) => `<a href="#tag-${escaped(tag)}">${escaped(described.get(tag) ?? tag)}</a>`).join('')}</nav></header>
<main>${sections.join('\n')}${error ? `<section id="errors"><h2>错误 · Errors</h2>${tree(error)}</section>` : ''}</main></body></html>
`;
}

export const REFERENCE_STYLE = `:root{color-scheme:light dark;--ink:#1b2530;--paper:#fff;--line:#d8dee6;--soft:#5a6b7d;--mark:#0b6bcb}
@media (prefers-color-scheme:dark){:root{--ink:#dfe7ef;--paper:#0d141c;--line:#24313f;--soft:#8ba0b5;--mark:#5db3ff}}
*{box-sizing:border-box}body{margin:0 auto;max-width:1080px;padding:24px 32px 96px;font:15px/1.6 system-ui,"Noto Sans CJK SC","Microsoft YaHei",sans-serif;color:var(--ink);background:var(--paper)}
body.narrow{max-width:420px;padding-top:18vh}h1{font-size:26px;margin:0 0 8px}h1 small{color:var(--soft);font-weight:400;font-size:15px}h2{font-size:19px;margin:36px 0 8px;border-bottom:1px solid var(--line);padding-bottom:6px}
h3{font-size:14px;color:var(--soft);margin:12px 0 4px}h4{margin:10px 0 2px;font-size:14px}a{color:var(--mark)}nav{display:flex;flex-wrap:wrap;gap:6px 18px}
details{border:1px solid var(--line);border-radius:6px;margin:8px 0;padding:0 14px}details[open]{padding-bottom:12px}summary{cursor:pointer;padding:9px 0;display:flex;flex-wrap:wrap;gap:4px 10px;align-items:baseline}summary span{color:var(--soft);flex:1}summary>i{color:var(--soft);font-style:normal;font-size:12px}
code{font:13px/1.5 ui-monospace,Consolas,monospace}b.get{color:#1c7ed6}b.post{color:#2b8a3e}b.delete{color:#c92a2a}em{font-style:normal;color:var(--mark);font-size:13px}small{color:var(--soft)}
ul{margin:2px 0;padding-left:20px}table{border-collapse:collapse;width:100%}td{border-top:1px solid var(--line);padding:4px 10px 4px 0;vertical-align:top;font-size:14px}
label{display:block;margin:18px 0}input,button{font:inherit;color:inherit;background:transparent;border:1px solid var(--line);border-radius:6px;padding:8px 12px;width:100%;margin-top:6px}button{background:var(--mark);color:#fff;border-color:var(--mark);cursor:pointer}.fault{color:#e03131}
`;
