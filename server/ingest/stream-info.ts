import type { JetStreamManager, StreamInfo } from '@nats-io/jetstream';

export const streamInfo = (manager: JetStreamManager): Promise<StreamInfo> => manager.streams.info('FRAMES');
