import assert from 'node:assert/strict';
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

/** Documents say no more than is so: what they name is there. */

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
const DOCUMENTS = globSync(['*.md', 'docs/**/*.md'], { cwd: ROOT }).toSorted();
const scripts = (JSON.parse(read('package.json')) as { scripts: Record<string, string> }).scripts;

/** Code of a document: what stands in backquotes, inline and in blocks. */
const inlineCode = (text: string): string[] =>
  [...text.replace(/^```[\s\S]*?^```$/gm, '').matchAll(/`([^`\n]+)`/g)].map(([, code]) => code ?? '');
const blocks = (text: string): string[] =>
  [...text.matchAll(/^```.*\n([\s\S]*?)^```$/gm)].map(([, body]) => body ?? '');

const FOLDERS = /^(?:streams|server|screen|sql|dashboards|test|bench|bin|docs|deploy|examples|\.ci|\.github)\//;
const ROOT_FILE = /^(?:[A-Z][\w-]*\.md|\.?[a-z][\w.-]*\.(?:json|ya?ml|mjs|ts)|\.[a-z][\w-]+-revs|Dockerfile|LICENSE)$/;
/** Files of a running system or of a city, which are named without a folder and are no files of the repository. */
const ELSEWHERE = ['manifest.json', 'stations.json'];
const HERE = new Set(readdirSync(ROOT));
const isPath = (code: string): boolean => FOLDERS.test(code) && /^[\w.*{},/-]+$/.test(code);
const isThere = (path: string): boolean => globSync(path.replace(/\/$/, ''), { cwd: ROOT }).length > 0;

/** The anchor a heading gets on the usual hosts. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');
const anchors = (text: string): string[] =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchorOf(heading ?? ''));

for (const file of DOCUMENTS) {
  describe(file, () => {
    const text = read(file);

    test('every relative link leads to a file, and its anchor to a heading', () => {
      const broken = [...text.matchAll(/\]\(([^)\s]+)\)/g)]
        .map(([, target]) => target ?? '')
        .filter((target) => !/^[a-z]+:/.test(target))
        .filter((target) => {
          const [path = '', anchor] = target.split('#');
          const there = path === '' ? file : relative(ROOT, join(ROOT, dirname(file), path));
          if (!existsSync(join(ROOT, there))) return true;
          return anchor !== undefined && !anchors(read(there)).includes(decodeURIComponent(anchor));
        });
      assert.deepEqual(broken, []);
    });

    test('every path of the repository that it names is there', () => {
      const missing = inlineCode(text).filter(
        (code) =>
          (isPath(code) && !isThere(code)) ||
          (ROOT_FILE.test(code) && !HERE.has(code) && !ELSEWHERE.includes(code) && !isBeside(code)),
      );
      assert.deepEqual(missing, []);
    });

    test('every npm script and bench that it names is there', () => {
      const missing: string[] = [];
      for (const code of [...inlineCode(text), ...blocks(text)]) {
        for (const [said, name = ''] of code.matchAll(/npm run ([\w:-]+)/g)) if (!(name in scripts)) missing.push(said);
        for (const [said, name = ''] of code.matchAll(/npm run bench -- ([\w-]+)/g))
          if (!existsSync(join(ROOT, `bench/${name}.ts`))) missing.push(said);
        for (const [said, path = ''] of code.matchAll(/npm test -- (\S+)/g)) if (!isThere(path)) missing.push(said);
      }
      assert.deepEqual(missing, []);
    });
  });
}

/** A file named without its folder, as one does within a sentence about a room: some file of that name is there. */
function isBeside(name: string): boolean {
  return globSync(`{streams,server,screen,dashboards,test,bench,bin,deploy}/**/${name}`, { cwd: ROOT }).length > 0;
}

/** A document and its Chinese one. */
const PAIRS = DOCUMENTS.filter((file) => file.endsWith('.zh-CN.md')).map(
  (chinese) => [chinese.replace('.zh-CN', ''), chinese] as const,
);

describe('English and Chinese', () => {
  test('the documents of users are there in both languages', () => {
    assert.deepEqual(
      PAIRS.map(([english]) => english),
      ['README.md', ...['benchmarks', 'explain', 'operations', 'principles', 'protocol'].map((d) => `docs/${d}.md`)],
    );
    for (const [english] of PAIRS) assert.ok(DOCUMENTS.includes(english), english);
  });

  for (const [english, chinese] of PAIRS)
    test(`${chinese} names the same settings, errors, paths and commands as ${english}`, () => {
      const named = (file: string): string[] => {
        const code = read(file).match(
          /\b(?:GUANLAN|NATS|CLICKHOUSE|GL)_[A-Z0-9_]+|\/api\/[\w/.-]+|npm [a-z]+ --? ?\S*/g,
        );
        return [...new Set(code)].toSorted();
      };
      assert.deepEqual(named(chinese), named(english));
    });

  test('the protocol has the same examples in both', () => {
    assert.deepEqual(blocks(read('docs/protocol.zh-CN.md')), blocks(read('docs/protocol.md')));
  });
});

test('the index of the notes lists each with its date and status', () => {
  const notes = DOCUMENTS.filter((file) => /^docs\/notes\/\d/.test(file)).map((file) => {
    const [, title, date, status] = /^# (.+)\n\nDate: (\d{4}-\d\d-\d\d) · Status: (.+)\n/.exec(read(file)) ?? [file];
    return [title, file.replace('docs/notes/', ''), date, status];
  });
  const rows = [...read('docs/notes/README.md').matchAll(/^\| \[(.+?)\]\((\d.+?)\) \| (.+?) \| (.+?) \|$/gm)];
  assert.deepEqual(
    rows.map(([, ...cells]) => cells).toSorted((a, b) => ((a[1] ?? '') < (b[1] ?? '') ? -1 : 1)),
    notes,
  );
});

test('every document that code names is there', () => {
  const files = globSync('{streams,server,screen,sql,test,bench,bin,deploy}/**/*.{ts,vue,mjs,sql,conf}', { cwd: ROOT });
  const missing = files.flatMap((file) =>
    [...read(file).matchAll(/docs\/(?:notes\/(\d{3})\b|([\w./-]+\.md)\b)/g)]
      .filter(([, note, path]) => !isThere(note === undefined ? `docs/${path}` : `docs/notes/${note}-*.md`))
      .map(([said]) => `${file}: ${said}`),
  );
  assert.deepEqual(missing, []);
});

test('the architecture names every room, and every stream', () => {
  const text = read('ARCHITECTURE.md');
  const rooms = globSync('{streams,server,sql,screen}/*/', { cwd: ROOT }).map((room) => room.replace(/\/$/, ''));
  const streams = [...read('streams/contracts/definitions.ts').matchAll(/name: '([A-Z]+)'/g)].map(([, name]) => name);
  assert.deepEqual(
    [...rooms, ...streams].filter((name) => !text.includes(`${name}`)),
    [],
  );
});
