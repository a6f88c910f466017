/** The hub's address as the page sees it: relative ones are taken from the page, http becomes ws. */
export function liveAddress(liveUrl: string, page: string = location.href): string {
  const url = new URL(liveUrl, page);
  url.protocol = url.protocol.replace(/^http/, 'ws');
  return url.href;
}
