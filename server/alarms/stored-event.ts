import type { ExceedanceEvidence } from '../../streams/contracts/exceedance.ts';
import { exceedanceHundredths } from '../standards/mod.ts';
import { STEPS, type AlarmEvent, type Step } from './event.ts';

/**
 * Version of the events written today. Readers take every version up to it: 1 (until 2026-11) carried the multiple of
 * the evidence as a floating-point number, `multiple`; 2 carries it as an integer, `multipleHundredths`.
 */
export const EVENT_VERSION = 2;

type EvidenceV1 = Omit<ExceedanceEvidence, 'multipleHundredths'> & { readonly multiple: number };
type StoredEvent = Omit<AlarmEvent, 'evidence'> & { readonly evidence?: ExceedanceEvidence | EvidenceV1 };

/** Evidence of version 1 in the form of today: the multiple follows from value and limit, which both versions carry. */
function evidenceOf(stored: ExceedanceEvidence | EvidenceV1): ExceedanceEvidence {
  if (!('multiple' in stored)) return stored;
  const { multiple: _multiple, ...rest } = stored;
  return { ...rest, multipleHundredths: exceedanceHundredths(rest.value, rest.limit) };
}

const isFiniteNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const isStep = (step: unknown): step is Step => (STEPS as readonly unknown[]).includes(step);

/** An event of the stream in the form of today; null where it is none, or of a version or step not known yet. */
export function parseEvent(bytes: Uint8Array): AlarmEvent | null {
  let event: Partial<StoredEvent> | null;
  try {
    event = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'));
  } catch {
    return null;
  }
  if (event === null || typeof event !== 'object') return null;
  const { v, alarm, step, at, actor, evidence, ...rest } = event;
  if (!isFiniteNumber(v) || v > EVENT_VERSION || !isFiniteNumber(alarm) || !isFiniteNumber(at)) return null;
  if (typeof actor?.name !== 'string' || !isStep(step)) return null;
  return { ...rest, v, alarm, step, at, actor, ...(evidence ? { evidence: evidenceOf(evidence) } : {}) };
}
