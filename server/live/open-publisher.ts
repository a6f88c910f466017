import type { LeasedPublisher, PublisherContext, PublisherOptions } from './leased-publisher.ts';
import { StreamPublisher } from './stream-publisher.ts';

/**
 * Opens the one publisher of this process. Resolves after the first attempt to take the lease, whether it succeeded or
 * not. `upsert` and `replace` throw `GL_LIVE_MESSAGE` for a row that does not fit its topic; `commit` never rejects.
 */
export async function openPublisher(
  context: PublisherContext,
  options: PublisherOptions = {},
): Promise<LeasedPublisher> {
  const publisher = new StreamPublisher(context, options);
  await publisher.open();
  return publisher;
}
