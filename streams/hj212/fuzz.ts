import assert from 'node:assert/strict';
import { timeAllowed } from '../civil-time.ts';
import { MAX_MICRO, STATISTICS } from '../reading.ts';
import { Assembler } from './assembler.ts';
import { crcText, crc16 } from './crc16.ts';
import { encodeFrame } from './encode.ts';
import { Framer } from './framer.ts';
import { MAX_FRAME } from './limits.ts';
import { openHj212, openPacket } from './open.ts';
import { isReject } from './packet.ts';

/** What one stream of the fuzzer met. */
export interface FuzzCounts { streams: number; bytes: number; frames: number; rejects: number; opened: number; readings: number }
export const newFuzzCounts = (): FuzzCounts => ({ streams: 0, bytes: 0, frames: 0, rejects: 0, opened: 0, readings: 0 });

const RECEIVED = Date.UTC(2026, 10, 22, 0, 1);
const STATIONS = [{ station: 1, st: '', units: {}, timezone: 'Asia/Shanghai' }, { station: 2, st: '31', units: { a34013: 'g/m3', a21026: 'ppm', a01001: 'F' }, timezone: 'America/New_York' }];
const STATISTIC_IDS: ReadonlySet<number> = new Set(Object.values(STATISTICS));

/** The standard's own loop, bit by bit: an oracle for the table of `crc16`. */
function slowCrc(bytes: Uint8Array): string {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc = (crc >> 8) ^ byte;
    for (let bit = 0; bit < 8; bit += 1) {
      const lsb = crc & 1;
      crc >>= 1;
      if (lsb) crc ^= 0xa001;
    }
  }
  return crc.toString(16).toUpperCase().padStart(4, '0');
}

/** Seeded: the same seed is the same streams for ever. */
export function random(seed: number): (below: number) => number {
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
  encodeFrame({ qn: '20261122080000000', st: '22', cn: '2011', pw: '123456', mn: 'A1', flag: 5, cp: 'DataTime=20261122080000;a34004-Rtd=35.5,a34004-Flag=N;LA-Rtd=50.1,LA-Flag=N' }),
  encodeFrame({ qn: '20261122080000001', st: '31', cn: '2051', pw: '123456', mn: 'A2', flag: 7, part: { total: 2, number: 1 }, cp: 'DataTime=20261122080000;a34013-Avg=1,a34013-Min=0,a34013-Max=2,a34013-ZsAvg=1.5,a34013-Cou=9,a34013-Flag=T' }),
  encodeFrame({ qn: '20261122080000001', st: '31', cn: '2051', pw: '123456', mn: 'A2', flag: 7, part: { total: 2, number: 2 }, cp: 'a21026-Avg=1e2,a21026-Flag=D;SB1-RS=1' }),
  encodeFrame({ st: '32', cn: '2011', pw: '', mn: 'old', cp: 'DataTime=20261122080000;B01-Rtd=36.91;011-Rtd=231.0,011-Flag=N;Flag=N' }),
  encodeFrame({ qn: '1', st: '91', cn: '9011', mn: 'A1', flag: 8, again: true, cp: 'QnRtn=1' }),
];

const WORDS = ['&&', '##', '##0101', ';', ',', '=', '-', 'CP=&&', 'DataTime=', 'Flag=', 'PNUM=2;PNO=1;', '\r\n', '\0', '9'.repeat(40), '1e99', '-', '.', '设备', 'constructor', '__proto__', 'a34004-Rtd=', '20260230250000', 'SampleTime'];

function mutate(bytes: Buffer, next: (below: number) => number): Buffer {
  let out = Buffer.from(bytes);
  for (let times = 1 + next(4); times > 0; times -= 1) {
    const at = next(out.length + 1);
    const kind = next(6);
    if (kind === 0 && at < out.length) out[at] = next(256);
    else if (kind === 1) out = Buffer.concat([out.subarray(0, at), out.subarray(at + next(12))]);
    else if (kind === 2) out = Buffer.concat([out.subarray(0, at), Buffer.from(WORDS[next(WORDS.length)]!), out.subarray(at)]);
    else if (kind === 3) out = Buffer.concat([out.subarray(0, at), out.subarray(next(out.length + 1)), out.subarray(at)]).subarray(0, 5000);
    else if (kind === 4 && out.length > 6) out.write(String(next(10_000)).padStart(4, '0'), 2, 'latin1');
    else out = out.subarray(0, at);
  }
  return out;
}

/** A mutated data segment in a frame that holds: reaches the parser behind the CRC. */
function reframed(bytes: Buffer, next: (below: number) => number): Buffer {
  const segment = mutate(Buffer.from(bytes.subarray(6, Math.max(6, bytes.length - 6))), next).subarray(0, 4096);
  return Buffer.concat([Buffer.from(`##${String(segment.length).padStart(4, '0')}`), segment, Buffer.from(`${crcText(crc16(segment))}\r\n`)]);
}

/**
 * One stream of whole, mutated and random pieces in random chunks through framer, parser, readings and assembler.
 * Throws where anything throws, is accepted wrongly, is lost, or grows.
 */
export function fuzzStream(seeds: readonly Buffer[], next: (below: number) => number, counts: FuzzCounts): void {
  const whole: string[] = [];
  const pieces: Buffer[] = [];
  for (let i = 1 + next(12); i > 0; i -= 1) {
    const seed = seeds[next(seeds.length)]!;
    const kind = next(10);
    if (kind < 3) {
      pieces.push(seed);
      whole.push(seed.toString('latin1').trimEnd());
    } else if (kind < 6) pieces.push(mutate(seed, next));
    else if (kind < 9) pieces.push(reframed(seed, next));
    else pieces.push(Buffer.from(Array.from({ length: next(300) }, () => next(256))));
  }
  const stream = Buffer.concat(pieces);
  counts.streams += 1;
  counts.bytes += stream.length;

  const framer = new Framer();
  const assembler = new Assembler({ most: 3, bytes: 10_000 });
  const found: string[] = [];
  let accepted = 0;
  const take = (): void => {
    for (let event = framer.next(); event; event = framer.next()) {
      if (event.kind === 'reject') {
        counts.rejects += 1;
        assert.ok(event.bytes.length <= MAX_FRAME && event.offset >= 0 && event.offset < stream.length);
        assert.ok(stream.subarray(event.offset, event.offset + event.bytes.length).equals(event.bytes), 'a reject shows the bytes at its offset');
        continue;
      }
      counts.frames += 1;
      accepted += event.bytes.length;
      found.push(event.bytes.toString('latin1'));
      openAll(event.bytes, assembler, counts);
    }
    assert.ok(framer.held <= MAX_FRAME + 6, `${framer.held} bytes held`);
  };
  for (let at = 0; at < stream.length;) {
    const size = 1 + next(next(4) === 0 ? 3 : 2000);
    framer.push(stream.subarray(at, at + size));
    take();
    at += size;
  }
  framer.finish();
  take();
  assert.equal(framer.held, 0);
  assert.ok(accepted <= stream.length);
  for (const frame of found) {
    const bytes = Buffer.from(frame, 'latin1');
    assert.equal(Number(frame.slice(2, 6)), bytes.length - 10, 'accepted by its declared length');
    assert.equal(frame.slice(-6, -4), '&&');
    assert.equal(slowCrc(bytes.subarray(6, -4)), frame.slice(-4).toUpperCase(), 'accepted by its CRC');
  }
  const left = [...found];
  for (const frame of whole) {
    const at = left.indexOf(frame);
    // A mutated neighbour may hold by accident (CRC and `&&`: 1 in 2^32) and swallow it.
    if (at >= 0) left.splice(at, 1);
    else assert.ok(found.some((other) => other.indexOf(frame.slice(0, 10), 6) > 0), `lost: ${frame}`);
  }
}

function openAll(bytes: Buffer, assembler: Assembler, counts: FuzzCounts): void {
  const opened = openHj212(bytes);
  if (isReject(opened)) return;
  counts.opened += 1;
  const part = opened.packet!.part === null ? null : assembler.add(opened.packet!, { received: RECEIVED, sequence: 1 });
  assert.ok(assembler.size <= 3 && assembler.bytes <= 10_000 && assembler.bytes >= 0);
  for (const packet of [opened, ...(part?.state === 'complete' ? [openPacket(part.packet)] : [])]) {
    for (const station of STATIONS) {
      const result = packet.readings(station, { received: RECEIVED, sequence: 5 });
      if (isReject(result)) continue;
      for (const { value, flag, time, statistic, factor } of result.readings) {
        counts.readings += 1;
        assert.ok(Number.isSafeInteger(value) && Math.abs(value) <= MAX_MICRO, `value ${value}`);
        assert.match(flag, /^[0-9A-Z]$/);
        assert.ok(timeAllowed(time, RECEIVED) && time % 1000 === 0 && STATISTIC_IDS.has(statistic) && factor > 0);
      }
    }
  }
}
