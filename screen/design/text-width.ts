/** Width of a text in em, near enough to place a plate without measuring: Chinese is one em, Latin about half. */
export function textEm(text: string): number {
  let em = 0;
  for (const letter of text) {
    const code = letter.codePointAt(0) ?? 0;
    em += code > 0x2e80 ? 1 : letter === ' ' || letter === '·' ? 0.27 : letter >= 'A' && letter <= 'Z' ? 0.64 : 0.55;
  }
  return em;
}
