import { join } from 'node:path';
import type { Config } from '../platform/config.ts';
import { adminToken, demoPartnerToken } from './access.ts';

/** One line a person is told at the start: Chinese, English, the thing itself. */
export type StartupCredential = readonly [zh: string, en: string, value: string];

/**
 * What a person has to know of tokens at this start. Called before the roles start, so that the administrator's token
 * is made here, where it can be shown: its text once, afterwards only where it is kept.
 * @param now milliseconds UTC
 */
export function startupCredentials(
  config: Pick<Config, 'adminToken' | 'city' | 'dataDir'>,
  now: number,
): StartupCredential[] {
  const lines: StartupCredential[] = [];
  const { token, made } = adminToken(config);
  if (made) lines.push(['管理', 'admin token', token]);
  else if (config.adminToken === null)
    lines.push(['管理', 'admin token', join(config.dataDir, 'secrets', 'admin-token')]);
  if (config.city === 'yunzhou') lines.push(['推送', 'partner token', demoPartnerToken(config, now)]);
  return lines;
}
