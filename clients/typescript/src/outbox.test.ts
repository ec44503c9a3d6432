import { describe, expect, it } from 'vitest';
import * as box from './outbox.ts';

const message = (clientId: string, room = 'r') => ({ clientId, room, text: clientId });
const states = (of: box.Outbox): string => of.map((pending) => `${pending.clientId}:${pending.state}`).join(' ');
const abc = (): box.Outbox => ['a', 'b', 'c'].reduce<box.Outbox>((all, id) => box.queued(all, message(id), 0), []);

describe('the outbox', () => {
  it('has one message per room under way', () => {
    const both = box.queued(abc(), message('x', 'other'), 0);
    expect(box.due(both, 0).map((pending) => pending.clientId)).toEqual(['a', 'x']);
    expect(box.due(box.started(both, 'a', 0), 0).map((pending) => pending.clientId)).toEqual(['x']);
  });

  it('fails what is queued behind a failed message, in its room only', () => {
    const all = box.failed(box.queued(abc(), message('x', 'other'), 0), 'b', 'No.');
    expect(states(all)).toBe('a:sending b:failed c:failed x:sending');
    expect(all.map((pending) => pending.error)).toEqual([null, 'No.', null, null]);
  });

  it('does not hold up what is written after a failure', () => {
    const all = box.queued(box.failed(abc(), 'a', null), message('d'), 0);
    expect(box.due(all, 0).map((pending) => pending.clientId)).toEqual(['d']);
  });

  it('takes a late answer for a failed message', () => {
    expect(states(box.confirmed(box.failed(abc(), 'a', null), 'r', 'a'))).toBe('b:failed c:failed');
  });

  it('holds a message back until its files are there, and what is written behind it', () => {
    const files = [{ key: 'f1', name: 'plan.png', size: 3 }];
    const all = box.queued(box.queued(box.queued([], { ...message('a'), files }, 0), message('b'), 0), message('x', 'other'), 0);
    expect(box.due(all, 0).map((pending) => pending.clientId)).toEqual(['x']);
    expect(box.unfinished(all).map((pending) => pending.clientId)).toEqual(['a']);
    expect(box.nextDeadline(box.started(all, 'x', 5))).toBe(5 + box.ACK_TIMEOUT_MS);
    const there = box.uploaded(all, 'a', ['u1']);
    expect(box.due(there, 0).map((pending) => [pending.clientId, pending.uploads])).toEqual([['a', ['u1']], ['x', undefined]]);
    expect(box.unfinished(there)).toEqual([]);
  });

  it('fails with its files, and asks for them again with a retry and after a reload', () => {
    const files = [{ key: 'f1', name: 'plan.png', size: 3 }];
    const all = box.failed(box.queued(box.queued([], { ...message('a'), files }, 0), message('b'), 0), 'a', 'Too large.');
    expect([states(all), box.unfinished(all).length]).toEqual(['a:failed b:failed', 0]);
    expect(box.unfinished(box.retried(all, 'r')).map((pending) => pending.files)).toEqual([files]);
    expect(box.unfinished(box.restored(box.retried(all, 'r'))).map((pending) => pending.clientId)).toEqual(['a']);
  });

  it('is the same box when there was nothing to confirm', () => {
    const all = abc();
    expect(box.confirmed(all, 'r', 'z')).toBe(all);
    expect(box.confirmed(all, 'other', 'a')).toBe(all);
  });

  it('throws only failed messages away', () => {
    expect(states(box.discarded(box.failed(abc(), 'b', null), 'b'))).toBe('a:sending c:failed');
    expect(states(box.discarded(abc(), 'a'))).toBe('a:sending b:sending c:sending');
  });

  it('repeats what is unknown or passes, and shows what does not', () => {
    const error = { code: 'x', message: 'X.', retryAfterMs: null, outcome: 'none' as const };
    const of = (change: Partial<typeof error> | object): string => states(box.refused(abc(), 'a', { ...error, ...change }, 0, 50)).slice(0, 9);
    expect(of({})).toBe('a:failed ');
    expect(of({ outcome: 'unknown' })).toBe('a:sending');
    expect(of({ code: 'busy' })).toBe('a:sending');
    expect(of({ retryAfterMs: 10 })).toBe('a:sending');
  });

  it('restores the order in which it was written', () => {
    const stored = abc().toReversed();
    expect(box.restored(stored).map((pending) => pending.clientId)).toEqual(['a', 'b', 'c']);
  });

  it('knows when to look again', () => {
    expect(box.nextDeadline([])).toBeNull();
    expect(box.nextDeadline(box.started(abc(), 'a', 5))).toBe(5 + box.ACK_TIMEOUT_MS);
    expect(box.nextDeadline(box.postponed(box.started(abc(), 'a', 5), 'a', 77))).toBe(77);
  });
});
