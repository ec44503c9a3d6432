import { expect, it } from 'vitest';
import { parseEvent, type Thread } from '@parley/client';
import { eventsSeen, marked, merged, needsAsking, strangersIn } from './threads-state.ts';

const thread = (root: number, lastSeq: number, more: object = {}): Thread =>
  ({ room: 'r', root: { seq: root, text: `m${root}`, replies: { count: 1, lastSeq } }, lastAt: '', readSeq: lastSeq, unread: 0, mentions: 0, ...more }) as unknown as Thread;
const reply = (seq: number, root: number, sender = 'you', more: object = {}) => parseEvent({ seq, kind: 'messagePosted', sender, at: `t${seq}`, text: 'x', thread: root, ...more });
const told = (threads: readonly Thread[] | null) => threads?.map(({ root, unread, mentions, readSeq }) => `${root.seq}: ${root.replies?.count} ${unread} ${mentions} ${readSeq}`) ?? null;

it('puts the thread with the newest message first, with what is new in it', () => {
  const before = [thread(1, 5), thread(2, 4)];
  const after = eventsSeen(before, 'r', [reply(6, 2), reply(7, 2, 'you', { mentions: ['me'] }), reply(8, 9)], 'me');
  expect(told(after)).toEqual(['2: 3 2 1 4', '1: 1 0 0 5']);
  expect(told(eventsSeen(after, 'r', [reply(9, 2, 'me')], 'me'))).toEqual(['2: 4 0 0 9', '1: 1 0 0 5']); // what I write is read, and all before it
  expect(told(eventsSeen(after, 'r', [reply(7, 2)], 'me'))).toEqual(told(after)); // the answer had it already
  expect(told(eventsSeen(after, 'other', [reply(20, 2)], 'me'))).toEqual(told(after));
  expect(after[0]?.lastAt).toBe('t7');
  expect(strangersIn(before, 'r', [reply(6, 2), reply(8, 9)])).toEqual([9]);
});

it('forgets what was read or given up elsewhere, and asks for what it cannot know', () => {
  const threads = [thread(1, 9, { unread: 3, readSeq: 5 }), thread(2, 4)];
  const mark = (of: number, readSeq: number, follows = true) => ({ room: 'r', thread: of, readSeq, follows });
  expect(told(marked(threads, mark(1, 9)))).toEqual(['1: 1 0 0 9', '2: 1 0 0 4']);
  expect(told(marked(threads, mark(1, 3)))).toEqual(told(threads)); // never back
  expect(marked(threads, mark(1, 7))).toBeNull(); // in part
  expect(marked(threads, mark(8, 7))).toBeNull(); // a new one
  expect(told(marked(threads, mark(1, 5, false)))).toEqual(['2: 1 0 0 4']);
  const gone = [parseEvent({ seq: 10, kind: 'messageDeleted', sender: 'you', target: 9 })];
  expect([needsAsking(threads, 'r', gone), needsAsking(threads, 'q', gone), needsAsking(threads.slice(1), 'r', gone)]).toEqual([true, false, false]);
  expect(merged(threads, [thread(2, 4), thread(3, 2)]).length).toBe(3);
});
