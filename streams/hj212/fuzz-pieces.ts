import { crc16, crcText } from './crc16.ts';
import { encodeFrame, flagOf, type PacketDraft } from './encode.ts';
import { type Dialect } from './packet.ts';
import type { Sm4Key } from './sm4.ts';

export type Random = (below: number) => number;

/** Seeded: the same seed is the same streams for ever. */
export function random(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

/** Seeds where no corpus is at hand: each command, dialect and quirk once. */
export const FUZZ_SEEDS: readonly Buffer[] = [
  encodeFrame({
    qn: '20261122080000000',
    st: '22',
    cn: '2011',
    pw: '123456',
    mn: 'A1',
    flag: 5,
    cp: 'DataTime=20261122080000;a34004-Rtd=35.5,a34004-Flag=N;LA-Rtd=50.1,LA-Flag=N',
  }),
  encodeFrame({
    qn: '20261122080000001',
    st: '31',
    cn: '2051',
    pw: '123456',
    mn: 'A2',
    flag: 7,
    part: { total: 2, number: 1 },
    cp: 'DataTime=20261122080000;a34013-Avg=1,a34013-Min=0,a34013-Max=2,a34013-ZsAvg=1.5,a34013-Cou=9,a34013-Flag=T',
  }),
  encodeFrame({
    qn: '20261122080000001',
    st: '31',
    cn: '2051',
    pw: '123456',
    mn: 'A2',
    flag: 7,
    part: { total: 2, number: 2 },
    cp: 'a21026-Avg=1e2,a21026-Flag=D;SB1-RS=1',
  }),
  encodeFrame({
    st: '32',
    cn: '2011',
    pw: '',
    mn: 'old',
    cp: 'DataTime=20261122080000;B01-Rtd=36.91;011-Rtd=231.0,011-Flag=N;Flag=N',
  }),
  encodeFrame({ qn: '1', st: '91', cn: '9011', mn: 'A1', flag: 8, again: true, cp: 'QnRtn=1' }),
  encodeFrame({
    qn: '2',
    st: '31',
    cn: '3020',
    mn: 'A1',
    flag: 9,
    cp: 'DataTime=20261122080000;PolId=a34013,i11001-Info=//x;y,z//,i12001-Info=1',
  }),
];

/** Two generations of one device, one of another; S3 has a key that nobody registered. */
export const FUZZ_KEYS: ReadonlyMap<string, readonly Sm4Key[]> = new Map([
  ['S1', [Buffer.from('0123456789abcdef'), Buffer.alloc(16, 0x30)]],
  ['S2', [Buffer.from('00112233445566778899aabbccddeeff', 'hex')]],
]);
const SECRET_OF_S3 = Buffer.from('nobody knows it!');
const NO_KEYS: readonly Sm4Key[] = [];
export const fuzzKeysOf = (device: string): readonly Sm4Key[] => FUZZ_KEYS.get(device) ?? NO_KEYS;

const CODES = [
  'a34004',
  'a34002',
  'a21026',
  'a34013',
  'w01018',
  'w00000',
  'LA',
  'd20105',
  'd20777',
  'p99101',
  'SB1',
  'B01',
  '011',
  'a99999',
  'constructor',
];
const SUFFIXES = [
  'Rtd',
  'Avg',
  'Min',
  'Max',
  'Cou',
  'ZsAvg',
  'ZsRtd',
  'Flag',
  'EFlag',
  'SampleTime',
  'RS',
  'Info',
  'Foo',
];
const VALUES = [
  '35',
  '0.001',
  '-1',
  '1e3',
  '',
  'N',
  'T',
  'x',
  '99999999999999999999',
  '.5',
  '//a;b,c//',
  '20261122080000',
  '\xc4\xe3',
];
const COMMANDS = [
  '2011',
  '2051',
  '2061',
  '2031',
  '2021',
  '2041',
  '2081',
  '3020',
  '3019',
  '2013',
  '2052',
  '2062',
  '2111',
  '1014',
  '1001',
  '9011',
  '9012',
  '9013',
  '9014',
  '9015',
  '1013',
  '2999',
];
const DIALECTS: readonly Dialect[] = ['2005', '2017', '2025', '2025'];
const one = <T>(list: readonly T[], next: Random): T => list[next(list.length)]!;

/** Command parameters after the grammar, with values that are not. */
export function parameters(next: Random): string {
  const items = Array.from({ length: 1 + next(12) }, () => {
    const code = one(CODES, next);
    return Array.from(
      { length: 1 + next(3) },
      () => `${code}-${one(SUFFIXES, next)}=${next(3) === 0 ? one(VALUES, next) : (next(100_000) / 100).toString()}`,
    ).join(',');
  });
  return [
    next(8) === 0 ? `PolId=${one(CODES, next)}` : `DataTime=202611220${next(9)}${String(next(60)).padStart(2, '0')}00`,
    ...items,
  ].join(';');
}

/** A frame after the grammar: any dialect and command, a part or not, sent again or not, encrypted where it can be. */
export function structured(next: Random): Buffer {
  const dialect = one(DIALECTS, next);
  const mn = one(['S1', 'S1', 'S2', 'S3', 'A1', 'old'], next);
  const isPart = next(5) === 0;
  const total = 2 + next(3);
  const generations = FUZZ_KEYS.get(mn);
  const key =
    dialect !== '2025' || next(4) === 0
      ? undefined
      : mn === 'S3'
        ? SECRET_OF_S3
        : generations && one(generations, next);
  const cn = one(COMMANDS, next);
  const text = next(20) === 0 ? '' : parameters(next);
  const draft: PacketDraft = {
    qn: `2026112208${String(next(10_000_000)).padStart(7, '0')}`,
    st: one(['21', '22', '31', '32', '39', '44', '45', '91'], next),
    cn,
    pw: '123456',
    mn,
    ...(dialect === '2005' && next(2) === 0 ? {} : { flag: flagOf(dialect, next(4) !== 0, isPart) }),
    ...(isPart ? { part: { total, number: 1 + next(total) } } : {}),
    again: dialect === '2025' && next(6) === 0,
    ...(key ? { key } : {}),
    // Encrypted data are ASCII; only field information may hold other text.
    cp: key === undefined || cn === '3020' ? text : text.replace(/[^ -~]/g, 'x'),
  };
  return encodeFrame(draft);
}

const WORDS = [
  '&&',
  '##',
  '##0101',
  ';',
  ',',
  '=',
  '-',
  'CP=&&',
  'DataTime=',
  'Flag=',
  'Flag=9;',
  'PNUM=2;PNO=1;',
  'RF=1;',
  '\r\n',
  '\0',
  '9'.repeat(40),
  '1e99',
  '.',
  '//',
  '设备',
  'constructor',
  '__proto__',
  'a34004-Rtd=',
  '20260230250000',
  'SampleTime',
];

export function mutate(bytes: Buffer, next: Random): Buffer {
  let out = Buffer.from(bytes);
  for (let times = 1 + next(4); times > 0; times -= 1) {
    const at = next(out.length + 1);
    const kind = next(7);
    if (kind === 0 && at < out.length) out[at] = next(256);
    else if (kind === 1) out = Buffer.concat([out.subarray(0, at), out.subarray(at + next(12))]);
    else if (kind === 2) out = Buffer.concat([out.subarray(0, at), Buffer.from(one(WORDS, next)), out.subarray(at)]);
    else if (kind === 3)
      out = Buffer.concat([out.subarray(0, at), out.subarray(next(out.length + 1)), out.subarray(at)]).subarray(
        0,
        5000,
      );
    else if (kind === 4 && out.length > 6) out.write(String(next(10_000)).padStart(4, '0'), 2, 'latin1');
    else if (kind === 5 && at < out.length) out[at] = out[at]! ^ (1 << next(8));
    else out = out.subarray(0, at);
  }
  return out;
}

/** A mutated data segment in a frame that holds: reaches the parser behind the CRC. */
export function reframed(bytes: Buffer, next: Random): Buffer {
  const segment = mutate(Buffer.from(bytes.subarray(6, Math.max(6, bytes.length - 6))), next).subarray(0, 4096);
  return Buffer.concat([
    Buffer.from(`##${String(segment.length).padStart(4, '0')}`),
    segment,
    Buffer.from(`${crcText(crc16(segment))}\r\n`),
  ]);
}

/** Random bytes, and random bytes among words of the protocol. */
export function raw(next: Random): Buffer {
  if (next(2) === 0) return Buffer.from(Array.from({ length: next(300) }, () => next(256)));
  return Buffer.concat(
    Array.from({ length: next(20) }, () =>
      next(2) === 0 ? Buffer.from(one(WORDS, next)) : Buffer.from([next(256), next(256)]),
    ),
  );
}
