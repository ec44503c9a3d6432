import { describe, expect, it } from 'vitest';
import type { Pending, RoomEvent } from '@parley/client';
import { noOverlay, pageSeen } from './overlay-state.ts';
import { type MembershipRow, type MessageRow, type Row, rowsOf, type RowsInput } from './rows-state.ts';
import { opened, runOf } from './timeline-state.ts';

const at = (minute: number, day = 5): string => new Date(2026, 0, day, 10, minute).toISOString();
const post = (seq: number, sender: string, minute: number, more: object = {}): RoomEvent => ({
  seq,
  kind: 'messagePosted',
  sender,
  at: at(minute),
  n: seq,
  text: `m${seq}`,
  ...more,
});
const join = (seq: number, user: string, kind = 'memberJoined'): RoomEvent => ({ seq, kind, sender: user, user, role: 'member', at: at(0), n: 0 });
const pending = (clientId: string, state: Pending['state'] = 'sending'): Pending => ({
  clientId,
  room: 'r',
  text: clientId,
  createdAt: Date.parse(at(30)),
  state,
  sentAt: null,
  retryAt: 0,
  tries: 0,
  error: null,
  reason: null,
});
function rows(events: readonly RoomEvent[], more: Partial<RowsInput> = {}): Row[] {
  const lastSeq = events.at(-1)?.seq ?? 0;
  const timeline = opened(runOf({ room: 'r', epoch: 'e', firstSeq: events[0]?.seq ?? 0, lastSeq, floor: 0, events }));
  return rowsOf({ timeline, overlay: noOverlay, pressed: new Map(), confirming: [], pending: [], me: 'me', newAfter: null, ...more });
}
const heads = (of: readonly Row[]): boolean[] => of.map((row) => (row as MessageRow).head);

describe('rows', () => {
  it('group what one author wrote within five minutes', () => {
    expect(heads(rows([post(1, 'a', 0), post(2, 'a', 4), post(3, 'a', 9), post(4, 'b', 9), post(5, 'a', 9)]))).toEqual([true, false, true, true, true]);
  });

  it('begin a new day with its date', () => {
    const both = rows([post(1, 'a', 0), { ...post(2, 'a', 1), at: at(1, 6) }, { ...post(3, 'a', 2), at: at(2, 6) }]);
    expect(both.map((row) => row.newDay)).toEqual([true, true, false]);
    expect(heads(both)).toEqual([true, true, false]);
  });

  it('collapse comings and goings, and forget those who only looked in', () => {
    const [row] = rows([join(1, 'a'), join(2, 'b'), join(3, 'c'), join(4, 'b', 'memberLeft'), join(5, 'd', 'memberLeft')]) as MembershipRow[];
    expect([row!.joined, row!.left]).toEqual([['a', 'c'], ['d']]);
    expect(rows([join(1, 'a'), post(2, 'a', 1), join(3, 'b')]).map((one) => one.kind)).toEqual(['membership', 'message', 'membership']);
  });

  it('put one line above the first new message of another', () => {
    const line = (newAfter: number): (number | null)[] =>
      rows([post(1, 'a', 0), post(2, 'me', 1), post(3, 'a', 2), post(4, 'a', 3)], { newAfter }).filter((row) => row.newLine).map((row) => row.seq);
    expect(line(1)).toEqual([3]);
    expect(line(4)).toEqual([]);
    expect(rows([post(7, 'a', 0)], { newAfter: 3 }).some((row) => row.newLine)).toBe(false); // it lies outside of what is loaded
  });

  it('keep my message in its place while it is sent, acknowledged and numbered', () => {
    const key = (of: readonly Row[]): string[] => of.map((row) => row.key);
    const before = rows([post(1, 'a', 0)], { pending: [pending('x'), pending('y', 'failed')] });
    const acked = rows([post(1, 'a', 0)], { confirming: [{ clientId: 'x', text: 'x', seq: 2, at: at(31) }], pending: [pending('y', 'failed')] });
    const numbered = rows([post(1, 'a', 0), post(2, 'me', 31, { clientId: 'x' })], {
      confirming: [{ clientId: 'x', text: 'x', seq: 2, at: at(31) }],
      pending: [pending('y', 'failed')],
    });
    expect(key(before)).toEqual(['s1', 'cx', 'cy']);
    expect(key(acked)).toEqual(key(before));
    expect(key(numbered)).toEqual(key(before));
    expect(numbered.map((row) => (row as MessageRow).state)).toEqual(['sent', 'sent', 'failed']);
  });
});

it('what was done to the room and its members is a line each', () => {
  const noted = rows([
    join(1, 'a'),
    { seq: 2, kind: 'memberKicked', sender: 'o', user: 'a', at: at(1), n: 0 },
    { seq: 3, kind: 'settingsChanged', sender: 'o', topic: 'Tea', at: at(1), n: 0 },
    { seq: 4, kind: 'inviteCreated', sender: 'o', invite: 'i', at: at(1), n: 0 },
    { seq: 5, kind: 'roomArchived', sender: 'o', at: at(1), n: 0 },
  ]);
  expect(noted.map((row) => (row.kind === 'note' ? `${row.note.what} ${row.note.whom}${row.note.to}` : row.kind))).toEqual([
    'membership',
    'kicked a',
    'topic Tea',
    'archived ',
  ]);
});

it('shows a message as the server says it is, also if the events that say so were never loaded', () => {
  const now = (seq: number, more: object) => ({ seq, sender: 'a', at: at(0), n: seq, clientId: null, text: `m${seq}`, replyTo: null, edits: 0, editedAt: null, reactions: [], ...more });
  const thumbs = { emoji: '👍', count: 1, users: ['b'], mine: false };
  const page = { room: 'r', epoch: 'e', firstSeq: 1, lastSeq: 3, head: 900, messages: [now(1, { text: 'mended', edits: 1, editedAt: at(9) }), now(2, { text: null }), now(3, { reactions: [thumbs] })] };
  const shown = rows([post(1, 'a', 0), post(2, 'a', 0), post(3, 'a', 0, { replyTo: 1 })], { overlay: pageSeen(noOverlay, page as never, 'me') }) as MessageRow[];
  expect(shown.map(({ text }) => text)).toEqual(['mended', null, 'm3']);
  expect(shown[0]!.editedAt).toEqual(new Date(at(9)));
  expect([shown[2]!.reactions, shown[2]!.replyTo]).toEqual([[thumbs], 1]);
});

it('has what was said in a thread in one line where it was said, with the line of the new above it', () => {
  const events = [post(1, 'a', 0), post(2, 'b', 1, { thread: 1 }), post(3, 'c', 2, { thread: 1 }), post(4, 'a', 3), post(5, 'b', 4, { thread: 1 }), post(6, 'b', 5, { thread: 4 })];
  const lines = (newAfter: number | null) =>
    rows(events, { newAfter }).map((row) => (row.kind === 'thread' ? `${row.root}: ${row.count} by ${row.who.join('')}, ${row.text}${row.newLine ? ' new' : ''}` : `${row.kind}${row.newLine ? ' new' : ''}`));
  expect(lines(null)).toEqual(['message', '1: 2 by cb, m3', 'message', '1: 1 by b, m5', '4: 1 by b, m6']);
  expect(lines(2)).toEqual(['message', '1: 1 by b, m2', '1: 1 by c, m3 new', 'message', '1: 1 by b, m5', '4: 1 by b, m6']);
});
