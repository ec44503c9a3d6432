// What the result of a search looks like. Pure.

import type { SearchSnippet } from '@parley/client';

export type Piece = { readonly text: string; readonly found: boolean };

/** The snippet in pieces, found or not; what lies beyond its text is passed over. */
export function piecesOf(snippet: SearchSnippet): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  const add = (to: number, found: boolean): void => {
    const end = Math.min(to, snippet.text.length);
    if (end > from) pieces.push({ text: snippet.text.slice(from, end), found });
    from = Math.max(from, end);
  };
  for (const { start, length } of snippet.highlights) {
    add(start, false);
    add(start + length, true);
  }
  add(snippet.text.length, false);
  if (snippet.cutBefore) pieces.unshift({ text: '… ', found: false });
  if (snippet.cutAfter) pieces.push({ text: ' …', found: false });
  return pieces;
}

/** An operator is put behind what is there, ready for what it is about. */
export function withOperator(query: string, operator: string): string {
  return query.trim() === '' ? operator : `${query.trimEnd()} ${operator}`;
}
