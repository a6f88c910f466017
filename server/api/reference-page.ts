import { escapeHtml } from './escape-html.ts';
import type { OpenApiDocument } from './openapi-document.ts';
import { operationPart, schemaTree } from './reference-operation.ts';

/** The reference as one page: every operation by tag with parameters, body and answers. Needs no script. */
export function referencePage(document: OpenApiDocument): string {
  const byTag = new Map<string, string[]>();
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const tag = operation.tags?.[0] ?? 'other';
      byTag.set(tag, [...(byTag.get(tag) ?? []), operationPart(path, method, operation)]);
    }
  }
  const described = new Map((document.tags ?? []).map(({ name, description }) => [name, description ?? name]));
  const titleOf = (tag: string): string => escapeHtml(described.get(tag) ?? tag);
  const sections = [...byTag].map(
    ([tag, parts]) => `<section id="tag-${escapeHtml(tag)}"><h2>${titleOf(tag)}</h2>${parts.join('')}</section>`,
  );
  const links = [...byTag.keys()].map((tag) => `<a href="#tag-${escapeHtml(tag)}">${titleOf(tag)}</a>`);
  const error = document.components?.schemas?.['Error'];
  const errors = error ? `<section id="errors"><h2>错误 · Errors</h2>${schemaTree(error)}</section>` : '';
  const title = escapeHtml(document.info.title);
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8">\
<meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title>\
<link rel="icon" href="/icon.svg" type="image/svg+xml"><link rel="stylesheet" href="/api/reference/style.css"></head>
<body><header><h1>${title} <small>${escapeHtml(document.info.version)}</small></h1>\
<p>${escapeHtml(document.info.description ?? '')}</p><p><a href="/api/openapi.json">openapi.json</a></p>
<nav>${links.join('')}</nav></header>
<main>${sections.join('\n')}${errors}</main></body></html>
`;
}
