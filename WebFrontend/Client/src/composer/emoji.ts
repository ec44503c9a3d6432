// A chunk of its own, loaded when the first colon asks for it.
import { gemoji } from 'gemoji';
import { bestOf, type Choice } from './complete-state.ts';

export function emojiLike(query: string, most?: number): Choice[] {
  return bestOf(gemoji, query, ({ names }) => names, most).map(({ emoji, names }) => ({ insert: emoji, title: `:${names[0] ?? ''}:`, more: '', mark: emoji }));
}
