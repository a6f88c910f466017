import { systemClock } from '../streams/contracts/clock.ts';
import { GuanlanError } from '../streams/contracts/errors.ts';
import { loadConfig } from './platform/config.ts';
import { errorText, asCodedError } from './platform/error-text.ts';
import { demoOf } from './roles/demo-options.ts';
import { runRoles } from './roles/run.ts';
import { superviseHere } from './supervisor/mod.ts';

/**
 * `node server/main.ts` supervises everything; `node server/main.ts --role work,edge` plays those roles in this
 * process.
 */
const ROLES = ['store', 'work', 'edge', 'city'] as const;

function rolesAsked(parameters: readonly string[]): string[] | null {
  const at = parameters.findIndex((parameter) => parameter === '--role' || parameter.startsWith('--role='));
  if (at === -1) return null;
  const text = parameters[at]?.includes('=') ? parameters[at].split('=')[1] : parameters[at + 1];
  const roles = (text ?? '')
    .split(',')
    .map((role) => role.trim())
    .filter(Boolean);
  for (const role of roles)
    if (!(ROLES as readonly string[]).includes(role))
      throw new GuanlanError('GL_CONFIG', `--role ${role}: one of ${ROLES.join(', ')}`);
  if (roles.length === 0) throw new GuanlanError('GL_CONFIG', `--role: one or more of ${ROLES.join(', ')}`);
  return roles;
}

try {
  const config = loadConfig();
  const demo = demoOf(process.argv.slice(2));
  const roles = rolesAsked(process.argv.slice(2));
  if (roles === null) await superviseHere(config, demo, systemClock);
  else await runRoles(roles, config, demo);
} catch (error) {
  const known = asCodedError(error);
  // The message has to be out before the process is.
  if (known instanceof GuanlanError && process.send)
    await new Promise<void>((done) =>
      process.send?.({ type: 'fatal', code: known.code, detail: known.detail }, undefined, {}, () => done()),
    );
  process.stderr.write(`${errorText(known)}\n`);
  if (!(known instanceof GuanlanError) && known instanceof Error) process.stderr.write(`${known.stack ?? ''}\n`);
  process.exit(1);
}
