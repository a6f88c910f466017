/** Screens one hub takes; more are closed with 4007. */
export const MAX_SCREENS = 5000;
/**
 * Bytes: a message from a screen above this ends its socket without a code; from `REQUEST_BOUNDS.bytes` on with 4003.
 */
export const MAX_PAYLOAD = 64 * 1024;
/** Unsent bytes of one socket; it is closed as too slow before more are kept. One message is at most 512 KB. */
export const MAX_BACKPRESSURE = 2 * 1024 * 1024;
/** A socket that answers no ping for this long is closed. */
export const IDLE_SECONDS = 32;
