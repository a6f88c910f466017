export { acceptPush, PUSH_LIMITS, type ItemVerdict, type PushAnswer, type PushDeps } from './push.ts';
export { readItem, type ItemFault, type PushItem } from './item.ts';
export { openHttp } from './open.ts';
