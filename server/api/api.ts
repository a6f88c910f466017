import type { FastifyInstance } from 'fastify';

/** The web server with what our modules add to it. */
export type Api = FastifyInstance;
