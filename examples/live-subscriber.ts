/**
 * A program that follows the live protocol (`docs/protocol.md`): `node examples/live-subscriber.ts <url> <topic>`.
 * It keeps a copy of one topic and calls back whenever the copy moved.
 */
import { pathToFileURL } from 'node:url';
import { decodeMessage, PROTOCOL_VERSION, topicById, TopicReplica, TOPICS } from '../streams/live/mod.ts';

type TopicName = keyof typeof TOPICS;

/** @returns ends the subscription */
export function subscribe(url: string, name: TopicName, onChange: (copy: TopicReplica) => void): () => void {
  const copy = new TopicReplica(TOPICS[name]);
  const socket = new WebSocket(url);
  socket.binaryType = 'arraybuffer';
  socket.addEventListener('open', () =>
    // A copy that outlives its socket would name the state it holds (`epoch`, `seq`) and get only the difference.
    socket.send(JSON.stringify({ type: 'subscribe', protocol: PROTOCOL_VERSION, topics: [{ name }] })),
  );
  socket.addEventListener('message', ({ data }) => {
    // Text messages say how the hub is; tables come as bytes.
    if (!(data instanceof ArrayBuffer)) return;
    const message = decodeMessage(new Uint8Array(data), (id) => topicById.get(id)?.columns.length);
    if (copy.apply(message) === 'applied') onChange(copy);
  });
  return () => socket.close();
}

const [, main = '', url, topic] = process.argv;
if (import.meta.url === pathToFileURL(main).href) {
  if (url === undefined || topic === undefined || !(topic in TOPICS))
    throw new Error('node examples/live-subscriber.ts <url> <topic>');
  subscribe(url, topic as TopicName, ({ table, time }) =>
    console.log(`${new Date(time).toISOString()} ${topic}: ${table.size} rows`),
  );
}
