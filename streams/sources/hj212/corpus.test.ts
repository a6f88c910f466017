import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { parseCivilTime } from '../../contracts/civil-time.ts';
import { crc16, crcText } from './crc16.ts';
import { Framer, type FramerEvent } from './framer.ts';
import { openHj212 } from './open.ts';
import { isReject } from './packet.ts';
import { parseParameters } from './values.ts';

const corpus = new URL('../../../../shared/data/hj212/', import.meta.url);
const skip = existsSync(corpus) ? false : 'shared data not present';

interface Message {
  raw: string;
  ST: string;
  CN: string;
  MN: string | null;
  crc_declared: string | null;
  verdict: string;
  len_declared: number;
  len_actual: number;
}
const messages = (): Message[] =>
  readFileSync(new URL('messages.jsonl', corpus), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Message);

const cut = (chunks: readonly (string | Buffer)[]): FramerEvent[] => {
  const framer = new Framer();
  const events: FramerEvent[] = [];
  const take = (): void => {
    for (let event = framer.next(); event; event = framer.next()) events.push(event);
  };
  for (const chunk of chunks) {
    framer.push(Buffer.from(chunk));
    take();
  }
  framer.finish();
  take();
  return events;
};

test('corpus: every message is opened, or rejected with its verdict', { skip }, () => {
  const counts: Record<string, number> = {};
  for (const message of messages()) {
    const opened = openHj212(Buffer.from(message.raw, 'latin1'));
    counts[message.verdict] = (counts[message.verdict] ?? 0) + 1;
    if (message.verdict === 'valid' && /;MN=;/.test(message.raw)) {
      assert.ok(isReject(opened) && opened.reason === 'missing_device', 'whole, but of no device');
      continue;
    }
    if (message.verdict === 'valid') {
      assert.ok(!isReject(opened), `${message.raw}: ${JSON.stringify(opened)}`);
      assert.equal(opened.packet!.st, message.ST);
      assert.equal(opened.packet!.cn, message.CN);
      if (message.MN !== null) assert.equal(opened.packet!.mn, message.MN);
      continue;
    }
    assert.ok(isReject(opened), message.raw);
    // A frame that breaks off and one whose CP never closes are told apart here, not in the corpus.
    const expected =
      message.verdict === 'bad_structure' ? ['bad_structure', 'truncated', 'missing_device'] : [message.verdict];
    assert.ok(expected.includes(opened.reason), `${message.verdict} became ${opened.reason}: ${message.raw}`);
  }
  assert.deepEqual(counts, { valid: 442, bad_crc: 39, bad_crc_and_length: 8, bad_structure: 5, bad_length: 3 });
});

test('corpus: the whole of it in one stream, cut anywhere, gives the same frames and rejects', { skip }, () => {
  const all = messages();
  const stream = Buffer.from(all.map((message) => `${message.raw}\r\n`).join(''), 'latin1');
  const whole = cut([stream]);
  assert.equal(
    whole.filter((event) => event.kind === 'frame').length,
    443,
    '442 valid and one that holds by length and CRC but has no CP',
  );
  for (const size of [1, 7, 100, 1460, 4096]) {
    const chunks: Buffer[] = [];
    for (let at = 0; at < stream.length; at += size) chunks.push(stream.subarray(at, at + size));
    assert.deepEqual(cut(chunks), whole, `chunks of ${size}`);
  }
});

test('corpus: declared CRC of every valid message equals ours', { skip }, () => {
  for (const message of messages().filter((each) => each.verdict === 'valid')) {
    const bytes = Buffer.from(message.raw, 'latin1');
    assert.equal(crcText(crc16(bytes, 6, bytes.length - 4)), message.crc_declared!.toUpperCase());
  }
});

test('corpus: stream cases (sticky, LF only, split)', { skip }, () => {
  const cases = JSON.parse(readFileSync(new URL('stream_cases.json', corpus), 'utf8')) as {
    name: string;
    chunks: string[];
    expect_frames: number;
  }[];
  assert.equal(cases.length, 4);
  for (const { name, chunks, expect_frames: expected } of cases) {
    const events = cut(chunks);
    assert.equal(events.filter((event) => event.kind === 'frame').length, expected, name);
    assert.equal(events.length, expected, `${name}: no rejects`);
  }
});

test('corpus: the simulator log, 4,503 frames', { skip }, () => {
  const events = cut([gunzipSync(readFileSync(new URL('log_st21_device_2021-04-07_12.txt.gz', corpus)))]);
  assert.equal(events.length, 4503);
  let readings = 0;
  for (const event of events) {
    assert.equal(event.kind, 'frame');
    const opened = openHj212(event.bytes);
    assert.ok(!isReject(opened));
    if (opened.kind !== 'readings') continue;
    const dataTime = parseParameters(opened.packet!.cp).groups[0]!.dataTime;
    const received = parseCivilTime(dataTime, 'Asia/Shanghai')! + 1000;
    const result = opened.readings(
      { station: 7, st: '21', units: {}, timezone: 'Asia/Shanghai' },
      { received, sequence: 1 },
    );
    assert.ok(!isReject(result), JSON.stringify(result));
    assert.deepEqual(
      result.problems.filter((problem) => problem.reason !== 'unknown_factor'),
      [],
    );
    readings += result.readings.length;
  }
  assert.ok(readings > 1000, `${readings} readings`);
});
