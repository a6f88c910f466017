/** Text for an HTML page: markup letters as character references. */
export const escapeHtml = (text: unknown): string =>
  String(text).replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
