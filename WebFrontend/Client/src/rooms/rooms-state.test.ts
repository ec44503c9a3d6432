import { describe, expect, it } from 'vitest';
import type { Room } from '@parley/client';
import { roomNameOf } from './room-name-state.ts';
import { byName, changesMentions, epochChanged, eventsArrived, changesRights, findRooms, left, mine, mineLoaded, named, noRooms, readMoved, roomLoaded, stepTo, totalMentions, totalUnread, unread } from './rooms-state.ts';

const room = (id: string, more: Partial<Room> = {}): Room => ({
  id,
  name: id,
  title: id,
  visibility: 'public',
  epoch: 'e1',
  lastSeq: 10,
  n: 7,
  createdBy: 'u',
  createdAt: '',
  member: true,
  role: 'member',
  readSeq: 8,
  readN: 5,
  topic: '',
  slowMode: 0,
  archived: false,
  direct: null,
  people: [],
  history: 'open',
  leavers: 'none',
  retention: null,
  may: ['know', 'read', 'write', 'leave'],
  mentions: 0,
  ...more,
});
const event = (seq: number, n: number) => ({ seq, kind: 'messagePosted', sender: 'u', at: '', n, text: 'x' });

describe('rooms', () => {
  it('count what was posted since I read', () => {
    const rooms = mineLoaded(noRooms, [room('a'), room('b', { n: 5 })]);
    expect([unread(rooms.get('a')!), totalUnread(rooms)]).toEqual([2, 2]);
    expect(totalUnread(eventsArrived(rooms, 'b', [event(11, 6), event(12, 7)], 'me'))).toBe(4);
    expect(totalUnread(readMoved(rooms, 'a', 10, 7))).toBe(0);
    expect(totalUnread(left(rooms, 'a'))).toBe(0);
  });

  it('count apart what was said to me', () => {
    const rooms = mineLoaded(noRooms, [room('a', { mentions: 1 })]);
    const said = (seq: number, more: object) => ({ ...event(seq, seq - 3), ...more });
    const now = eventsArrived(rooms, 'a', [said(11, { mentions: ['me', 'you'] }), said(12, { everybody: 'room' }), said(13, { mentions: ['you'] }), said(14, { mentions: ['me'], sender: 'me' })], 'me');
    expect(totalMentions(now)).toBe(3);
    expect(eventsArrived(now, 'a', [said(11, { mentions: ['me'] })], 'me').get('a')?.mentions).toBe(3); // seen before
    expect(readMoved(now, 'a', 14, 11).get('a')?.mentions).toBe(0);
    expect(roomLoaded(now, room('a', { lastSeq: 12, mentions: 9 })).get('a')?.mentions).toBe(3); // overtaken by events
    expect(roomLoaded(now, room('a', { lastSeq: 14, mentions: 2 })).get('a')?.mentions).toBe(2);
    const edit = (target: number, more: object = {}) => [{ seq: 15, kind: 'messageEdited', sender: 'u', at: '', n: 11, target, text: 'x', ...more }];
    expect([changesMentions(room('a'), edit(9), 'me'), changesMentions(room('a'), edit(9, { mentions: ['me'] }), 'me'), changesMentions(room('a', { mentions: 1 }), edit(9), 'me'), changesMentions(room('a', { mentions: 1 }), edit(8), 'me')]).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  it('do not let reading go back', () => {
    const rooms = readMoved(mineLoaded(noRooms, [room('a')]), 'a', 10, 7);
    expect(readMoved(rooms, 'a', 9, 6)).toBe(rooms);
    expect(roomLoaded(rooms, room('a')).get('a')).toMatchObject({ readSeq: 10, readN: 7 });
  });

  it('do not let an answer that was overtaken by events take them back', () => {
    const rooms = eventsArrived(mineLoaded(noRooms, [room('a')]), 'a', [event(11, 8)], 'me');
    expect(roomLoaded(rooms, room('a')).get('a')).toMatchObject({ lastSeq: 11, n: 8 });
    expect(roomLoaded(rooms, room('a', { epoch: 'e2', lastSeq: 3, n: 2 })).get('a')).toMatchObject({ lastSeq: 3, n: 2 });
  });

  it('know my coming and going from the events and from the list', () => {
    const rooms = mineLoaded(noRooms, [room('a'), room('b')]);
    const gone = eventsArrived(rooms, 'a', [{ seq: 11, kind: 'memberLeft', sender: 'me', user: 'me', at: '', n: 7 }], 'me');
    expect(mine(gone).map(({ id }) => id)).toEqual(['b']);
    expect(mine(mineLoaded(rooms, [room('b')])).map(({ id }) => id)).toEqual(['b']);
    const other = eventsArrived(rooms, 'a', [{ seq: 11, kind: 'memberLeft', sender: 'x', user: 'x', at: '', n: 7 }], 'me');
    expect(mine(other).length).toBe(2);
  });

  it('start anew with another epoch', () => {
    expect(epochChanged(mineLoaded(noRooms, [room('a')]), 'a', 'e2', 4).get('a')).toMatchObject({ epoch: 'e2', lastSeq: 4, readSeq: 0 });
  });

  it('are found by name, by id, and loosely by what one types', () => {
    const list = [room('r1', { title: 'Design', name: 'design' }), room('r2', { title: 'Old designs', name: 'old' }), room('r3', { title: 'Deep sign', name: 'deep' })];
    expect(byName(mineLoaded(noRooms, list), 'old')?.id).toBe('r2');
    expect(byName(mineLoaded(noRooms, list), 'r3')?.name).toBe('deep');
    expect(findRooms(list, '#desi', []).map(({ id }) => id)).toEqual(['r1', 'r2', 'r3']);
    expect(findRooms(list, 'zzz', [])).toEqual([]);
    expect(findRooms(list, '', ['r2']).map(({ id }) => id)).toEqual(['r2', 'r3', 'r1']);
  });

  it('are gone through in a circle, all of them or those with something unread', () => {
    const list = [room('a'), room('b', { n: 5 }), room('c'), room('d', { n: 5 })]; // a and c have something unread
    const steps = (here: string | null, by: 1 | -1, onlyUnread = false): string | undefined => stepTo(list, here, by, onlyUnread)?.id;
    expect([steps('a', 1), steps('d', 1), steps('a', -1), steps(null, 1), steps(null, -1)]).toEqual(['b', 'a', 'd', 'a', 'd']);
    expect([steps('a', 1, true), steps('c', 1, true), steps('b', -1, true)]).toEqual(['c', 'a', 'a']);
    expect(stepTo([room('a')], 'a', 1, true)).toBeNull();
    expect(stepTo([], null, 1, false)).toBeNull();
  });

  it.each([['Café Plans!', 'cafe-plans'], ['  --x--  ', 'x'], ['会议 5', '会议-5'], ['Ünï 2', 'uni-2']])('get from %j the name %j', (title, name) => {
    expect(roomNameOf(title)).toBe(name);
  });
});

describe('what others do to a room', () => {
  const rooms = roomLoaded(noRooms, room('a'));
  const base = { sender: 'x', at: '', n: 7 };

  it('takes me out when I am kicked, and only then', () => {
    expect(eventsArrived(rooms, 'a', [{ ...base, seq: 11, kind: 'memberKicked', user: 'me' }], 'me').get('a')).toMatchObject({ member: false, role: null });
    expect(eventsArrived(rooms, 'a', [{ ...base, seq: 11, kind: 'memberKicked', user: 'you' }], 'me').get('a')?.member).toBe(true);
    expect(eventsArrived(rooms, 'a', [{ ...base, seq: 11, kind: 'memberBanned', user: 'me' }], 'me').get('a')?.member).toBe(true); // the kick follows
  });

  it('changes role, settings and archive', () => {
    const events = [
      { ...base, seq: 11, kind: 'roleChanged', user: 'me', role: 'muted' },
      { ...base, seq: 12, kind: 'settingsChanged', title: 'New', topic: 'T', visibility: 'private', slowMode: 5, history: 'protected', leavers: 'read', retention: 30 },
      { ...base, seq: 13, kind: 'roomArchived' },
    ];
    const expected = { role: 'muted', title: 'New', topic: 'T', visibility: 'private', slowMode: 5, history: 'protected', leavers: 'read', retention: 30, archived: true, lastSeq: 13 };
    expect(eventsArrived(rooms, 'a', events, 'me').get('a')).toMatchObject(expected);
    expect(changesRights(events, 'me')).toBe(true);
    expect(changesRights([{ ...base, seq: 11, kind: 'roleChanged', user: 'you', role: 'muted' }, event(12, 8)], 'me')).toBe(false);
  });

  it('calls conversations of two by the name of the other', () => {
    const direct = roomLoaded(noRooms, room('d', { direct: 'bob', visibility: 'direct' }));
    const users = new Map([['bob', { id: 'bob', userName: 'bob', displayName: 'Bob', isBot: false, isAdmin: false, role: 'member', deactivated: false, createdAt: '' }]]);
    expect(named(direct, users).get('d')?.title).toBe('Bob');
    expect(named(named(direct, users), users)).toStrictEqual(named(direct, users));
    expect(named(rooms, users)).toBe(rooms);
  });
});
