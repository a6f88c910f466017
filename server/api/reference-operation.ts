import { escapeHtml } from './escape-html.ts';
import type { DocumentedOperation, DocumentedSchema } from './openapi-document.ts';

function typeOf(schema: DocumentedSchema): string {
  if (schema.$ref) return schema.$ref.split('/').at(-1) ?? '';
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (schema.anyOf) return schema.anyOf.map(typeOf).join(' | ');
  const name = Array.isArray(schema.type) ? schema.type.join(' | ') : String(schema.type ?? 'any');
  return name === 'array' && schema.items ? `${typeOf(schema.items)}[]` : name;
}
const boundsOf = ({ minimum, maximum, maxLength, default: standard }: DocumentedSchema): string =>
  [
    minimum === undefined ? '' : `≥ ${minimum}`,
    maximum === undefined ? '' : `≤ ${maximum}`,
    maxLength === undefined ? '' : `≤ ${maxLength} 字符`,
    standard === undefined ? '' : `默认 ${JSON.stringify(standard)}`,
  ]
    .filter(Boolean)
    .join(', ');

/** Bounds and description as one line. */
const noteOf = (schema: DocumentedSchema, description = schema.description): string =>
  escapeHtml([boundsOf(schema), description].filter(Boolean).join(' · '));
const optionalMark = (isRequired: boolean | undefined): string => (isRequired ? '' : '<i>?</i>');

/** The properties of an object, nested. */
export function schemaTree(schema: DocumentedSchema, depth = 0): string {
  const inner = schema.type === 'array' && schema.items ? schema.items : schema;
  if (!inner.properties || depth > 4) return '';
  const rows = Object.entries(inner.properties).map(([name, property]) => {
    const type = [typeOf(property), property.nullable ? 'null' : ''].filter(Boolean).join(' | ');
    return [
      `<li><code>${escapeHtml(name)}</code>${optionalMark(inner.required?.includes(name))}`,
      `<em>${escapeHtml(type)}</em>`,
      `<small>${noteOf(property)}</small>${schemaTree(property, depth + 1)}</li>`,
    ].join(' ');
  });
  return `<ul>${rows.join('')}</ul>`;
}

type Parameter = NonNullable<DocumentedOperation['parameters']>[number];
const parameterRow = ({ name, in: place, required, schema = {}, description }: Parameter): string =>
  [
    `<tr><td><code>${escapeHtml(name)}</code>${optionalMark(required)}</td>`,
    `<td>${escapeHtml(place)}</td><td><em>${escapeHtml(typeOf(schema))}</em></td>`,
    `<td>${noteOf(schema, description)}</td></tr>`,
  ].join('');

/** One operation: its parameters, body and answers. */
export function operationPart(path: string, method: string, operation: DocumentedOperation): string {
  const parameters = (operation.parameters ?? []).map(parameterRow);
  const [body] = Object.entries(operation.requestBody?.content ?? {}).map(
    ([type, { schema = {} }]) => `<p>${escapeHtml(type)}</p>${schemaTree(schema)}`,
  );
  const answers = Object.entries(operation.responses ?? {}).map(([status, { content = {} }]) => {
    const schema = Object.values(content)[0]?.schema ?? {};
    return `<h4>${escapeHtml(status)} <em>${escapeHtml(typeOf(schema))}</em></h4>${schemaTree(schema)}`;
  });
  return [
    `<details id="${escapeHtml(operation.operationId ?? '')}">`,
    `<summary><b class="${escapeHtml(method)}">${escapeHtml(method.toUpperCase())}</b> `,
    `<code>${escapeHtml(path)}</code> <span>${escapeHtml(operation.summary ?? '')}</span>`,
    `<i>${escapeHtml(operation['x-access'] ?? '')}</i></summary>\n`,
    parameters.length > 0 ? `<h3>参数 · Parameters</h3><table>${parameters.join('')}</table>` : '',
    body === undefined ? '' : `<h3>请求体 · Body</h3>${body}`,
    `<h3>应答 · Answers</h3>${answers.join('')}</details>`,
  ].join('');
}
