/** Close codes, with what the screen should do. */
export const CLOSE = Object.freeze({
  goingAway: { code: 4000, reason: 'hub is closing', again: true },
  unauthorized: { code: 4001, reason: 'not authorized', again: false },
  badMessage: { code: 4002, reason: 'message does not match the protocol', again: false },
  tooLarge: { code: 4003, reason: 'message over 16384 bytes', again: false },
  flood: { code: 4004, reason: 'too many messages', again: false },
  version: { code: 4005, reason: 'protocol version not spoken here', again: false },
  full: { code: 4007, reason: 'hub is full', again: true },
  tooSlow: { code: 4008, reason: 'screen reads too slowly', again: true },
  noSubscription: { code: 4009, reason: 'no subscription in time', again: false },
});
export type CloseReason = (typeof CLOSE)[keyof typeof CLOSE];
