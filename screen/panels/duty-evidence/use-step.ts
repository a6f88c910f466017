import { nextTick, ref, watch, type Ref } from 'vue';
import type { AlarmHistory } from '../../duty/desk-answers.ts';
import type { Desk } from '../../duty/desk.ts';
import { askApi, type ApiFault } from '../../shell/ask-api.ts';

/** Longest note of a step, letters. */
export const MAX_NOTE = 1000;

export interface Step {
  readonly note: Ref<string>;
  readonly sending: Ref<boolean>;
  /** The step last kept for this row, or why it was not; null before one was sent. */
  readonly result: Ref<{ readonly kept: string } | { readonly fault: ApiFault } | null>;
  /** Sends the step that is being written with its note and the event it answers. */
  send(): Promise<void>;
}

/** The step an officer writes for the selected alarm. Only steps that the ledger offers can be written. */
export function useStep(
  desk: Desk,
  history: Readonly<Ref<AlarmHistory | null>>,
  field: Readonly<Ref<HTMLTextAreaElement | null>>,
  changed: () => Promise<void>,
): Step {
  const note = ref('');
  const sending = ref(false);
  const result: Step['result'] = ref(null);
  watch(
    () => desk.selected.value?.id,
    () => {
      desk.writing.value = null;
      result.value = null;
    },
  );
  watch(desk.writing, (step) => {
    if (step === null) return;
    if (!history.value?.alarm.steps.includes(step)) desk.writing.value = null;
    else void nextTick(() => field.value?.focus());
  });

  async function send(): Promise<void> {
    const alarm = desk.selected.value?.alarm ?? null;
    const step = desk.writing.value;
    const sequence = history.value?.alarm.sequence;
    if (alarm === null || !step || sending.value || sequence === undefined) return;
    sending.value = true;
    const text = note.value.trim().slice(0, MAX_NOTE);
    const body = JSON.stringify({ step, sequence, ...(text ? { note: text } : {}) });
    const given = await askApi(`/api/alarms/${alarm}/events`, { method: 'POST', body });
    sending.value = false;
    if ('answer' in given) note.value = '';
    result.value = 'fault' in given ? given : { kept: step };
    desk.writing.value = null;
    void changed();
  }
  return { note, sending, result, send };
}
