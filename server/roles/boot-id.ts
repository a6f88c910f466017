import { readFileSync } from 'node:fs';

/** Names this boot of the machine; '' where the system has no such name. */
export function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return '';
  }
}
