export { replay, type ReplayOptions } from './replay.ts';
export { MOST_KEPT } from './plan.ts';
export { loadMapping, resolveMapping, type FactorMapping, type Mapping, type ResolvedMapping } from './mapping.ts';
export { csvFrames } from './csv-frames.ts';
export { newCounts, type RawFrame, type ReplayCounts, type ReplayFrame } from './replay-frame.ts';
export { tcpSink, type TcpSinkOptions } from './tcp-sink.ts';
export { httpSink } from './http-sink.ts';
export type { Sink, SinkCounts } from './sink.ts';
