import type { FastifyRequest } from 'fastify';
import { GuanlanError } from '../../streams/contracts/errors.ts';
import { PUBLIC_GRANT, reaches, type Access, type AccessRequest, type Grant, type Role } from '../access/mod.ts';
import type { Api } from './api.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may ask: a role that is reached, or one of several; every route says it. */
    access?: Role | 'public' | readonly Role[];
  }
  interface FastifyRequest {
    grant: Grant;
  }
}

const text = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value.join(', ') : value;

const accessRequest = ({ headers }: Pick<FastifyRequest, 'headers'>): AccessRequest => ({
  authorization: headers.authorization,
  cookie: headers.cookie,
  host: headers.host,
  origin: headers.origin,
  fetchSite: text(headers['sec-fetch-site']),
  forwarded: text(headers['forwarded'] ?? headers['x-forwarded-for'] ?? headers.via),
});

/** Decides each request before its body is read. A route without a word on access is an administrator's. */
export function authorizeRequests(app: Api, access: Access): void {
  app.decorateRequest('grant');
  app.addHook('onRequest', async (request) => {
    request.grant = PUBLIC_GRANT;
    const wanted = request.is404 ? 'public' : (request.routeOptions.config.access ?? 'admin');
    const asked = accessRequest(request);
    const grant = access.authorize(asked);
    if (!grant) {
      if (wanted === 'public') return;
      throw new GuanlanError('GL_UNAUTHORIZED');
    }
    request.grant = grant;
    if (wanted === 'public') return;
    const roles = typeof wanted === 'string' ? [wanted] : wanted;
    if (!roles.some((role) => reaches(grant, role)))
      throw new GuanlanError(grant.role === 'public' ? 'GL_UNAUTHORIZED' : 'GL_FORBIDDEN', roles.join(' or '));
    if (request.method !== 'GET' && request.method !== 'HEAD' && !access.mayChange(asked, grant))
      throw new GuanlanError('GL_FORBIDDEN', 'asked from another site');
  });
}
