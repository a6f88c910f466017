import type { ExceedanceEvidence } from '../../streams/contracts/exceedance.ts';
import type { Priority, Subject } from './event.ts';
import type { Alarm } from './transitions.ts';

/** What a rule wants written to the ledger. */
export type Intent =
  | {
      readonly step: 'raised';
      readonly subject: Subject;
      readonly priority: Priority;
      readonly evidence: ExceedanceEvidence;
      /** Makes a retry one event. */
      readonly id: string;
    }
  | {
      readonly step: 'worsened';
      readonly alarm: Alarm;
      readonly priority: Priority;
      readonly evidence: ExceedanceEvidence;
    }
  | { readonly step: 'recurred'; readonly alarm: Alarm; readonly evidence: ExceedanceEvidence }
  | { readonly step: 'cleared' | 'closed'; readonly alarm: Alarm };
