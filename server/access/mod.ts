/** Access 访问: tokens, roles, sessions of screens, and what a single machine may do without any. */
export { adminToken, demoPartnerToken, openAccess, type Access } from './access.ts';
export { startupCredentials, type StartupCredential } from './startup-credentials.ts';
export { type AccessRequest } from './local.ts';
export { PUBLIC_GRANT, reaches, type Grant, type Role } from './role.ts';
