/**
 * Renders `docs/benchmarks.md` and `docs/benchmarks.zh-CN.md` from `bench/results`:
 *
 *   npm run docs:benchmarks
 *
 * A test holds that the documents are what this program renders.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { GROUPS, readResults, type BenchResult } from './bench-result.ts';

type Language = 'en' | 'zh';
const LANGUAGES = ['en', 'zh'] as const;

export const BENCHMARK_DOCUMENTS: Readonly<Record<Language, string>> = {
  en: fileURLToPath(new URL('../docs/benchmarks.md', import.meta.url)),
  zh: fileURLToPath(new URL('../docs/benchmarks.zh-CN.md', import.meta.url)),
};

const WORDS = {
  en: {
    title: 'Benchmarks',
    other: 'English · [中文](benchmarks.zh-CN.md)',
    intro: [
      'Every figure is the result of one command, which ends with an error where its bar is not met.',
      'The results lie in `bench/results`, one file each; this page is rendered from them by',
      '`npm run docs:benchmarks`. A bench that is run with `--record` writes its own file anew. A figure without a',
      'commit was measured before commits were recorded; its date is the day it was written down.',
    ].join('\n'),
    groups: { speed: 'Speed', faults: 'Faults', correctness: 'Correctness' },
    head: '| What | Result | Bar | Command | Date | Machine | Commit |',
    short: '**Not met.** ',
    machine: (cores: number, gib: number) => `${cores} cores, ${gib} GiB`,
  },
  zh: {
    title: '实测结果',
    other: '中文 · [English](benchmarks.md)',
    intro: [
      '每个数字都是一条命令的运行结果，达不到要求时命令以错误码退出。结果保存在 `bench/results`，一项一个文件；',
      '本页由 `npm run docs:benchmarks` 据此生成。运行基准程序时加上 `--record`，即以本次结果更新对应文件。',
      '未注明提交号的，是开始记录提交号之前的结果，其日期为结果写入文档之日。',
    ].join(''),
    groups: { speed: '速度', faults: '故障', correctness: '正确性' },
    head: '| 项目 | 结果 | 要求 | 命令 | 日期 | 机器 | 提交 |',
    short: '**未达到。** ',
    machine: (cores: number, gib: number) => `${cores} 核 ${gib} GiB`,
  },
} as const;

function row(result: BenchResult, language: Language): string {
  const words = WORDS[language];
  const cells = [
    result.what[language],
    `${result.passed ? '' : words.short}${result.result[language]}`,
    result.bar?.[language] ?? '',
    `\`${result.command}\``,
    result.date,
    words.machine(result.machine.cores, result.machine.memoryGiB),
    result.commit ?? '',
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

/** The document in one language. */
export function benchmarksDocument(language: Language): string {
  const words = WORDS[language];
  const results = readResults();
  const sections = GROUPS.map((group) => {
    const rows = results.filter((result) => result.group === group).map((result) => row(result, language));
    return `## ${words.groups[group]}\n\n${words.head}\n|---|---|---|---|---|---|---|\n${rows.join('\n')}\n`;
  });
  return `# ${words.title}\n\n${words.other}\n\n${words.intro}\n\n${sections.join('\n')}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  for (const language of LANGUAGES) writeFileSync(BENCHMARK_DOCUMENTS[language], benchmarksDocument(language));
