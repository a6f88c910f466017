import { Type } from '@sinclair/typebox';

/** MN in a path. */
export const DeviceId = Type.String({ minLength: 1, maxLength: 128, pattern: '^[\\x21-\\x7e]+$', description: 'MN' });
