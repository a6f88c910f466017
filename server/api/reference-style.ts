/** Style of the reference and of the login form. */
export const REFERENCE_STYLE = `
:root {
  color-scheme: light dark;
  --ink: #1b2530;
  --paper: #fff;
  --line: #d8dee6;
  --soft: #5a6b7d;
  --mark: #0b6bcb;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #dfe7ef;
    --paper: #0d141c;
    --line: #24313f;
    --soft: #8ba0b5;
    --mark: #5db3ff;
  }
}
* {
  box-sizing: border-box;
}
body {
  margin: 0 auto;
  max-width: 1080px;
  padding: 24px 32px 96px;
  font:
    15px/1.6 system-ui,
    "Noto Sans CJK SC",
    "Microsoft YaHei",
    sans-serif;
  color: var(--ink);
  background: var(--paper);
}
body.narrow {
  max-width: 420px;
  padding-top: 18vh;
}
h1 {
  font-size: 26px;
  margin: 0 0 8px;
}
h1 small {
  color: var(--soft);
  font-weight: 400;
  font-size: 15px;
}
h2 {
  font-size: 19px;
  margin: 36px 0 8px;
  border-bottom: 1px solid var(--line);
  padding-bottom: 6px;
}
h3 {
  font-size: 14px;
  color: var(--soft);
  margin: 12px 0 4px;
}
h4 {
  margin: 10px 0 2px;
  font-size: 14px;
}
a {
  color: var(--mark);
}
nav {
  display: flex;
  flex-wrap: wrap;
  gap: 6px 18px;
}
details {
  border: 1px solid var(--line);
  border-radius: 6px;
  margin: 8px 0;
  padding: 0 14px;
}
details[open] {
  padding-bottom: 12px;
}
summary {
  cursor: pointer;
  padding: 9px 0;
  display: flex;
  flex-wrap: wrap;
  gap: 4px 10px;
  align-items: baseline;
}
summary span {
  color: var(--soft);
  flex: 1;
}
summary > i {
  color: var(--soft);
  font-style: normal;
  font-size: 12px;
}
code {
  font:
    13px/1.5 ui-monospace,
    Consolas,
    monospace;
}
b.get {
  color: #1c7ed6;
}
b.post {
  color: #2b8a3e;
}
b.delete {
  color: #c92a2a;
}
em {
  font-style: normal;
  color: var(--mark);
  font-size: 13px;
}
small {
  color: var(--soft);
}
ul {
  margin: 2px 0;
  padding-left: 20px;
}
table {
  border-collapse: collapse;
  width: 100%;
}
td {
  border-top: 1px solid var(--line);
  padding: 4px 10px 4px 0;
  vertical-align: top;
  font-size: 14px;
}
label {
  display: block;
  margin: 18px 0;
}
input,
button {
  font: inherit;
  color: inherit;
  background: transparent;
  border: 1px solid var(--line);
  border-radius: 6px;
  padding: 8px 12px;
  width: 100%;
  margin-top: 6px;
}
button {
  background: var(--mark);
  color: #fff;
  border-color: var(--mark);
  cursor: pointer;
}
.fault {
  color: #e03131;
}
`;
