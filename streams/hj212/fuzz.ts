import assert from 'node:assert/strict';
import { timeAllowed } from '../civil-time.ts';
import { MAX_MICRO, STATISTICS } from '../reading.ts';
import { Assembler } from './assembler.ts';
import { encodeFrame } from './encode.ts';
import { Framer } from './framer.ts';
import { judge, slowCrc, type Verdict } from './fuzz-oracle.ts';
import { FUZZ_KEYS, fuzzKeysOf, mutate, parameters, raw, reframed, structured, type Random } from './fuzz-pieces.ts';
import { Gate } from './gate.ts';
import { CRC_BYTES, MAX_FRAME, PREFIX } from './limits.ts';
import { openHj212, openPacket } from './open.ts';
import { isReject, parseSegment, type Packet } from './packet.ts';
import { MAX_RECORDS } from './records.ts';

/** What the fuzzer met so far. */
export interface FuzzCounts {
  streams: number;
  bytes: number;
  frames: number;
  rejects: number;
  opened: number;
  readings: number;
  records: number;
  joined: number;
  plain: number;
  decrypted: number;
  keyless: number;
}
export const newFuzzCounts = (): FuzzCounts => ({
  streams: 0,
  bytes: 0,
  frames: 0,
  rejects: 0,
  opened: 0,
  readings: 0,
  records: 0,
  joined: 0,
  plain: 0,
  decrypted: 0,
  keyless: 0,
});

const RECEIVED = Date.UTC(2026, 10, 22, 0, 1);
const STATIONS = [
  { station: 1, st: '', units: {}, timezone: 'Asia/Shanghai' },
  { station: 2, st: '31', units: { a34013: 'g/m3', a21026: 'ppm', a01001: 'F' }, timezone: 'America/New_York' },
];
const STATISTIC_IDS: ReadonlySet<number> = new Set(Object.values(STATISTICS));
const gate = new Gate(fuzzKeysOf, () => 0);
const COUNT_OF: Readonly<Record<Exclude<Verdict, 'wrong'>, 'plain' | 'decrypted' | 'keyless'>> = Object.freeze({
  plain: 'plain',
  opened: 'decrypted',
  keyless: 'keyless',
});

/** Pieces of one stream, and those of them that are whole and have to come out. */
function pieces(
  seeds: readonly Buffer[],
  next: Random,
): { readonly stream: Buffer; readonly whole: readonly Buffer[] } {
  const parts: Buffer[] = [];
  const whole: Buffer[] = [];
  for (let i = 1 + next(12); i > 0; i -= 1) {
    const isSeed = next(3) === 0;
    const frame = isSeed ? seeds[next(seeds.length)]! : structured(next);
    const kind = next(10);
    if (kind < 3) {
      parts.push(frame);
      const bare = frame.subarray(-2).equals(Buffer.from('\r\n')) ? frame.subarray(0, -2) : frame;
      // A seed kept from an earlier run need not hold: what nobody can check only has to come out where it was made whole.
      const verdict = judge(bare, fuzzKeysOf);
      if (verdict === 'plain' || verdict === 'opened' || (verdict === 'keyless' && !isSeed)) whole.push(bare);
    } else if (kind < 6) parts.push(mutate(frame, next));
    else if (kind < 9) parts.push(reframed(frame, next));
    else parts.push(raw(next));
  }
  return { stream: Buffer.concat(parts), whole };
}

/**
 * One stream of whole, mutated and random pieces in random chunks through framer, gate, parser, readings and assembler, as the gateway
 * and ingest do it. Throws where anything throws, is accepted against the oracle, is lost, or grows.
 * @returns what happened, in words that are few: a stream with a new combination is worth keeping as a seed
 */
export function fuzzStream(
  seeds: readonly Buffer[],
  next: Random,
  counts: FuzzCounts,
): { readonly stream: Buffer; readonly met: ReadonlySet<string> } {
  const { stream, whole } = pieces(seeds, next);
  counts.streams += 1;
  counts.bytes += stream.length;
  const met = new Set<string>();
  const framer = new Framer({ tolerate: gate.tolerates, sealed: gate.mayBeSealed });
  const assembler = new Assembler({ most: 3, bytes: 10_000 });
  const found: Buffer[] = [];
  let accepted = 0;
  const take = (): void => {
    for (let event = framer.next(); event; event = framer.next()) {
      if (event.kind === 'reject') {
        counts.rejects += 1;
        met.add(gate.reasonOf(event.reason, event.bytes));
        assert.ok(event.bytes.length <= MAX_FRAME && event.offset >= 0 && event.offset < stream.length);
        assert.ok(
          stream.subarray(event.offset, event.offset + event.bytes.length).equals(event.bytes),
          'a reject shows the bytes at its offset',
        );
        continue;
      }
      assert.equal(event.tolerated, undefined, 'nobody is tolerated');
      accepted += event.bytes.length;
      takeFrame(event.bytes);
    }
    assert.ok(framer.held <= MAX_FRAME + 6, `${framer.held} bytes held`);
  };
  const takeFrame = (bytes: Buffer): void => {
    const verdict = judge(bytes, fuzzKeysOf);
    const packet = parseSegment(bytes, PREFIX, bytes.length - CRC_BYTES);
    found.push(bytes);
    // Cut out whole, and refused for its fields or its seal: a reject like those of the framer.
    const refused = isReject(packet)
      ? packet.reason
      : gate.seal(packet, bytes).state === 'closed'
        ? 'undecipherable'
        : null;
    if (refused !== null) {
      counts.rejects += 1;
      met.add(refused);
      return;
    }
    assert.notEqual(verdict, 'wrong', `accepted wrongly: ${bytes.toString('latin1')}`);
    const { state } = gate.seal(packet as Packet, bytes);
    // The gateway asks more of a header that it has to believe: else the frame is judged by its bytes.
    assert.ok(
      state === verdict ||
        (state === 'plain' &&
          verdict === 'keyless' &&
          slowCrc(bytes.subarray(PREFIX, -CRC_BYTES)) === bytes.subarray(-CRC_BYTES).toString('latin1').toUpperCase()),
      `${state}, the oracle says ${verdict}`,
    );
    counts.frames += 1;
    counts[COUNT_OF[verdict as Exclude<Verdict, 'wrong'>]] += 1;
    met.add(verdict);
    openAll(bytes, assembler, counts, met, verdict);
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
  const left = [...found];
  for (const frame of whole) {
    const at = left.findIndex((each) => each.equals(frame));
    // A mutated neighbour may hold by accident (`&&` and a CRC of 256 values: 1 in 2^24) and swallow it.
    if (at >= 0) left.splice(at, 1);
    else
      assert.ok(
        found.some((other) => other.indexOf(frame.subarray(0, 10), 6) > 0),
        `lost: ${frame.toString('latin1')}`,
      );
  }
  if (next(8) === 0) splitAndJoin(next, counts);
  return { stream, met };
}

function openAll(bytes: Buffer, assembler: Assembler, counts: FuzzCounts, met: Set<string>, verdict: Verdict): void {
  const mn = /;MN=([^;]*)/i.exec(bytes.toString('latin1'))?.[1]?.trim().toUpperCase() ?? '';
  const opened = openHj212(bytes, { keys: fuzzKeysOf(mn) });
  if (isReject(opened)) {
    assert.ok(
      !/crc|length|truncated|undecipherable/.test(opened.reason),
      `ingest refuses what the gateway took: ${opened.reason}`,
    );
    met.add(opened.reason);
    return;
  }
  met.add(opened.kind).add(`cn ${opened.packet!.cn}`);
  if (opened.kind === 'sealed') {
    assert.ok(!FUZZ_KEYS.has(opened.device), 'a frame of a device with keys is opened');
    return;
  }
  if (verdict === 'opened') assert.ok(opened.wasSealed);
  counts.opened += 1;
  const part = opened.packet!.part === null ? null : assembler.add(opened.packet!, { received: RECEIVED, sequence: 1 });
  assert.ok(assembler.size <= 3 && assembler.bytes <= 10_000 && assembler.bytes >= 0);
  if (part) met.add(`part ${part.state}`);
  for (const packet of [opened, ...(part?.state === 'complete' ? [openPacket(part.packet)] : [])]) {
    for (const station of STATIONS) {
      const result = packet.readings(station, { received: RECEIVED, sequence: 5 });
      if (isReject(result)) {
        met.add(result.reason);
        continue;
      }
      assert.ok(result.records.length <= MAX_RECORDS && result.problems.length <= 65);
      counts.records += result.records.length;
      for (const { reason } of result.problems) met.add(reason);
      for (const { value, flag, time, statistic, factor } of result.readings) {
        counts.readings += 1;
        assert.ok(Number.isSafeInteger(value) && Math.abs(value) <= MAX_MICRO, `value ${value}`);
        assert.match(flag, /^[0-9A-Z]$/);
        assert.ok(timeAllowed(time, RECEIVED) && time % 1000 === 0 && STATISTIC_IDS.has(statistic) && factor > 0);
      }
      for (const { time, text } of result.records)
        assert.ok(time % 1000 === 0 && text.length <= 1000 && text.isWellFormed());
    }
  }
}

/** A packet cut between items into parts, each encrypted or not and in any order, is joined to what it was. */
function splitAndJoin(next: Random, counts: FuzzCounts): void {
  const items = parameters(next)
    .split(';')
    .filter((item) => /^[^=]+=./.test(item) && !/\/\/|[^ -~]/.test(item));
  if (items.length < 2) return;
  const total = 2 + next(Math.min(4, items.length - 1));
  const cuts = [...new Set(Array.from({ length: total - 1 }, () => 1 + next(items.length - 1)))].sort((a, b) => a - b);
  const texts = [0, ...cuts].map((from, i) => items.slice(from, cuts[i] ?? items.length).join(';'));
  const key = fuzzKeysOf('S1')[next(2)]!;
  const frames = texts.map((cp, i) =>
    encodeFrame({
      qn: '7',
      st: '31',
      cn: '2051',
      mn: 'S1',
      pw: '1',
      flag: 11,
      part: { total: texts.length, number: i + 1 },
      cp,
      ...(next(2) === 0 ? { key } : {}),
    }).subarray(0, -2),
  );
  for (let i = frames.length - 1; i > 0; i -= 1) {
    const other = next(i + 1);
    [frames[i], frames[other]] = [frames[other]!, frames[i]!];
  }
  const assembler = new Assembler();
  let joined = '';
  for (const frame of frames) {
    const opened = openHj212(frame, { keys: fuzzKeysOf('S1') });
    assert.ok(!isReject(opened) && opened.kind !== 'sealed', frame.toString('latin1'));
    const assembly = assembler.add(opened.packet!, { received: RECEIVED, sequence: 1 });
    if (assembly.state === 'complete') joined = assembly.packet.cp;
  }
  assert.equal(joined, items.join(';'));
  counts.joined += 1;
}
