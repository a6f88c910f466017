import { escapeHtml } from './escape-html.ts';

/** The form that asks a person for a token. @param next path to go on to @param failed whether a token was refused */
export const loginPage = (next: string, failed: boolean): string => `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8">\
<meta name="viewport" content="width=device-width, initial-scale=1">\
<title>观澜 Guanlan</title><link rel="stylesheet" href="/api/reference/style.css"></head>
<body class="narrow"><h1>观澜 Guanlan</h1>\
${failed ? '<p class="fault">令牌无效 · This token is not valid</p>' : ''}
<form method="post" action="/login"><input type="hidden" name="next" value="${escapeHtml(next)}">\
<label>访问令牌 · Access token\
<input name="token" type="password" autocomplete="current-password" required maxlength="512"></label>\
<button>进入 · Enter</button></form></body></html>
`;
