/** Access 访问: tokens, roles, sessions of screens, and what a single machine may do without any. */
export { adminToken, demoPartnerToken, openAccess, type Access } from './access.ts';
export { doorLines, type DoorLine } from './startup-credentials.ts';
export { isLoopback, type AccessRequest } from './local.ts';
export { PUBLIC_GRANT, reaches, ROLES, type Grant, type Role } from './role.ts';
export { keptSecret, replacePrivate } from '../platform/secret-file.ts';
export { MAX_TOKENS, type TokenEntry, type Tokens } from './tokens.ts';
