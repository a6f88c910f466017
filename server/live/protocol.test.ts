import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { pino } from 'pino';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { Registry } from 'prom-client';
import { WebSocket } from 'ws';
import { systemClock } from '../../streams/contracts/clock.ts';
import {
  batchOf,
  CLOSE,
  decodeMessage,
  encodeMessages,
  KeyedTable,
  MAX_MESSAGE_BYTES,
  MAX_TOMBSTONES,
  parseAnnouncement,
  parseRequest,
  PROTOCOL_VERSION,
  REQUEST_BOUNDS,
  stateHash,
  topicById,
  TOPICS_SCHEMA,
  type MessageType,
} from '../../streams/live/mod.ts';
import { startNats, until, type TestNats } from '../../test/harness/mod.ts';
import { loadConfig } from '../platform/config.ts';
import { IDLE_SECONDS, MAX_BACKPRESSURE, MAX_PAYLOAD, MAX_SCREENS } from './hub-bounds.ts';
import type { RunningHub } from './hub.ts';
import { startHub } from './start-hub.ts';
import { HIGH_WATER } from './screen.ts';
import { MAX_CACHED_DELTAS } from './topic-state.ts';

const text = readFileSync(new URL('../../docs/protocol.md', import.meta.url), 'utf8');
const blocks = [...text.matchAll(/^```(\S+)(?: (\S+))?\n([\s\S]*?)^```$/gm)].map(([, language, kind, body]) => ({
  language: language!,
  kind: kind ?? '',
  body: body!.trim(),
}));
const ofKind = (kind: string): string[] =>
  blocks.filter((block) => block.kind.startsWith(kind)).map((block) => block.body);
const columnsOf = (topic: number): number | undefined => topicById.get(topic)?.columns.length;

interface Example {
  type: MessageType;
  topic: number;
  epoch: number;
  seq: number;
  base: number;
  time: string;
  hash: string | null;
  chunk: number;
  chunks: number;
  rows: (number | null)[][];
  removed: number[];
}

describe('docs/protocol.md', () => {
  const pairs = blocks.flatMap((block, i) => (block.language === 'hex' ? [[block.body, blocks[i + 1]!] as const] : []));

  test('has examples of everything', () => {
    assert.deepEqual(
      [pairs.length, ofKind('announcement').length, ofKind('request').length, ofKind('refused').length],
      [4, 6, 4, 3],
    );
  });

  for (const [hex, json] of pairs) {
    test(`these bytes are that message: ${hex.slice(0, 35)}`, () => {
      assert.equal(json.kind, 'message');
      const bytes = Uint8Array.from(hex.split(/\s+/), (byte) => Number.parseInt(byte, 16));
      const wanted = JSON.parse(json.body) as Example;
      const { rows, removed, time, ...head } = decodeMessage(bytes, columnsOf);
      const table = new KeyedTable(columnsOf(wanted.topic)!);
      table.load(rows, 1);
      assert.deepEqual(
        {
          ...head,
          time: new Date(time).toISOString(),
          rows: Array.from({ length: table.size }, (_, i) => [
            table.keys[i]!,
            ...Array.from({ length: table.columns }, (_, c) => table.at(i, c)),
          ]),
          removed: [...removed],
        },
        wanted,
      );
      const names = topicById.get(wanted.topic)!.columns.map(({ name }) => name);
      const { batch } = batchOf(
        wanted.rows.map(([key, ...values]) => ({
          ...Object.fromEntries(names.map((name, c) => [name, values[c] as number | null])),
          key: key!,
        })),
        names,
      );
      assert.deepEqual(encodeMessages({ ...head, time }, batch, Uint32Array.from(wanted.removed)), [bytes]);
      if (wanted.type === 'snapshot') assert.equal(stateHash(table), wanted.hash);
    });
  }

  test('the hash written down in words is the hash', () => {
    // Written after the document, not after hash.ts.
    const words = [1, 0, 41, 2, 0, 17, 3, 0, 6, 4, 0, 2, 4, 1];
    let [a, b] = [0x6775616en, 0x6c616e21n];
    const low = (value: bigint): bigint => BigInt.asUintN(32, value);
    for (const word of words.map(BigInt)) {
      a = low((a ^ word) * 0x9e3779b1n);
      a = low((a << 13n) | (a >> 19n));
      b = low((b + word) * 0x85ebca77n);
      b = low(b ^ (b >> 15n));
    }
    const fold = (x: bigint, y: bigint): string => {
      let h = low(x ^ low(y * 0x9e3779b1n));
      h = low((h ^ (h >> 16n)) * 0x85ebca6bn);
      h = low((h ^ (h >> 13n)) * 0xc2b2ae35n);
      return (h ^ (h >> 16n)).toString(16).padStart(8, '0');
    };
    assert.equal(fold(a, b) + fold(b, a), 'a2f368a22eeab131');
  });

  test('the announcements are read, the requests are understood, the others are not', () => {
    for (const body of ofKind('announcement')) assert.notEqual(parseAnnouncement(body), null);
    for (const body of ofKind('request'))
      assert.equal(parseRequest(body).type, (JSON.parse(body) as { type: string }).type);
    for (const body of ofKind('refused-4002')) assert.throws(() => parseRequest(body), { code: 'GL_LIVE_MESSAGE' });
  });

  test('its close codes and bounds are those of the program', () => {
    const rows = [...text.matchAll(/^\| (40\d\d) \| (.+?) \| (yes|no) \|$/gm)].map(([, code, reason, again]) => ({
      code: Number(code),
      reason,
      again: again === 'yes',
    }));
    assert.deepEqual(rows, Object.values(CLOSE));
    for (const bound of [
      REQUEST_BOUNDS.bytes,
      MAX_PAYLOAD,
      MAX_SCREENS,
      HIGH_WATER,
      MAX_BACKPRESSURE,
      MAX_MESSAGE_BYTES,
      MAX_CACHED_DELTAS,
      MAX_TOMBSTONES,
    ])
      assert.match(text, new RegExp(`\\b${bound}\\b`), String(bound));
    assert.match(
      text,
      new RegExp(
        `${REQUEST_BOUNDS.topics} topics each, ${REQUEST_BOUNDS.rate} a second with bursts of ${REQUEST_BOUNDS.burst}`,
      ),
    );
    assert.match(text, new RegExp(`for ${IDLE_SECONDS} s is ended`));
    assert.equal(PROTOCOL_VERSION, 1);
  });

  describe('said to a real hub', () => {
    let nats: TestNats;
    let connection: NatsConnection;
    let hub: RunningHub;
    before(async () => {
      nats = await startNats();
      connection = await connect({ servers: nats.url });
      hub = await startHub(
        {
          clock: systemClock,
          log: pino({ level: 'silent' }),
          metrics: new Registry(),
          nats: connection,
          config: { ...loadConfig({}), livePort: 0 },
          store: { ping: () => Promise.resolve(true) } as never,
        },
        { authorize: () => 'internal' },
      );
    });
    after(async () => {
      await hub.close();
      await connection.close();
      await nats.stop();
    });

    test('the hub greets as written', async () => {
      const heard: { type: string; schema?: string }[] = [];
      const socket = new WebSocket(`ws://127.0.0.1:${hub.port}/`);
      socket.on('message', (bytes: Buffer) => heard.push(JSON.parse(bytes.toString()) as { type: string }));
      await until('two messages', () => heard.length >= 2);
      assert.deepEqual(
        heard.slice(0, 2).map((message) => message.type),
        ['hello', 'status'],
      );
      assert.equal(heard[0]!.schema, TOPICS_SCHEMA);
      for (const [i, body] of ofKind('announcement').slice(0, 2).entries())
        assert.deepEqual(Object.keys(heard[i]!), Object.keys(JSON.parse(body) as object));
      for (const body of ofKind('request')) socket.send(body);
      await until('pong', () => heard.some((message) => message.type === 'pong'));
      assert.equal(socket.readyState, WebSocket.OPEN);
      socket.close();
    });

    for (const block of blocks.filter(({ kind }) => kind.startsWith('refused-'))) {
      test(`${block.body} ends with ${block.kind.slice(8)}`, async () => {
        const socket = new WebSocket(`ws://127.0.0.1:${hub.port}/`);
        socket.once('open', () => socket.send(block.body));
        const code = await new Promise((done) => {
          socket.once('close', done);
        });
        assert.equal(code, Number(block.kind.slice(8)));
      });
    }
  });
});
