import { describe, expect, it } from 'vitest';
import type { EventPage, RoomEvent } from '@parley/client';
import { lastOwn, liveArrived, MAX_ENTRIES, newerLoaded, olderLoaded, opened, textOf, type Timeline } from './timeline-state.ts';

const post = (seq: number, text = `m${seq}`, sender = 'u1'): RoomEvent => ({ seq, kind: 'messagePosted', sender, at: '2026-01-01T00:00:00Z', n: seq, text });
const edit = (seq: number, target: number, text: string): RoomEvent => ({ seq, kind: 'messageEdited', sender: 'u1', at: '2026-01-01T00:00:00Z', n: 0, target, text });
const remove = (seq: number, target: number): RoomEvent => ({ seq, kind: 'messageDeleted', sender: 'u1', at: '', n: 0, target });
const posts = (from: number, to: number): RoomEvent[] => Array.from({ length: to - from + 1 }, (_, at) => post(from + at));
const page = (events: readonly RoomEvent[], lastSeq: number, floor = 0): EventPage => ({
  room: 'r',
  epoch: 'e',
  firstSeq: events[0]?.seq ?? 0,
  lastSeq,
  floor,
  events,
});
const range = ({ lo, hi, tail, atStart, entries }: Timeline) => ({ lo, hi, tail, atStart, count: entries.length });
const text = (timeline: Timeline, seq: number) => textOf(timeline, timeline.entries.find((entry) => entry.seq === seq)!);

describe('the timeline', () => {
  it('opens at the newest page and knows whether there is more', () => {
    expect(range(opened(page(posts(41, 100), 100)))).toEqual({ lo: 41, hi: 100, tail: true, atStart: false, count: 60 });
    expect(range(opened(page(posts(1, 5), 5)))).toMatchObject({ atStart: true, tail: true });
    expect(range(opened(page(posts(11, 20), 20, 11)))).toMatchObject({ atStart: true });
    expect(range(opened(page([], 0)))).toEqual({ lo: 1, hi: 0, tail: true, atStart: true, count: 0 });
  });

  it('follows the live end, and stops following at a hole', () => {
    const timeline = opened(page(posts(1, 5), 5));
    expect(range(liveArrived(timeline, posts(4, 7), true))).toMatchObject({ hi: 7, tail: true, count: 7 });
    expect(range(liveArrived(timeline, [post(9)], true))).toMatchObject({ hi: 5, tail: false, count: 5 });
  });

  it('trims the old end for a reader at the bottom and the new end for one further up', () => {
    const full = opened(page(posts(1, MAX_ENTRIES), MAX_ENTRIES));
    const next = posts(MAX_ENTRIES + 1, MAX_ENTRIES + 3);
    expect(range(liveArrived(full, next, true))).toEqual({ lo: 4, hi: MAX_ENTRIES + 3, tail: true, atStart: false, count: MAX_ENTRIES });
    expect(range(liveArrived(full, next, false))).toEqual({ lo: 1, hi: MAX_ENTRIES, tail: false, atStart: true, count: MAX_ENTRIES });
  });

  it('goes back and forth through a long history without a hole and within its bound', () => {
    const all = posts(1, 1000);
    let timeline = opened(page(all.slice(-60), 1000));
    while (!timeline.atStart) {
      timeline = olderLoaded(timeline, page(all.filter((one) => one.seq < timeline.lo).slice(-60), 1000));
      expect(timeline.entries.length).toBeLessThanOrEqual(MAX_ENTRIES);
      expect(timeline.entries.map((entry) => entry.seq)).toEqual(posts(timeline.lo, timeline.hi).map(({ seq }) => seq));
    }
    expect(timeline.tail).toBe(false);
    while (!timeline.tail) {
      timeline = newerLoaded(timeline, page(all.filter((one) => one.seq > timeline.hi).slice(0, 60), 1000));
      expect(timeline.entries.map((entry) => entry.seq)).toEqual(posts(timeline.lo, timeline.hi).map(({ seq }) => seq));
    }
    expect(timeline.hi).toBe(1000);
  });

  it('shows the latest edit, also of a message that is loaded after it', () => {
    const timeline = opened(page([edit(11, 3, 'second'), edit(12, 9, 'other')], 12));
    const older = olderLoaded(timeline, page([...posts(1, 9), edit(10, 3, 'first')], 12));
    expect([text(older, 3), text(older, 9), text(older, 2)]).toEqual(['second', 'other', 'm2']);
    expect(text(liveArrived(older, [remove(13, 3)], true), 3)).toBeNull();
  });

  it('keeps an edit that arrives while it does not follow the end', () => {
    const timeline = { ...opened(page(posts(1, 5), 5)), tail: false };
    expect(text(liveArrived(timeline, [edit(6, 2, 'new')], false), 2)).toBe('new');
  });

  it('shows no text for what the server no longer tells', () => {
    const gone: RoomEvent = { seq: 1, kind: 'messagePosted', sender: 'u1', at: '', n: 1, deleted: true };
    expect(text(opened(page([gone], 1)), 1)).toBeNull();
  });

  it('counts the numbers of kinds it does not know', () => {
    const timeline = opened(page([post(1), { seq: 2, kind: 'reactionAdded', sender: 'u', at: '', n: 1 }], 2));
    expect(range(liveArrived(timeline, [post(3)], true))).toEqual({ lo: 1, hi: 3, tail: true, atStart: true, count: 2 });
  });

  it('finds my newest message that still has a text', () => {
    const timeline = opened(page([post(1, 'a', 'me'), post(2, 'b', 'me'), post(3, 'c', 'you'), remove(4, 2), edit(5, 1, 'a2')], 5));
    expect(lastOwn(timeline, 'me')).toEqual({ seq: 1, text: 'a2' });
    expect(lastOwn(timeline, 'nobody')).toBeNull();
  });
});
