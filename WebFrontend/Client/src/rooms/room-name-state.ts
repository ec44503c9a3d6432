const MAX_LENGTH = 64;

/** A title as part of an address: `Café Plans!` → `cafe-plans`. Letters of every script stay. */
export function roomNameOf(title: string): string {
  return title
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '-')
    .slice(0, MAX_LENGTH)
    .replace(/^-+|-+$/g, '');
}
