import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GuanlanError, type ErrorCode } from '../../contracts/errors.ts';
import { factorById } from '../../contracts/factors.ts';
import { isReject, openFrame } from '../mod.ts';
import { formatMicro } from '../../contracts/reading.ts';
import { acceptPush, PUSH_LIMITS, type PushAnswer, type PushDeps } from './push.ts';

const NOW = Date.UTC(2026, 10, 22, 0, 1);
interface Published {
  subject: string;
  bytes: Uint8Array;
  headers: Readonly<Record<string, string>>;
}

function deps(overrides: Partial<PushDeps> = {}): PushDeps & { readonly published: Published[] } {
  const published: Published[] = [];
  return {
    published,
    clock: { now: () => NOW, monotonic: () => 0 },
    full: () => false,
    newReceipt: () => 'r-1',
    deviceOf: (station) => (station === 7 ? 'MN7' : undefined),
    publish: async (subject, bytes, headers) => {
      published.push({ subject, bytes, headers });
    },
    ...overrides,
  };
}
const item = (extra: object = {}): object => ({
  device: 'mn1',
  factor: 'a34004',
  time: '2026-11-22T08:00:00+08:00',
  value: '35.10',
  ...extra,
});
const push = (body: unknown, with_ = deps(), type = 'application/json'): Promise<PushAnswer> =>
  acceptPush(typeof body === 'string' ? body : JSON.stringify(body), type, 'partner', with_);
const reasons = ({ items }: PushAnswer): string[] =>
  items.map((verdict) => (verdict.accepted ? 'accepted' : verdict.reason));
const fails = (promise: Promise<unknown>, code: ErrorCode): Promise<void> =>
  assert.rejects(promise, (error: unknown) => error instanceof GuanlanError && error.code === code);

test("array, object and NDJSON; one frame per device, in the partner's own words", async () => {
  const with_ = deps();
  const answer = await push(
    '[{"device":"mn1","factor":"a34004","time":"2026-11-22T08:00:00+08:00","value":1.50},' +
      `\n ${JSON.stringify(item({ station: 7, device: undefined }))},` +
      ` ${JSON.stringify(item({ factor: 'LA', value: '60' }))}]`,
    with_,
  );
  assert.deepEqual(answer, {
    receipt: 'r-1',
    accepted: 3,
    rejected: 0,
    items: [0, 1, 2].map((index) => ({ index, accepted: true })),
  });
  assert.deepEqual(
    with_.published.map(({ subject }) => subject.replace(/\d/, '#')),
    ['frames.http.#.MN1', 'frames.http.#.MN7'],
  );
  assert.ok(Buffer.from(with_.published[0]!.bytes).toString().includes('"value":1.50}'));
  assert.deepEqual(with_.published[0]!.headers, {
    'Gl-Received': String(NOW),
    'Gl-Remote': 'partner',
    'Gl-Device': 'mn1',
    'Gl-Receipt': 'r-1',
  });
  assert.equal((await push(item())).accepted, 1);
  assert.deepEqual(
    reasons(
      await push(`${JSON.stringify(item())}\r\n\n{broken\n${JSON.stringify(item())}`, deps(), 'application/x-ndjson'),
    ),
    ['accepted', 'bad_structure', 'accepted'],
  );
});

test('a pushed frame opens to readings: units, statistics, flags, implausible values', async () => {
  const with_ = deps();
  await push(
    [
      item(),
      item({ factor: 'a21005', value: 1200, unit: 'ug/m3', statistic: 'hour' }),
      item({ factor: 'a34002', value: '99999', flag: 'n' }),
    ],
    with_,
  );
  const opened = openFrame('http', with_.published[0]!.bytes);
  assert.ok(!isReject(opened));
  assert.equal(opened.device, 'MN1');
  const result = opened.readings(
    { station: 4, st: '22', units: {}, timezone: 'Asia/Shanghai' },
    { received: NOW, sequence: 9 },
  );
  assert.ok(!isReject(result));
  assert.deepEqual(
    result.readings.map(({ factor, statistic, value, flag, time }) => [
      factorById(factor)!.code,
      statistic,
      formatMicro(value),
      flag,
      new Date(time).toISOString(),
    ]),
    [
      ['a34004', 1, '35.1', 'N', '2026-11-22T00:00:00.000Z'],
      ['a21005', 20, '1.2', 'N', '2026-11-22T00:00:00.000Z'],
      ['a34002', 1, '99999', 'X', '2026-11-22T00:00:00.000Z'],
    ],
  );
});

const FAULTS: readonly (readonly [object | null | string, string])[] = [
  [null, 'bad_item'],
  [[], 'bad_item'],
  ['text', 'bad_item'],
  [item({ extra: 1 }), 'bad_item'],
  [item({ device: undefined }), 'bad_item'],
  [item({ station: 7 }), 'bad_item'],
  [item({ device: '' }), 'missing_device'],
  [item({ factor: 'nope' }), 'unknown_factor'],
  [item({ factor: 5 }), 'unknown_factor'],
  [item({ statistic: 'toString' }), 'unknown_statistic'],
  [item({ time: undefined }), 'missing_time'],
  [item({ time: 1 }), 'missing_time'],
  [item({ time: '2026-11-22T08:00:00' }), 'bad_time'],
  [item({ time: '2026-13-22T08:00:00Z' }), 'bad_time'],
  [item({ value: undefined }), 'bad_value'],
  [item({ value: 'NaN' }), 'bad_value'],
  [item({ value: true }), 'bad_value'],
  [item({ value: 1e300 }), 'bad_value'],
  [item({ device: '\ud800x' }), 'bad_text'],
  [item({ unit: 'm\udc00' }), 'bad_text'],
  [item({ '\ud800': 1 }), 'bad_text'],
  [item({ device: '😀' }), 'accepted'],
  [item({ flag: 'NN' }), 'bad_flag'],
  [item({ station: 8, device: undefined }), 'unknown_station'],
  [item({ device: 'x'.repeat(200) }), 'missing_device'],
  [item({ unit: 'x'.repeat(5000) }), 'too_large'],
];
test('every fault of an item has its reason, and the others are taken', async () => {
  assert.deepEqual(reasons(await push([...FAULTS.map(([each]) => each), item()])), [
    ...FAULTS.map(([, reason]) => reason),
    'accepted',
  ]);
});

test('a broken frame around the items is refused as a whole', async () => {
  for (const body of ['', '  ', '[]', 'null', '"x"', '[{}', '[{}] x', '[,]', '[{},]', '[{},,{}]', '[}'])
    await fails(push(body), 'GL_BAD_REQUEST');
  await fails(acceptPush(Buffer.from([0x5b, 0xff, 0x5d]), 'application/json', 'p', deps()), 'GL_BAD_REQUEST');
});

test('bounds: bytes, items, frame size, full disk', async () => {
  await fails(push(' '.repeat(PUSH_LIMITS.bodyBytes + 1)), 'GL_TOO_LARGE');
  await fails(push(`[${'0,'.repeat(PUSH_LIMITS.items)}0]`), 'GL_TOO_LARGE');
  await fails(push(item(), deps({ full: () => true })), 'GL_DISK_FULL');
  const with_ = deps();
  assert.equal(
    (
      await push(
        Array.from({ length: 5000 }, (_, i) => item({ value: i })),
        with_,
      )
    ).accepted,
    5000,
  );
  assert.ok(with_.published.length > 5);
  for (const { bytes } of with_.published) assert.ok(bytes.length <= PUSH_LIMITS.frameBytes, `${bytes.length}`);
});

test('what could not be stored is not accepted; when nothing could, the push fails', async () => {
  const some = deps({
    publish: async (subject) => {
      if (subject.endsWith('MN7')) throw new Error('no broker');
    },
  });
  assert.deepEqual(reasons(await push([item(), item({ station: 7, device: undefined })], some)), [
    'accepted',
    'not_stored',
  ]);
  await fails(
    push(
      item(),
      deps({
        publish: async () => {
          throw new Error('no broker');
        },
      }),
    ),
    'GL_STREAM_UNAVAILABLE',
  );
});

test('a frame that nobody of ours wrote is a reject', () => {
  for (const [bytes, reason] of [
    ['x', 'bad_structure'],
    ['null', 'missing_device'],
    ['{"device":"a"}', 'bad_structure'],
    [String.raw`{"device":"\ud800","items":[]}`, 'bad_text'],
  ] as const) {
    const opened = openFrame('http', Buffer.from(bytes));
    assert.ok(isReject(opened) && opened.reason === reason);
  }
});
