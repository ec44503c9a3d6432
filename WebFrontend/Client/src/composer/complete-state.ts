// What stands before the cursor and could be completed, and with what. Pure.

export type Kind = 'person' | 'room' | 'emoji' | 'command';

/** A piece of the text from `from` to `to` that asks for a list. */
export type Asked = { readonly kind: Kind; readonly query: string; readonly from: number; readonly to: number };

/** A line of the list: what it inserts, and what it says. */
export type Choice = { readonly insert: string; readonly title: string; readonly more: string; readonly mark: string };

export const SHOWN = 8;

const KINDS: readonly (readonly [RegExp, Kind])[] = [
  [/(?:^|[\s(])@([\p{L}\p{N}\p{M}._-]*)$/u, 'person'],
  [/(?:^|[\s(])#([\p{L}\p{N}\p{M}_-]*)$/u, 'room'],
  [/(?:^|[\s(]):([a-z0-9_+-]{2,})$/, 'emoji'], // from two letters on: “:)” and “10:30” are not meant
  [/^\/([a-z0-9_-]*)$/, 'command'],
];

/** What the cursor stands behind; null: nothing to complete, also within a piece of code. */
export function askedAt(text: string, cursor: number): Asked | null {
  const before = text.slice(0, cursor);
  if ((before.match(/`/g) ?? []).length % 2 === 1) return null;
  for (const [pattern, kind] of KINDS) {
    const query = pattern.exec(before)?.[1];
    if (query !== undefined) return { kind, query, from: cursor - query.length - 1, to: cursor };
  }
  return null;
}

/** The text with the piece replaced, and where the cursor goes. */
export function completed(text: string, asked: Asked, insert: string): { readonly text: string; readonly cursor: number } {
  const after = text.slice(asked.to).replace(/^ /, '');
  return { text: `${text.slice(0, asked.from)}${insert} ${after}`, cursor: asked.from + insert.length + 1 };
}

/**
 * The best of them first: what begins so, then a later word that does, then what has it anywhere. Widths and cases are one, so that
 * full-width letters are found, and a given name in Chinese, which has no space before it, is.
 */
export function bestOf<T>(all: readonly T[], query: string, words: (one: T) => readonly string[], most = SHOWN): T[] {
  const wanted = plain(query);
  return all
    .map((one, at) => ({ one, at, rank: Math.min(...words(one).map((word) => rankOf(plain(word), wanted))) }))
    .filter(({ rank }) => rank < 3)
    .toSorted((a, b) => a.rank - b.rank || a.at - b.at)
    .slice(0, most)
    .map(({ one }) => one);
}

function rankOf(word: string, wanted: string): number {
  if (word.startsWith(wanted)) return 0;
  if (word.split(/[\s._-]+/).some((part) => part.startsWith(wanted))) return 1;
  return word.includes(wanted) ? 2 : 3;
}

const plain = (text: string): string => text.normalize('NFKC').toLocaleLowerCase();
