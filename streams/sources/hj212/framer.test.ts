import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { encodeFrame } from './encode.ts';
import { Framer, type FramerEvent, type FramerOptions } from './framer.ts';
import { tolerates } from './packet.ts';

const MN = '010000A8900016F000169DC0';
const frame = (value: string, qn = '20261122080000000'): Buffer =>
  encodeFrame({
    qn,
    st: '22',
    cn: '2011',
    pw: '123456',
    mn: MN,
    flag: 5,
    cp: `DataTime=20261122080000;a34004-Rtd=${value},a34004-Flag=N`,
  });

function run(
  chunks: readonly Buffer[],
  { finish = true, ...options }: FramerOptions & { finish?: boolean } = {},
): FramerEvent[] {
  const framer = new Framer(options);
  const events: FramerEvent[] = [];
  const take = (): void => {
    for (let event = framer.next(); event; event = framer.next()) events.push(event);
  };
  for (const chunk of chunks) {
    framer.push(chunk);
    take();
  }
  if (finish) framer.finish();
  take();
  return events;
}
const names = (events: readonly FramerEvent[]): string[] =>
  events.map((event) => (event.kind === 'frame' ? 'frame' : event.reason));

test('garbage before, between and after costs nothing but itself', () => {
  const events = run([
    Buffer.concat([
      Buffer.from('GET / HTTP/1.1\r\n\r\n'),
      frame('1'),
      Buffer.from('#####12 ##0x'),
      frame('2'),
      Buffer.from([0xff, 0xfe]),
    ]),
  ]);
  assert.deepEqual(names(events), ['garbage', 'frame', 'garbage', 'frame', 'garbage']);
  assert.equal(events[0]!.kind === 'reject' && events[0]!.offset, 0);
  assert.equal(events[2]!.kind === 'reject' && events[2]!.offset, 18 + frame('1').length);
});

test('a declared length that is too small, or too large, costs that frame only', () => {
  const small = Buffer.from(
    frame('1')
      .toString()
      .replace(/^##\d{4}/, '##0010'),
  );
  const large = Buffer.from(
    frame('1')
      .toString()
      .replace(/^##\d{4}/, '##0900'),
  );
  assert.deepEqual(names(run([Buffer.concat([small, frame('2'), frame('3')])])), ['bad_length', 'frame', 'frame']);
  assert.deepEqual(names(run([Buffer.concat([large, frame('2'), frame('3')])])), ['bad_length', 'frame', 'frame']);
});

test('a length that counts CRC and CRLF is a bad length, and taken where the device is tolerated', () => {
  const whole = frame('1');
  const odd = Buffer.from(
    whole.toString().replace(/^##(\d{4})/, (_, digits: string) => `##${String(Number(digits) + 6).padStart(4, '0')}`),
  );
  assert.deepEqual(names(run([Buffer.concat([odd, frame('2')])])), ['bad_length', 'frame']);
  const tolerate = (_: Buffer, reason: Parameters<typeof tolerates>[1]): boolean => tolerates(2, reason);
  const alone = run([odd], { tolerate, finish: false });
  assert.deepEqual(
    alone.map((event) => event.kind === 'frame' && event.tolerated),
    ['bad_length'],
    'without waiting for the next frame',
  );
  assert.equal(alone[0]!.bytes.toString(), odd.toString().trimEnd());
});

test('a wrong CRC is rejected once, the rest of its frame is no garbage', () => {
  const bad = Buffer.from(frame('1').toString().replace('Rtd=1', 'Rtd=9'));
  const events = run([Buffer.concat([bad, bad, frame('2')])]);
  assert.deepEqual(names(events), ['bad_crc', 'bad_crc', 'frame']);
  assert.equal(events[0]!.bytes.toString(), bad.toString().trimEnd());
});

test('values that look like ends and starts do not cut a frame', () => {
  const tricky = frame('&&1C80\r\n##0101QN=1;&&ABCD##0012');
  assert.deepEqual(names(run([tricky, frame('2')])), ['frame', 'frame']);
});

test('oversize: rejected from its six first bytes, held bytes stay bounded', () => {
  const framer = new Framer();
  framer.push(Buffer.from('##9999'));
  assert.equal(framer.next()?.kind, 'reject');
  let rejects = 0;
  for (let i = 0; i < 100; i += 1) {
    framer.push(Buffer.alloc(10_000, 0x41));
    while (framer.next()) rejects += 1;
    assert.ok(framer.held < 5000);
  }
  assert.equal(rejects, 0, 'one reject speaks for the whole run');
});

test('a frame that stops coming is given up, and frames stuck behind its wrong length are found', () => {
  const framer = new Framer();
  framer.push(Buffer.concat([Buffer.from('##4000QN=1;'), frame('7')]));
  assert.equal(framer.next(), null, 'it may still come');
  framer.finish();
  assert.deepEqual([framer.next()?.kind, framer.next()?.kind, framer.next()], ['reject', 'frame', null]);
});

test('property: however a stream is cut, the events are the same, and every whole frame is found', () => {
  const piece = fc.oneof(
    { weight: 4, arbitrary: fc.nat(9999).map((n) => frame(String(n))) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)) },
    {
      weight: 1,
      arbitrary: fc
        .constantFrom('##', '##01', '#', '\r\n', '##0005ab', '&&', '##0101QN=')
        .map((text) => Buffer.from(text)),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 })).map(([at, flip]) => {
        const bytes = Buffer.from(frame('55'));
        const index = at % bytes.length;
        bytes[index] = bytes[index]! ^ flip;
        return bytes;
      }),
    },
  );
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 12 }),
      fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 20 }),
      (pieces, sizes) => {
        const stream = Buffer.concat(pieces);
        const chunks: Buffer[] = [];
        for (let at = 0, i = 0; at < stream.length; i += 1) {
          const size = sizes[i % sizes.length]!;
          chunks.push(stream.subarray(at, at + size));
          at += size;
        }
        const frames = (events: readonly FramerEvent[]): string[] =>
          events.filter((event) => event.kind === 'frame').map((event) => event.bytes.toString('latin1'));
        assert.deepEqual(frames(run(chunks)), frames(run([stream])));
      },
    ),
    { numRuns: 300, seed: 212 },
  );
});
