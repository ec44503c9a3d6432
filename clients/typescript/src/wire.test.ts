import { describe, expect, it } from 'vitest';
import { newClientId } from './client-id.ts';
import { problemOf } from './problem.ts';
import { isKnown, parseAck, parseEvent, parseMyNews, parseMyState, parseRoom, parseSubscribed, WireFault } from './wire.ts';

describe('what is mine', () => {
  it('is whole though a server says less, and leaves out changes that this version does not know', () => {
    expect(parseMyState({ epoch: 'e', version: 3, reads: [{ room: 'r1', readSeq: 2, readN: 1 }] })).toEqual({
      epoch: 'e',
      version: 3,
      reads: [{ room: 'r1', readSeq: 2, readN: 1 }],
      rooms: [],
      settings: { level: 'all', sound: true, doNotDisturb: false, doNotDisturbUntil: null, receipts: true },
      status: null,
      drafts: [],
    });
    const changes = [
      { kind: 'holiday', days: 3 },
      { kind: 'room', room: 'r1', level: 'mentions', muted: true, mutedUntil: null },
      { kind: 'draft', room: 'r1', text: 'hi', version: 4, at: 't' },
      { kind: 'status', status: { text: 'at lunch', emoji: '🍜' } },
      { kind: 'reports', room: 'r1', open: 2 },
      { kind: 'draftDropped', room: 'r1', version: 4 },
      { kind: 'scheduled', clientId: 'c1', room: 'r1', text: 'hi', at: 't', state: 'refused', refusal: 'muted' },
    ];
    expect(parseMyNews({ epoch: 'e', after: 3, version: 8, changes }).changes).toEqual(changes.slice(1));
  });

  it('is refused without what must be there', () => {
    expect(() => parseMyState({ version: 3 })).toThrow(WireFault);
    expect(() => parseMyNews({ epoch: 'e', after: 1, version: 2, changes: [{ kind: 'read', room: 'r1' }] })).toThrow(WireFault);
  });
});

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
