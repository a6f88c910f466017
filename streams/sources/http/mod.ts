export { acceptPush, PUSH_LIMITS } from './push.ts';
export { openHttp } from './open.ts';
