export type DeskAct =
  | { readonly kind: 'move'; readonly by: number }
  | { readonly kind: 'load' }
  | { readonly kind: 'tab' }
  | { readonly kind: 'cancel' }
  | { readonly kind: 'write'; readonly step: 'confirmed' | 'rejected' | 'closed' };

interface Pressed {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/** What a key does on the desk; while a note is written only Escape does anything. */
export function deskKey(pressed: Pressed, isWriting: boolean): DeskAct | null {
  if (pressed.ctrlKey || pressed.metaKey || pressed.altKey) return null;
  if (isWriting) return pressed.key === 'Escape' ? { kind: 'cancel' } : null;
  switch (pressed.key) {
    case 'j':
    case 'J':
    case 'ArrowDown':
      return { kind: 'move', by: 1 };
    case 'k':
    case 'K':
    case 'ArrowUp':
      return { kind: 'move', by: -1 };
    case 'n':
    case 'N':
      return { kind: 'load' };
    case 't':
    case 'T':
      return { kind: 'tab' };
    case 'c':
    case 'C':
      return { kind: 'write', step: 'confirmed' };
    case 'r':
    case 'R':
      return { kind: 'write', step: 'rejected' };
    case 'x':
    case 'X':
      return { kind: 'write', step: 'closed' };
    case 'Escape':
      return { kind: 'cancel' };
    default:
      return null;
  }
}
