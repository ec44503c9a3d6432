import { describe, expect, it } from 'vitest';
import type { RoomEvent, ThreadPage } from '@parley/client';
import { lastOwn, liveArrived, MAX_ENTRIES, newerLoaded, olderLoaded, opened, type Run, runOf, runOfThread, textOf, type Timeline } from './timeline-state.ts';

const post = (seq: number, text = `m${seq}`, sender = 'u1'): RoomEvent => ({ seq, kind: 'messagePosted', sender, at: '2026-01-01T00:00:00Z', n: seq, text });
const edit = (seq: number, target: number, text: string): RoomEvent => ({ seq, kind: 'messageEdited', sender: 'u1', at: '2026-01-01T00:00:00Z', n: 0, target, text });
const remove = (seq: number, target: number): RoomEvent => ({ seq, kind: 'messageDeleted', sender: 'u1', at: '', n: 0, target });
const posts = (from: number, to: number): RoomEvent[] => Array.from({ length: to - from + 1 }, (_, at) => post(from + at));
const page = (events: readonly RoomEvent[], lastSeq: number, floor = 0): Run =>
  runOf({ room: 'r', epoch: 'e', firstSeq: events[0]?.seq ?? 0, lastSeq, floor, events });
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

  it('of a thread holds its root and its messages, on the numbers of the room', () => {
    const message = (seq: number, thread: number | null): object => ({ seq, sender: 'u1', at: '', n: seq, clientId: null, text: `m${seq}`, replyTo: null, thread, files: [] });
    const part = (seqs: readonly number[], firstSeq: number, lastSeq: number): Run =>
      runOfThread({ root: message(5, null), messages: seqs.map((seq) => message(seq, 5)), firstSeq, lastSeq, head: 40 } as unknown as ThreadPage);
    const newest = opened(part([20, 30], 20, 40), 5);
    expect([range(newest), newest.entries.map(({ seq }) => seq)]).toEqual([{ lo: 20, hi: 40, tail: true, atStart: false, count: 2 }, [20, 30]]);
    const whole = olderLoaded(newest, part([7], 1, 19));
    expect([range(whole), whole.entries.map(({ seq }) => seq)]).toEqual([{ lo: 1, hi: 40, tail: true, atStart: true, count: 4 }, [5, 7, 20, 30]]);
    const reply = { ...post(42), thread: 5 };
    const live = liveArrived(whole, [post(41), reply, { ...post(43), thread: 6 }, edit(44, 7, 'mended')], true);
    expect([live.hi, live.entries.map(({ seq }) => seq), text(live, 7)]).toEqual([44, [5, 7, 20, 30, 42], 'mended']);
    // and on the line of the room the same is a reply, where it lies
    expect(liveArrived(opened(page([post(40)], 40)), [post(41), reply], true).entries.map(({ kind }) => kind)).toEqual(['message', 'message', 'reply']);
  });

  it('finds my newest message that still has a text', () => {
    const timeline = opened(page([post(1, 'a', 'me'), post(2, 'b', 'me'), post(3, 'c', 'you'), remove(4, 2), edit(5, 1, 'a2')], 5));
    expect(lastOwn(timeline, 'me')).toEqual({ seq: 1, text: 'a2' });
    expect(lastOwn(timeline, 'nobody')).toBeNull();
  });
});
