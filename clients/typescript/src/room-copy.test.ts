import { describe, expect, it } from 'vitest';
import { byCodePoints, copyOf, eventsApplied, isAtEnd, KEPT_EVENTS, messagesOf, pageMerged, type RoomCopy, trimmed } from './room-copy.ts';
import { MessageRoom } from './testing/message-room.ts';
import { seeded } from './testing/random.ts';

function grown(random: () => number, events: number): MessageRoom {
  const room = new MessageRoom(random);
  while (room.log.length < events) room.grow();
  return room;
}

describe('a copy of a room', () => {
  it('is the same by events on a stale page as by a fresh one, whatever the cut, the batches and the pages in between', () => {
    for (let seed = 1; seed <= 120; seed++) {
      const random = seeded(seed);
      const upTo = (most: number): number => Math.floor(random() * (most + 1));
      const room = grown(random, 20 + upTo(80));
      const all = room.log.length;
      const cut = 1 + upTo(all - 1);
      const first = 1 + upTo(cut);
      // sometimes a page in the middle, which does not grow
      const last = random() < 0.3 && first <= cut ? first + upTo(cut - first) : cut;
      let copy: RoomCopy = copyOf(room.page(first, last, cut, 'ann'), 'ann');

      for (let seen = cut; seen < all; ) {
        const to = Math.min(all, seen + 1 + upTo(7));
        copy = eventsApplied(copy, room.events(Math.max(1, seen - upTo(2)), to, to + upTo(all - to)))!;
        seen = to;
        if (random() < 0.4) {
          // a page at either end, read a while ago or of a moment that the events have not told of yet
          const head = Math.max(cut, seen - 5) + upTo(all - Math.max(cut, seen - 5));
          const older = random() < 0.5;
          const page = older
            ? room.page(Math.max(1, copy.first - upTo(9)), copy.first - 1 + upTo(2), head, 'ann')
            : room.page(Math.max(1, copy.last - upTo(2)), Math.min(head, copy.last + upTo(9)), head, 'ann');
          if (page.lastSeq >= page.firstSeq && page.lastSeq <= head) copy = pageMerged(copy, page) ?? copy;
        }
        if (random() < 0.1) copy = trimmed(copy, 5, random() < 0.5 ? 'newest' : 'oldest');
      }

      const fresh = room.page(copy.first, copy.last, all, 'ann');
      expect(messagesOf(copy), `seed ${seed}`).toEqual(fresh.messages);
      expect(copy.head).toBe(all);
    }
  });

  it('follows the live end and no other', () => {
    const room = grown(seeded(7), 60);
    const atEnd = eventsApplied(copyOf(room.page(1, 20, 20, 'ann'), 'ann'), room.events(21, 60, 60))!;
    const inside = eventsApplied(copyOf(room.page(1, 10, 20, 'ann'), 'ann'), room.events(21, 60, 60))!;
    expect([isAtEnd(atEnd), atEnd.last, isAtEnd(inside), inside.last]).toEqual([true, 60, false, 10]);
  });

  it('says when events or pages leave a hole', () => {
    const room = grown(seeded(7), KEPT_EVENTS + 100);
    const copy = copyOf(room.page(11, 20, 20, 'ann'), 'ann');
    expect(eventsApplied(copy, room.events(22, 30, 30))).toBeNull();
    expect(pageMerged(copy, room.page(1, 9, 20, 'ann'))).toBeNull();
    expect(pageMerged(copy, room.page(22, 25, 30, 'ann'))).toBeNull();
    expect(pageMerged(copy, { ...room.page(1, 10, 20, 'ann'), epoch: 'other' })).toBeNull();
    const late = eventsApplied(copy, room.events(21, KEPT_EVENTS + 100, KEPT_EVENTS + 100))!;
    expect(pageMerged(late, room.page(1, 10, 20, 'ann'))).toBeNull();
    expect(pageMerged(late, room.page(1, 10, 200, 'ann'))?.first).toBe(1);
  });

  it('names those who reacted first, and counts the others', () => {
    const page = grown(() => 0, 1).page(1, 1, 1, 'ann');
    const reactions = [{ emoji: '👍', count: 9, users: ['bob', 'cat'], mine: false }];
    const copy = copyOf({ ...page, messages: [{ ...page.messages[0]!, reactions }] }, 'ann');
    const base = { at: '', n: 1, target: 1, emoji: '👍' } as const;
    const after = eventsApplied(copy, [
      { ...base, seq: 2, kind: 'reactionAdded', sender: 'ann' },
      { ...base, seq: 3, kind: 'reactionRemoved', sender: 'bob' },
    ])!;
    expect(messagesOf(after)[0]!.reactions).toEqual([{ emoji: '👍', count: 9, users: ['cat'], mine: true }]);
  });
});

it('emoji are sorted as the server sorts them', () => {
  expect(['👍', '❤️', '\uFF5E', '1️⃣', '🎉'].toSorted(byCodePoints)).toEqual(['1️⃣', '❤️', '\uFF5E', '🎉', '👍']);
});
