/**
 * A typed client of the HTTP API, for programs of partners and for our own tools: any runtime that has `fetch`. What
 * may be called is the list of operations in `streams/contracts/api`.
 */
export { openClient, type Client } from './client.ts';
export { ApiError } from './api-error.ts';
