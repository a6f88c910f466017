import type { Explanation } from '../../streams/contracts/explanation.ts';
import type { RegistryRegion, RegistryStation } from '../registry/mod.ts';
import { words } from './words.ts';

/** Subject of an explanation: a station. */
export const stationSubject = ({ id, names }: RegistryStation): Explanation['subject'] => ({
  kind: 'station',
  id: String(id),
  names: words(names.zh, names.en),
});

/** Subject of an explanation: a region. */
export const regionSubject = ({ id, names }: RegistryRegion): Explanation['subject'] => ({
  kind: 'region',
  id: String(id),
  names: words(names.zh, names.en),
});
