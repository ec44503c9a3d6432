import { expect, it } from 'vitest';
import { parseEvent, parseMessagePage } from '@parley/client';
import { eventsSeen, messageAt, noOverlay, pageSeen } from './overlay-state.ts';

const event = (seq: number, kind: string, more: object = {}) => parseEvent({ seq, kind, sender: 'bob', at: `at ${seq}`, n: seq, ...more });
const page = (head: number, ...messages: object[]) => parseMessagePage({ room: 'r', epoch: 'e', firstSeq: 1, lastSeq: head, head, messages });
const message = (seq: number, more: object = {}) => ({ seq, sender: 'ann', at: '', n: seq, text: `m${seq}`, ...more });

it('knows what was posted while it looked, and what came of it', () => {
  const seen = eventsSeen(noOverlay, [event(5, 'messagePosted', { text: 'new' }), event(6, 'reactionAdded', { target: 5, emoji: '👍' }), event(7, 'messageEdited', { target: 5, text: 'newer' })], 'me');
  expect(messageAt(seen, 5)).toMatchObject({ text: 'newer', edits: 1, reactions: [{ emoji: '👍', count: 1, mine: false }] });
});

it('puts events on a page that was read before them, once', () => {
  const added = event(9, 'reactionAdded', { target: 2, emoji: '🎉' });
  const early = pageSeen(eventsSeen(noOverlay, [added], 'me'), page(8, message(2)), 'me');
  const late = eventsSeen(pageSeen(noOverlay, page(9, message(2, { reactions: [{ emoji: '🎉', count: 1, users: ['bob'], mine: false }] })), 'me'), [added], 'me');
  for (const seen of [early, late]) expect(messageAt(seen, 2)?.reactions).toMatchObject([{ emoji: '🎉', count: 1 }]);
});

it('does not let an older page take back what is known', () => {
  const seen = pageSeen(pageSeen(noOverlay, page(20, message(2, { text: 'newest' })), 'me'), page(10, message(2, { text: 'old' })), 'me');
  expect(messageAt(seen, 2)?.text).toBe('newest');
});
