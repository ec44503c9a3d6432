import { describe, expect, it } from 'vitest';
import { newClientId } from './client-id.ts';
import { problemOf } from './problem.ts';
import { isKnown, parseAck, parseEvent, parseRoom, parseSubscribed, WireFault } from './wire.ts';

describe('the guards', () => {
  it('let a kind of tomorrow through with its number and its fields', () => {
    const event = parseEvent({ seq: 7, kind: 'messageFramed', sender: 'u1', at: '', n: 3, emoji: '👍' });
    expect([event.seq, isKnown(event), 'emoji' in event && event.emoji]).toEqual([7, false, '👍']);
  });

  it('take a known kind in a shape that makes no sense for unknown, so that its number still counts', () => {
    expect(isKnown(parseEvent({ seq: 7, kind: 'messageEdited', sender: 'u1', at: '', n: 3 }))).toBe(false);
    expect(isKnown(parseEvent({ seq: 7, kind: 'toString', sender: 'u1', at: '', n: 3 }))).toBe(false);
  });

  it.each([{ kind: 'x' }, { seq: 0, kind: 'x' }, { seq: 2 ** 53, kind: 'x' }, { seq: 1.5, kind: 'x' }, null, [], 'x'])(
    'refuse an event without a usable number: %j',
    (json) => expect(() => parseEvent(json)).toThrow(WireFault),
  );

  it('tell an answer from a refusal', () => {
    expect(parseAck({ ok: true, room: 'r1', epoch: 'e', seq: 3, at: 't' })).toMatchObject({ ok: true, seq: 3 });
    expect(parseAck({ ok: false, error: { code: 'busy', message: 'Busy.', retryAfterMs: 100, outcome: 'none' } })).toEqual({
      ok: false,
      error: { code: 'busy', message: 'Busy.', retryAfterMs: 100, outcome: 'none' },
    });
    expect(parseSubscribed({ ok: true, room: 'r', epoch: 'e', firstSeq: 0, lastSeq: 0, floor: 0, events: [], complete: true })).toMatchObject({ ok: true });
  });

  it('give a room without a title its name', () => {
    expect(parseRoom({ id: 'r1', name: 'lobby', title: null })).toMatchObject({ title: 'lobby', member: false, n: 0 });
  });
});

describe('problems', () => {
  it('carry the sentence, the code and the faults by field', async () => {
    const body = { type: 't', title: 'x', status: 422, error: 'Too short.', code: 'invalid', requestId: 'q1', errors: { password: ['Too short.'] } };
    const problem = await problemOf(new Response(JSON.stringify(body), { status: 422, headers: { 'retry-after': '2' } }));
    expect(problem).toMatchObject({ status: 422, code: 'invalid', message: 'Too short.', retryAfterMs: 2000, requestId: 'q1' });
    expect(problem.errors).toEqual({ password: ['Too short.'] });
  });

  it('make do with the status if a proxy answered in HTML', async () => {
    expect(await problemOf(new Response('<h1>Bad gateway</h1>', { status: 502 }))).toMatchObject({ status: 502, code: 'http-502' });
  });
});

it('client ids are UUIDs of version 7 that sort in the order they were made', () => {
  const made = Array.from({ length: 50 }, () => newClientId(1_700_000_000_000));
  expect(made[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(made.toSorted()).toEqual(made);
});
