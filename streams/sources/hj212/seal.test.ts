import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeFrame, type PacketDraft } from './encode.ts';
import { Framer } from './framer.ts';
import { openHj212 } from './open.ts';
import { isReject, parseSegment, type Packet } from './packet.ts';
import { sealOf } from './seal.ts';
import { looksSealed, seal, unseal } from './sm4.ts';

const KEY = Buffer.alloc(16, 0x30);
const OTHER = Buffer.from('00112233445566778899aabbccddeeff', 'hex');
const draft: PacketDraft = {
  qn: '20260601085857223',
  st: '31',
  cn: '2011',
  pw: '123456',
  mn: '010000A8900016F000169DC0',
  flag: 9,
  cp: 'DataTime=20260601085857;a34013-Rtd=11.2,a34013-Flag=N;a21026-Rtd=23,a21026-Flag=N',
  key: KEY,
};
const packetOf = (frame: Buffer): Packet => {
  const packet = parseSegment(frame, 6, frame.length - 4);
  assert.ok(!isReject(packet));
  return packet;
};
const bare = (d: PacketDraft): Buffer => encodeFrame(d).subarray(0, -2);
const state = (frame: Buffer, keys: Buffer[], tolerance = 0): string =>
  sealOf(packetOf(frame), frame, keys, tolerance).state;

test('HJ 212-2025 A.2: first block and tail of the printed example, CRC B541 over the text before encryption', () => {
  const block = Buffer.from('E43E159ACFAB242CB53155FB8B9281A1', 'hex');
  assert.equal(unseal(block, KEY).toString(), 'DataTime=2024052');
  assert.deepEqual(seal(Buffer.from('DataTime=2024052'), KEY), block);
  assert.equal(
    seal(Buffer.from('DataTime=2024052g=N'), KEY).subarray(16).toString(),
    'g=N',
    'less than a block stays plain',
  );
  assert.deepEqual(seal(Buffer.from('short'), KEY), Buffer.from('short'));
});

test(
  'only 2000 to 2999, 1014 and 3020 of dialect 2025 are encrypted; length and CRC are those of the plain ' + 'frame',
  () => {
    const plain = bare({ ...draft, key: undefined as never });
    for (const [cn, flag, sealed] of [
      ['2011', 9, true],
      ['2999', 9, true],
      ['1014', 9, true],
      ['3020', 9, true],
      ['9011', 9, false],
      ['1012', 9, false],
      ['2011', 5, false],
    ] as const) {
      const frame = bare({ ...draft, cn, flag });
      assert.equal(frame.length, plain.length);
      assert.equal(frame.equals(bare({ ...draft, cn, flag, key: undefined as never })), !sealed, `${cn} ${flag}`);
      assert.equal(
        frame.subarray(-4).toString(),
        bare({ ...draft, cn, flag, key: undefined as never })
          .subarray(-4)
          .toString(),
        'CRC over the plaintext',
      );
    }
  },
);

test(
  'the key that yields the right CRC is chosen among several generations; without one the frame stays ' + 'sealed',
  () => {
    const frame = bare(draft);
    assert.equal(state(frame, []), 'keyless');
    assert.equal(state(frame, [OTHER]), 'closed');
    const seal = sealOf(packetOf(frame), frame, [OTHER, KEY]);
    assert.ok(seal.state === 'opened' && seal.key === 1 && seal.text.toString() === draft.cp);
    const opened = openHj212(frame, { keys: [OTHER, KEY] });
    assert.ok(!isReject(opened) && opened.kind === 'readings' && opened.wasSealed && opened.packet!.cp === draft.cp);
    for (const keys of [[], [OTHER]]) {
      const closed = openHj212(frame, { keys });
      assert.ok(!isReject(closed) && closed.kind === 'sealed' && closed.device === draft.mn);
    }
  },
);

test('a plain frame of a device with a key is judged by its bytes, a damaged one is neither sealed nor taken', () => {
  const plain = bare({ ...draft, key: undefined as never });
  assert.equal(state(plain, [KEY]), 'plain');
  assert.ok(!isReject(openHj212(plain, { keys: [KEY] })));
  for (let at = 80; at < plain.length - 6; at += 1) {
    const damaged = Buffer.from(plain);
    damaged[at] = damaged[at]! ^ 0x80;
    const opened = openHj212(damaged, { keys: [] });
    assert.ok(isReject(opened) && opened.reason === 'bad_crc', `byte ${at}: ${JSON.stringify(opened)}`);
  }
});

test('every single damaged byte of an encrypted frame is noticed by who has the key', () => {
  const frame = bare(draft);
  for (let at = 6; at < frame.length - 4; at += 1) {
    const damaged = Buffer.from(frame);
    damaged[at] = damaged[at]! ^ 1;
    const opened = openHj212(damaged, { keys: [KEY, OTHER] });
    assert.ok(isReject(opened) || opened.kind === 'sealed', `byte ${at}`);
  }
});

test('a CRC over the encrypted bytes holds only where a wrong CRC is tolerated', () => {
  const wire = bare({ ...draft, cp: seal(Buffer.from(draft.cp!), KEY).toString('latin1'), key: undefined as never });
  assert.equal(state(wire, [KEY]), 'closed');
  assert.equal(state(wire, [KEY], 1), 'opened');
  assert.equal(state(wire, [OTHER], 1), 'closed', 'not by any key');
});

test('cipher text is told from damaged text: 20,000 random keys and texts', () => {
  let missed = 0;
  for (let i = 0; i < 20_000; i += 1) {
    const key = Buffer.alloc(16);
    key.writeUInt32LE(i, 3);
    if (!looksSealed(seal(Buffer.from(`DataTime=20260601085857;a34013-Rtd=${i}`), key))) missed += 1;
  }
  assert.ok(missed <= 2, `${missed} not recognised`);
  assert.equal(looksSealed(Buffer.from('DataTime=20260601085857;i13001-Info=清洗管路清洗管路清洗管路')), false);
});

test('the framer cuts encrypted frames by declared length, whatever their bytes are, at any chunk size', () => {
  // Counted up until the cipher text holds bytes that look like the start or the end of a frame.
  const frames = Array.from({ length: 300 }, (_, i) =>
    encodeFrame({ ...draft, qn: String(i), cp: `DataTime=20260601085857;a34013-Rtd=${i};a21026-Rtd=${i * 7}` }),
  );
  const stream = Buffer.concat(frames);
  for (const size of [1, 13, 700, stream.length]) {
    const framer = new Framer({ sealed: (bytes) => sealOf(packetOf(bytes), bytes, [KEY]).state === 'opened' });
    let found = 0;
    for (let at = 0; at < stream.length; at += size) {
      framer.push(stream.subarray(at, at + size));
      for (let event = framer.next(); event; event = framer.next()) {
        assert.equal(event.kind, 'frame');
        assert.ok(event.bytes.equals(frames[found]!.subarray(0, -2)));
        found += 1;
      }
    }
    assert.equal(found, frames.length);
  }
});
