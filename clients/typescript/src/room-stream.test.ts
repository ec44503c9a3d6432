import { describe, expect, it } from 'vitest';
import { RoomStream, type StartAt, type StreamEffect, type StreamOptions } from './room-stream.ts';
import type { RoomEvent, Subscribed } from './wire.ts';

const event = (seq: number): RoomEvent => ({ seq, kind: 'messagePosted', sender: 'u', at: '', n: seq, text: `${seq}` });
const run = (from: number, to: number): RoomEvent[] => Array.from({ length: to - from + 1 }, (_, at) => event(from + at));
const batch = (seq: number, epoch = 'e1') => ({ room: 'r', epoch, events: [event(seq)] });
const page = (events: RoomEvent[], lastSeq: number, epoch = 'e1', floor = 0) => ({
  room: 'r',
  epoch,
  firstSeq: events[0]?.seq ?? 0,
  lastSeq,
  floor,
  events,
});
const answer = (events: RoomEvent[], lastSeq: number, complete = true, epoch = 'e1', floor = 0): Subscribed => ({
  ok: true,
  ...page(events, lastSeq, epoch, floor),
  complete,
});
const emitted = (effects: readonly StreamEffect[]): number[] =>
  effects.flatMap((effect) => (effect.do === 'emit' ? effect.events.map(({ seq }) => seq) : []));
const kinds = (effects: readonly StreamEffect[]): string[] => effects.map((effect) => effect.do);

function live(start: StartAt, first: Subscribed, options: Partial<StreamOptions> = {}): RoomStream {
  const stream = new RoomStream('r', start, undefined, options);
  stream.ask();
  stream.answered(first);
  return stream;
}

describe('a room stream', () => {
  it('holds what comes before the answer, then drops what the answer had', () => {
    const stream = new RoomStream('r', 'now');
    expect(stream.ask()).toEqual({ room: 'r', after: null });
    expect(stream.live(batch(8))).toEqual([]);
    expect(stream.live(batch(9))).toEqual([]);
    expect(emitted(stream.answered(answer([], 8)))).toEqual([9]);
    expect(stream.last).toBe(9);
  });

  it('drops what was held under another epoch', () => {
    const stream = new RoomStream('r', 4, 'e1');
    stream.ask();
    stream.live(batch(5, 'e2'));
    expect(emitted(stream.answered(answer([], 4)))).toEqual([]);
    expect(emitted(stream.live(batch(5)))).toEqual([5]);
  });

  it('fills a hole by asking for just the missing numbers', () => {
    const stream = live(0, answer(run(1, 3), 3));
    const [effect] = stream.live(batch(7));
    expect(effect).toMatchObject({ do: 'fetch', after: 3, limit: 3 });
    expect(stream.live(batch(8))).toEqual([]); // one fetch at a time
    expect(emitted(stream.fetched((effect as { ticket: number }).ticket, page(run(4, 6), 8)))).toEqual([4, 5, 6, 7, 8]);
  });

  it('pages what an incomplete answer left out, from the old position on', () => {
    const stream = new RoomStream('r', 10, 'e1', { pageSize: 5 });
    stream.ask();
    const effects = stream.answered(answer(run(20, 25), 25, false));
    expect(effects).toMatchObject([{ do: 'fetch', after: 10, limit: 5 }]);
    const first = stream.fetched(1, page(run(11, 15), 25));
    expect(kinds(first)).toEqual(['emit', 'fetch']);
    expect(emitted(stream.fetched(2, page(run(16, 19), 25)))).toEqual(run(16, 25).map(({ seq }) => seq));
  });

  it('does not take a page that was asked for before the connection was lost', () => {
    const stream = live(0, answer(run(1, 3), 3));
    stream.live(batch(5));
    stream.disconnected();
    stream.ask();
    expect(stream.fetched(1, page(run(4, 4), 5))).toEqual([]);
    expect(emitted(stream.answered(answer(run(4, 5), 5)))).toEqual([4, 5]);
  });

  it('does not listen to a connection that is gone', () => {
    const stream = live(0, answer(run(1, 3), 3));
    stream.disconnected();
    expect(stream.live(batch(4))).toEqual([]);
    expect(stream.last).toBe(3);
  });

  it('after a gap fetches up to the head, then subscribes again', () => {
    const stream = live(0, answer(run(1, 3), 3));
    expect(stream.gap({ room: 'r', epoch: 'e1', fromSeq: 4 })).toMatchObject([{ do: 'fetch', after: 3 }]);
    expect(stream.live(batch(9))).toEqual([]);
    const effects = stream.fetched(1, page(run(4, 9), 9));
    expect([emitted(effects), kinds(effects)]).toEqual([[4, 5, 6, 7, 8, 9], ['emit', 'subscribe']]);
  });

  it('asks again when another epoch shows, and starts anew with the answer', () => {
    const stream = live(0, answer(run(1, 9), 9));
    expect(kinds(stream.live(batch(10, 'e2')))).toEqual(['subscribe']);
    expect(stream.ask()).toEqual({ room: 'r', after: 9, epoch: 'e1' });
    expect(stream.answered(answer([], 4, true, 'e2'))).toEqual([{ do: 'reset', reason: 'epoch', last: 4, epoch: 'e2' }]);
    expect(emitted(stream.live(batch(5, 'e2')))).toEqual([5]);
  });

  it('also takes the newest run of another epoch, if the answer has one', () => {
    const stream = live(0, answer(run(1, 9), 9));
    stream.disconnected();
    stream.ask();
    const effects = stream.answered(answer(run(3, 4), 4, false, 'e2'));
    expect([kinds(effects), emitted(effects)]).toEqual([['reset', 'emit'], [3, 4]]);
  });

  it('begins at the newest run and leaves the older to its reader', () => {
    const stream = new RoomStream('r', 'newest');
    expect(stream.ask()).toEqual({ room: 'r', after: 0 });
    expect(emitted(stream.answered(answer(run(40, 50), 50, false)))).toEqual(run(40, 50).map(({ seq }) => seq));
  });

  it('counts failures of a fetch, also pages that bring nothing', () => {
    const stream = live(0, answer(run(1, 3), 3));
    stream.live(batch(5));
    expect(stream.fetchFailed(1)).toMatchObject([{ do: 'fetch', failures: 1 }]);
    expect(stream.fetched(2, page([], 5))).toMatchObject([{ do: 'fetch', failures: 2 }]);
  });

  it('forgets held events beyond its bound and fetches them later', () => {
    const stream = live(0, answer(run(1, 1), 1), { maxHeld: 2, pageSize: 100 });
    for (const seq of [3, 4, 5, 6]) stream.live(batch(seq));
    const effects = stream.fetched(1, page(run(2, 2), 6));
    expect(emitted(effects)).toEqual([2, 3, 4]);
    expect(effects.at(-1)).toMatchObject({ do: 'fetch', after: 4, limit: 2 });
  });

  it('does not fill its cache with what it has seen', () => {
    const stream = live(3, answer([], 3), { maxHeld: 2 });
    for (const seq of [1, 2, 5]) stream.live(batch(seq));
    expect(emitted(stream.fetched(1, page(run(4, 4), 5)))).toEqual([4, 5]);
  });
});
